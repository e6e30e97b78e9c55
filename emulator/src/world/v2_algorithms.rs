//! Algorithms of version 2 of the API.

use serde_json::Value;

use super::call::Call;
use super::registry::{Resource, Thing, put};
use super::{Answer, State, timestamp};
use crate::refusal::Refusal;

pub(super) const ALGORITHMS: Resource = Resource {
    name: "v2_algorithms",
    table: "Algorithm",
    id: "/metadata/id",
    unique_name: None,
    collection: "/v2/{project_id}/algorithms",
    states: None,
    show_parts: None,
};

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    match call.operation.id.as_str() {
        "v2_create_algorithm" => Some(create(call, state)),
        "v2_update_algorithm" => Some(update(call, state)),
        _ => None,
    }
}

/// What was sent, as the service shows it.
fn fields(call: &Call<'_>, id: &str, create_time: Value) -> Value {
    let mut fields = call.projected().unwrap_or_default();
    put(&mut fields, "/metadata/id", id.into());
    put(&mut fields, "/metadata/create_time", create_time);
    fields
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let id = format!("algorithm-{:06}", state.next_id());
    let fields = fields(call, &id, timestamp(call.now.clock).into());
    let held = state.quota.take(&fields)?;
    let shown = call.answered(&fields, None);
    let algorithms = state.registries.get(call.api, &ALGORITHMS)?;
    algorithms.insert(Thing { held, ..Thing::created(id, fields) });
    Ok(shown)
}

/// Replaces all that an algorithm says.
fn update(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let id = call.key("algorithm_id");
    let algorithms = state.registries.get(call.api, &ALGORITHMS)?;
    let algorithm = algorithms.get(call.api, &id).ok_or_else(|| call.missing("algorithm_id"))?;
    let mut shown = algorithms.show(call.api, &algorithm, call.now);
    let create_time = shown.pointer_mut("/metadata/create_time").map(Value::take).unwrap_or_default();
    let fields = fields(call, &id, create_time);
    let shown = call.answered(&fields, None);
    let algorithm = algorithms.get_mut(call.api, &id).ok_or_else(|| call.missing("algorithm_id"))?;
    algorithm.replace(fields, &mut state.quota)?;
    Ok(shown)
}
