//! The keys whose values are tables: repairs look for lost lines with them, and entries are skipped one by one.
//!
//! A test compares them with the types of the raw spec.

/// Keys whose values are tables of names, at the top of a file.
pub(super) const SECTIONS: &[&str] = &[
    "authentication",
    "clouds",
    "codes",
    "error_codes",
    "operations",
    "path_parameters",
    "resources",
    "statuses",
    "tables",
];

/// Keys whose values are tables of names, in an entry.
pub(super) const ENTRIES: &[&str] =
    &["fields", "parameters", "body", "values", "groups", "endpoints", "actions", "moves"];

/// Other keys whose values are tables or lists.
const OTHERS: &[&str] = &["rules", "pages", "sort", "states", "unique", "duration", "failure", "regions", "message"];

/// The sections of a group, each with a key that only its entries have.
pub(super) const MARKS: &[(&str, &str)] =
    &[("codes", "values"), ("tables", "fields"), ("operations", "http"), ("resources", "key")];

/// Returns all keys whose values may be on the lines after them, the most likely ones to be lost first.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    ENTRIES.iter().chain(SECTIONS).chain(OTHERS).copied()
}

#[cfg(feature = "schema")]
#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use schemars::JsonSchema;
    use schemars::generate::SchemaGenerator;
    use serde_json::Value;

    use super::{ENTRIES, MARKS, SECTIONS, all};
    use crate::load::raw::{ErrorCodes, Group, Service};

    /// Keys and the schemas of their values.
    type Properties = Vec<(String, Value)>;

    /// Returns the properties of a type, those of all types in it, and these types.
    fn properties<T: JsonSchema>() -> (Properties, Properties, Value) {
        let of = |schema: &Value| {
            let properties = schema["properties"].as_object().cloned().unwrap_or_default();
            properties.into_iter().collect::<Vec<_>>()
        };
        let mut generator = SchemaGenerator::default();
        let top = of(&Value::from(T::json_schema(&mut generator)));
        let definitions = generator.take_definitions(true);
        let inner = definitions.values().flat_map(of).collect();
        (top, inner, Value::from(definitions))
    }

    fn is_table_of_names(value: &Value) -> bool {
        value["additionalProperties"].is_object()
    }

    /// Returns whether a value is an object or a list of objects.
    fn is_object(value: &Value, definitions: &Value) -> bool {
        let named = [value, &value["anyOf"][0]].into_iter().filter_map(|value| value["$ref"].as_str());
        named.filter_map(|path| path.rsplit('/').next()).any(|name| definitions[name]["properties"].is_object())
            || value["items"]["properties"].is_object()
    }

    #[test]
    fn every_key_of_the_language_that_holds_a_table_is_listed() {
        let types = [properties::<Group>(), properties::<Service>(), properties::<ErrorCodes>()];
        let names = |of: &Properties, is: &dyn Fn(&Value) -> bool| {
            of.iter().filter(|(_, value)| is(value)).map(|(key, _)| key.clone()).collect::<BTreeSet<_>>()
        };
        let listed = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>();
        let top: BTreeSet<_> = types.iter().flat_map(|(top, ..)| names(top, &is_table_of_names)).collect();
        let inner: BTreeSet<_> = types.iter().flat_map(|(_, inner, _)| names(inner, &is_table_of_names)).collect();
        assert_eq!((top, inner), (listed(SECTIONS), listed(ENTRIES)));
        let objects = types.iter().flat_map(|(top, inner, definitions)| {
            [top, inner].map(|of| names(of, &|value| is_object(value, definitions))).into_iter().flatten()
        });
        let objects: BTreeSet<_> = objects.collect();
        assert!(objects.contains("states") && objects.contains("rules"), "{objects:?}");
        assert!(objects.iter().all(|key| all().any(|known| known == key)), "{objects:?}");
        let sections = names(&types[0].0, &is_table_of_names);
        assert_eq!(sections, MARKS.iter().map(|(section, _)| (*section).to_owned()).collect());
    }
}
