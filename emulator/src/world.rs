//! What the service keeps, seeded and created alike: it shows up in lists and details, moves through its
//! phases with the clock, can be changed, stopped and deleted.

mod call;
mod collections;
mod lifecycle;
mod paths;
mod quota;
mod registry;
mod search;
pub(crate) mod seed;
mod training_job_configs;
mod training_job_versions;
mod training_jobs;
mod v2_algorithms;
mod v2_auto_search;
mod v2_training_jobs;
mod visualization_jobs;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Operation, Reference};
use serde_json::{Map, Value};

use self::call::Call;
use self::collections::Registries;
use self::lifecycle::Now;
use self::quota::Quota;
use crate::arguments::Arguments;
use crate::refusal::Refusal;

/// An answer; nothing if an operation has no code of its own.
type Answer = Option<Result<Value, Refusal>>;

/// What the service keeps, and the clock that it lives by.
#[derive(Debug)]
pub(crate) struct World {
    clock: Mutex<Clock>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct Clock {
    started: Instant,
    /// How far the clock was advanced beyond the real time.
    advanced: Duration,
}

#[derive(Debug)]
struct State {
    registries: Registries,
    quota: Quota,
    /// How many IDs have been given.
    ids: u64,
}

impl State {
    fn next_id(&mut self) -> u64 {
        self.ids = self.ids.saturating_add(1);
        self.ids
    }
}

impl World {
    /// A world with so many things of each kind.
    pub(crate) fn new(seeded: usize) -> Self {
        let clock = Clock { started: Instant::now(), advanced: Duration::ZERO };
        let state = State { registries: Registries::new(seeded), quota: Quota::default(), ids: 0 };
        Self { clock: Mutex::new(clock), state: Mutex::new(state) }
    }

    /// Advances the clock.
    pub(crate) fn advance(&self, by: Duration) {
        let mut clock = lock(&self.clock);
        clock.advanced = clock.advanced.saturating_add(by);
    }

    /// The body of the response to a call.
    pub(crate) fn answer(&self, api: &Api, operation: &Operation, arguments: &Arguments) -> Result<Value, Refusal> {
        let call = Call { api, operation, arguments, now: self.now() };
        let mut body = respond(&call, &mut lock(&self.state))?;
        if operation.response.is_some_and(|at| api.table(at).has_outcome) {
            body[&api.service.failure.success] = true.into();
        }
        Ok(body)
    }

    /// The things that lists show by a table: seeded ones, then created ones, in the order of their creation.
    pub(crate) fn records(&self, api: &Api, table: &str) -> Vec<Map<String, Value>> {
        lock(&self.state).registries.records(api, table, self.now())
    }

    fn now(&self) -> Now {
        let clock = lock(&self.clock);
        Now { clock: clock.started.elapsed().saturating_add(clock.advanced), advanced: clock.advanced }
    }
}

fn respond(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    collections::check_named_things(call, state)?;
    let own = training_jobs::answer(call, state)
        .or_else(|| training_job_versions::answer(call, state))
        .or_else(|| training_job_configs::answer(call, state))
        .or_else(|| visualization_jobs::answer(call, state))
        .or_else(|| v2_training_jobs::answer(call, state))
        .or_else(|| v2_algorithms::answer(call, state))
        .or_else(|| v2_auto_search::answer(call, state));
    own.unwrap_or_else(|| collections::answer(call, state))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The table of a name.
fn table(api: &Api, name: &str) -> Result<Reference, Refusal> {
    let tables = api.resources.iter().enumerate().flat_map(|(resource, described)| {
        described.tables.iter().enumerate().map(move |(index, table)| (table, Reference { resource, index }))
    });
    let mut named = tables.filter(|(table, _)| table.name == name).map(|(_, at)| at);
    named.next().ok_or_else(|| {
        Refusal::new(
            StatusCode::NOT_FOUND,
            "2836",
            format!("the emulator needs the table {name}, which the spec lacks"),
        )
    })
}

/// A point in time as the service tells it.
fn timestamp(at: Duration) -> i64 {
    // What callers create is newer than all that is seeded.
    seed::LAST_TIME.saturating_add(milliseconds(at))
}

fn milliseconds(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// The line that a job writes after each second of its running.
fn log_line(second: u64) -> String {
    format!("step {second} of {}\n", lifecycle::RUNNING.as_secs())
}
