//! Edits JSON values.

use serde_json::{Map, Value};

/// Returns an ID or a name as it appears in a path.
pub(super) fn path_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Sets the value at a pointer. Creates all objects on the way.
pub(super) fn put(record: &mut Value, pointer: &str, value: Value) {
    let mut at = record;
    for name in pointer.split('/').skip(1) {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[name];
    }
    *at = value;
}

/// Adds fields to an object. Merges objects that both have; replaces all other values.
pub(super) fn merge(record: &mut Value, more: &Value) {
    match (record, more) {
        (Value::Object(record), Value::Object(more)) => {
            for (name, value) in more {
                merge(record.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (record, more) => *record = more.clone(),
    }
}
