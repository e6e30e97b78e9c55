//! The items of the service and the operations on them.
//!
//! Seeded and created items are the same: they are listed and shown, move through their phases with the clock, and can
//! be updated, stopped and deleted.
//!
//! Each module imports only modules that are listed before it.
//!
//! - `json`, `order`: JSON values
//! - `seed`: made-up values of seeded items
//! - `paths`, `declared`, `collection`: the resources that the spec declares, and the items that a path names
//! - `clock`, `machine`, `lifecycle`: time, the states that the spec declares, and the state of an item
//! - `quota`: the size of created items
//! - `extras`, `kind`: how items show IDs, names and states
//! - `call`: an operation and its arguments
//! - `search`: filters, sorting and pages
//! - `registry`: the items of one kind
//! - `response`: the bodies of responses
//! - `store`: the items of all kinds
//! - `edit`: creates and changes items
//! - `job_versions`, `filters`: parts of the resources
//! - `training_jobs_v1`, `training_job_versions`, `training_logs`, `training_job_configs`, `visualization_jobs`,
//!   `training_jobs`, `auto_search`: what the service does beyond what the spec says
//! - `standard_methods`: operations that need no code of their own
//! - `actions`: operations that change the state of an item

mod actions;
mod auto_search;
mod call;
mod clock;
mod collection;
mod declared;
mod edit;
mod extras;
mod filters;
mod job_versions;
mod json;
mod kind;
mod lifecycle;
mod machine;
mod order;
mod paths;
mod quota;
mod registry;
mod response;
mod search;
mod seed;
mod standard_methods;
mod store;
mod training_job_configs;
mod training_job_versions;
mod training_jobs;
mod training_jobs_v1;
mod training_logs;
mod visualization_jobs;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use modelarts_codegen::model::{Api, Operation};
use serde_json::{Map, Value};

use self::call::Call;
use self::clock::JobClock;
use self::store::Store;
use crate::rules::arguments::Arguments;
use crate::rules::refusal::Refusal;

/// The items of the service, and the clock of its jobs.
#[derive(Debug)]
pub(crate) struct World {
    clock: JobClock,
    store: Mutex<Store>,
}

impl World {
    /// Creates a world with `seeded` items of each kind.
    pub(crate) fn new(seeded: usize) -> Self {
        Self { clock: JobClock::new(), store: Mutex::new(Store::new(seeded)) }
    }

    /// Advances the clock.
    pub(crate) fn advance(&self, by: Duration) {
        self.clock.advance(by);
    }

    /// Calls an operation. Returns the body of the response.
    pub(crate) fn call(&self, api: &Api, operation: &Operation, arguments: &Arguments) -> Result<Value, Refusal> {
        let call = Call { api, operation, arguments, now: self.clock.now() };
        let mut body = handle(&call, &mut self.store())?;
        if let Some(success) = &api.service.failure.success
            && operation.table().is_some_and(|at| api.table(at).has_outcome)
        {
            body[success] = true.into();
        }
        Ok(body)
    }

    /// Returns the items of the list with a table: seeded items, then created ones in the order of their creation.
    pub(crate) fn records(&self, api: &Api, table: &str) -> Vec<Map<String, Value>> {
        standard_methods::records(&mut self.store(), api, table, self.clock.now())
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Returns a made-up response of an operation with all fields.
pub(crate) fn sample_response(api: &Api, operation: &str) -> Option<Value> {
    let operation = api.operations().find(|known| known.id == operation)?;
    seed::response(api, operation.response.as_ref()?)
}

fn handle(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    standard_methods::check_named_items(call, store)?;
    let handled = actions::handle(call, store)
        .or_else(|| training_jobs_v1::handle(call, store))
        .or_else(|| training_job_versions::handle(call, store))
        .or_else(|| training_logs::handle(call, store))
        .or_else(|| visualization_jobs::handle(call, store))
        .or_else(|| training_jobs::handle(call, store))
        .or_else(|| auto_search::handle(call, store));
    handled.unwrap_or_else(|| standard_methods::handle(call, store))
}
