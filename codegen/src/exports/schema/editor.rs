//! Changes a derived schema so that editors use it well.
//!
//! - No key accepts null, and no completion inserts a default.
//! - Hovering over a key shows the text of the key, not that of its value: a definition is copied where it is used with a
//!   text of its own.
//! - Words with documentation are an `enum` with descriptions: other forms hide the text of the key.

use serde_json::{Map, Value, json};

/// Changes a schema and everything in it.
pub(super) fn adapt(schema: &mut Value, definitions: &Map<String, Value>) {
    match schema {
        Value::Object(object) => {
            adapt_object(object, definitions);
            object.values_mut().for_each(|inner| adapt(inner, definitions));
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| adapt(inner, definitions)),
        _ => {}
    }
}

fn adapt_object(object: &mut Map<String, Value>, definitions: &Map<String, Value>) {
    // A property of this name is a schema, not a default.
    if object.get("default").is_some_and(|default| !default.is_object() || object.contains_key("description")) {
        object.remove("default");
    }
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|ty| ty != "null");
        if let [ty] = &types[..] {
            let ty = ty.clone();
            object.insert("type".to_owned(), ty);
        }
    }
    if let Some(Value::Array(any)) = object.get_mut("anyOf") {
        any.retain(|schema| *schema != json!({ "type": "null" }));
        if let [only] = &any[..] {
            let only = only.clone();
            object.remove("anyOf");
            merge(object, &only);
        }
    }
    let name = object.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next());
    if let Some(definition) = name.and_then(|name| definitions.get(name)).filter(|_| object.len() > 1) {
        object.remove("$ref");
        merge(object, definition);
    }
    if let Some((words, descriptions)) = object.get("oneOf").and_then(words) {
        object.remove("oneOf");
        object.extend([("enum".to_owned(), words), ("enumDescriptions".to_owned(), descriptions)]);
    }
}

/// Adds the keys of another schema, except those that the schema has.
fn merge(object: &mut Map<String, Value>, other: &Value) {
    for (key, value) in other.as_object().into_iter().flatten() {
        object.entry(key).or_insert_with(|| value.clone());
    }
}

/// Returns the words of a list of constants, and their descriptions.
fn words(one_of: &Value) -> Option<(Value, Value)> {
    let schemas = one_of.as_array()?;
    let all = |key: &str| schemas.iter().map(|schema| schema.get(key).cloned()).collect::<Option<Value>>();
    Some((all("const")?, all("description")?))
}
