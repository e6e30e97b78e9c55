//! Operations that change the state of an item, as the spec declares them.

use modelarts_codegen::model::Action;
use serde_json::Value;

use super::call::{Call, Handled};
use super::machine;
use super::registry::Item;
use super::standard_methods;
use super::store::Store;
use super::training_job_versions;
use crate::rules::refusal::Refusal;

/// Calls an operation that the spec declares as an action.
pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    let (group, resource, action) = machine::action(call.api, &call.operation.id)?;
    let is_version = (group.module.as_str(), resource.name.as_str()) == ("training_job_versions", "version");
    Some(match is_version {
        true => training_job_versions::version(call, store)
            .and_then(|version| act(call, action, version))
            .map(|()| Value::Null),
        false => standard_methods::change(call, store, &resource.key, |item| act(call, action, item)),
    })
}

fn act(call: &Call<'_>, action: &Action, item: &mut Item) -> Result<(), Refusal> {
    let Some(lifecycle) = &mut item.lifecycle else { return Ok(()) };
    lifecycle.act(call.now, action).map_err(|state| {
        let state = lifecycle.machine().key(state);
        Refusal::wrong_state(call.api, action.refused.as_deref(), &call.operation.name, state)
    })
}
