//! Algorithms (version 2 of the API).

use serde_json::Value;

use super::call::{Call, Handled};
use super::json::put;
use super::kind::Resource;
use super::registry::Item;
use super::store::Store;
use crate::rules::refusal::Refusal;

pub(super) const ALGORITHMS: Resource = Resource {
    name: "algorithms",
    table: "Algorithm",
    id: "/metadata/id",
    unique_name: None,
    collection: "/v2/{project_id}/algorithms",
    states: None,
    show_state: None,
    show_parts: None,
};

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "algorithms.create" => Some(create(call, store)),
        "algorithms.update" => Some(update(call, store)),
        _ => None,
    }
}

/// Returns the fields of an algorithm from the arguments of a call.
fn fields(call: &Call<'_>, id: &str, create_time: Value) -> Value {
    let mut fields = call.projected().unwrap_or_default();
    put(&mut fields, "/metadata/id", id.into());
    put(&mut fields, "/metadata/create_time", create_time);
    fields
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let id = format!("algorithm-{:06}", store.next_id());
    let fields = fields(call, &id, call.now.timestamp().into());
    let size = store.quota.take(&fields)?;
    let shown = call.item_response(&fields, None);
    let algorithms = store.registries.get(call.api, &ALGORITHMS)?;
    algorithms.insert(Item { size, ..Item::created(id, fields) });
    Ok(shown)
}

/// Replaces an algorithm.
fn update(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let id = call.key("algorithm_id");
    let algorithms = store.registries.get(call.api, &ALGORITHMS)?;
    let algorithm = algorithms.get(call.api, &id).ok_or_else(|| call.not_found("algorithm_id"))?;
    let mut shown = algorithms.show(call.api, &algorithm, call.now);
    let create_time = shown.pointer_mut("/metadata/create_time").map(Value::take).unwrap_or_default();
    let fields = fields(call, &id, create_time);
    let shown = call.item_response(&fields, None);
    let algorithm = algorithms.get_mut(call.api, &id).ok_or_else(|| call.not_found("algorithm_id"))?;
    algorithm.replace(fields, &mut store.quota)?;
    Ok(shown)
}
