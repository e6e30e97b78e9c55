//! Resources in documents: by names, without positions.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::model::{Action, Api, CodeKind, Group, Move, Resource, StateDuration, States, Unique};

/// Returns all resources by name, as in `networks.network`.
pub(super) fn all(api: &Api) -> Value {
    let resources = api.groups.iter().flat_map(|group| group.resources.iter().map(move |resource| (group, resource)));
    let named = resources
        .map(|(group, resource)| (format!("{}.{}", group.module, resource.name), described(api, group, resource)));
    Value::Object(named.collect())
}

/// Describes a resource: its operations, and its states.
pub(super) fn described(api: &Api, group: &Group, resource: &Resource) -> Value {
    let Resource { name: _, doc, note, key, create, get, list, update, delete, unique, states } = resource;
    let id = |index: &usize| group.operations[*index].id.as_str();
    let mut operations = Map::new();
    for (kind, operation) in [("create", create), ("get", get), ("list", list), ("delete", delete)] {
        operations.extend(operation.as_ref().map(|operation| (kind.to_owned(), json!(id(operation)))));
    }
    if !update.is_empty() {
        operations.insert("update".to_owned(), update.iter().map(id).collect());
    }
    let mut described = json!({ "description": doc, "key": key, "operations": operations });
    if let Some(note) = note {
        described["note"] = json!(note);
    }
    if let Some(Unique { name, refused }) = unique {
        described["unique"] = json!({ "name": name, "refused": refused });
    }
    if let Some(states) = states {
        described["states"] = self::states(api, group, resource, states);
    }
    described
}

fn states(api: &Api, group: &Group, resource: &Resource, states: &States) -> Value {
    let States { field, codes, initial, moves, duration, terminal, failed, unplanned, actions } = states;
    let codes = api.codes(*codes);
    // As in the schema.
    let code = |index: &usize| match (&codes.values[*index], codes.kind) {
        (code, CodeKind::Number) => json!(code.number),
        (code, CodeKind::Text) => json!(code.name),
    };
    let all = |indices: &[usize]| indices.iter().map(code).collect::<Vec<_>>();
    let grouped = |index: usize| all(&codes.groups[index].values);
    let transition = |(from, Move { to, after }): (usize, Move)| json!({ "from": code(&from), "to": code(&to), "after": text(after) });
    let transitions = moves.iter().enumerate().filter_map(|(from, next)| Some((from, (*next)?)));
    let action = |Action { operation, from, to, refused }: &Action| {
        let operation = &group.operations[*operation].id;
        json!({ "operation": operation, "from": all(from), "to": code(to), "refused": refused })
    };
    let mut described = json!({
        "field": path(api, group, resource, field),
        "schema": { "$ref": format!("#/components/schemas/{}", codes.name) },
        "initial": code(initial),
        "transitions": transitions.map(transition).collect::<Vec<_>>(),
        "terminal": grouped(*terminal),
        "failed": failed.map(grouped).unwrap_or_default(),
        "unplanned": all(unplanned),
        "actions": actions.iter().map(action).collect::<Vec<_>>(),
    });
    if let Some(StateDuration { field, states }) = duration {
        described["duration"] = json!({ "field": path(api, group, resource, field), "in": all(states) });
    }
    described
}

/// Returns the names on the wire of the fields that lead to a value in the response of `get`.
fn path(api: &Api, group: &Group, resource: &Resource, path: &[usize]) -> String {
    let shown = resource.get.and_then(|get| group.operations[get].table());
    let fields = shown.into_iter().flat_map(|at| api.fields(at, path)).map(|field| field.name.as_str());
    fields.collect::<Vec<_>>().join(".")
}

/// Returns a duration as it is in the spec.
fn text(duration: Duration) -> String {
    format!("{}s", duration.as_secs())
}
