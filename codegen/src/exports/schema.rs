//! Exports the spec language as a JSON schema for editors: derived from the raw types, with the names of a spec.

mod editor;
mod names;

use schemars::generate::SchemaGenerator;
use schemars::{JsonSchema, Schema, json_schema};
use serde_json::{Map, Value, json};

use crate::check::schemes::{ACCOUNT, AK_SK};
use crate::load::raw::{CodeValue, Entries, ErrorCodes, Group, Literal, RangeText, Service, Statuses, WireName};
use crate::model::Api;

/// Name of the schema file in the folder of the spec.
pub const FILE: &str = "spec.schema.json";

/// Returns a schema for all files of a spec, which offers the names of the spec where they belong. Each kind of file is
/// recognized by a key that no other has.
#[must_use]
pub fn schema(api: &Api) -> Value {
    let mut generator = SchemaGenerator::default();
    let service = generator.subschema_for::<Service>();
    let error_codes = generator.subschema_for::<ErrorCodes>();
    let group = generator.subschema_for::<Group>();
    let mut definitions = generator.take_definitions(true);
    let originals = definitions.clone();
    // A definition is copied where it is used, and what it uses is then copied as well.
    definitions.values_mut().for_each(|definition| editor::adapt(definition, &originals));
    names::add(api, &mut definitions);
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "if": { "required": ["service"] },
        "then": service,
        "else": { "if": { "required": ["error_codes"] }, "then": error_codes, "else": group },
    });
    // `json!` would copy the definitions.
    schema["$defs"] = Value::Object(definitions);
    schema
}

impl<K: JsonSchema, V: JsonSchema> JsonSchema for Entries<K, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        format!("{}By{}", V::schema_name(), K::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        let key = K::json_schema(generator);
        // Words as keys are offered with their texts.
        if let Some(words) = key.get("oneOf").and_then(Value::as_array) {
            let property = |word: &Value| {
                let mut property = value.clone();
                property.insert("description".to_owned(), word["description"].clone());
                Some((word["const"].as_str()?.to_owned(), Value::from(property)))
            };
            let properties: Map<String, Value> = words.iter().filter_map(property).collect();
            return json_schema!({ "type": "object", "properties": properties, "additionalProperties": false });
        }
        let mut schema = json_schema!({ "type": "object", "additionalProperties": value });
        // Keys are strings in JSON. The only numbers are HTTP statuses.
        if key.get("type").and_then(Value::as_str) == Some("integer") {
            schema.insert("propertyNames".to_owned(), json!({ "pattern": "^[1-5][0-9]{2}$" }));
        }
        schema
    }
}

impl JsonSchema for CodeValue {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "CodeValue".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A code: its documentation alone, or a table.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        "code": { "type": "integer", "description": "Number, if codes are numbers." },
                        "deprecated": { "type": "string", "description": "What to use instead, if it is deprecated." },
                        "name": { "type": "string", "description": "The vendor's symbolic name." },
                        "doc": { "type": "string", "description": "Meaning of the code." },
                    },
                    "required": ["doc"],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

impl JsonSchema for WireName {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "WireName".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A name on the wire, or a name for each authentication scheme.",
            "anyOf": [
                { "type": "string" },
                {
                    "type": "object",
                    "properties": {
                        AK_SK: { "type": "string", "description": "Name with a signature." },
                        ACCOUNT: { "type": "string", "description": "Name with a token." },
                    },
                    "required": [AK_SK, ACCOUNT],
                    "additionalProperties": false,
                },
            ],
        })
    }
}

impl JsonSchema for Statuses {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Statuses".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "An HTTP status, or a list of them.", "type": ["integer", "array"] })
    }
}

impl JsonSchema for RangeText {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Range".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A range such as `1..1000`, both ends included, or `1..`. `0<..1` has neither 0 nor what is less.",
            "type": "string",
            "pattern": r"^-?[0-9]+(\.[0-9]+)?<?\s*\.\.\s*(<?-?[0-9]+(\.[0-9]+)?)?$",
        })
    }
}

impl JsonSchema for Literal {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Literal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "description": "A number, a string, `true` or `false`.", "type": ["boolean", "number", "string"] })
    }
}
