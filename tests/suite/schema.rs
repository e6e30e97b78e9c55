//! The JSON schema of the spec's files: with it, editors report what the generator would.

use std::path::Path;

use boon::{Compiler, SchemaIndex, Schemas};
use modelarts_codegen::{Sources, schema};
use modelarts_tests::{BROKEN_SPECS, FEATURES, amount, broken, feature, right_spec};
use serde_json::{Map, Value};

/// Codes of errors that a schema can find: those of keys and of the types of values.
const SEEN: &[&str] = &["E0003", "E0004", "E0005", "E0006"];

/// YAML as JSON: an editor takes every key for a text.
fn as_json(value: serde_yaml::Value) -> Value {
    match value {
        serde_yaml::Value::Mapping(entries) => {
            let key = |key: serde_yaml::Value| match key {
                serde_yaml::Value::String(key) => key,
                key => serde_yaml::to_string(&key).unwrap().trim().to_owned(),
            };
            Value::Object(entries.into_iter().map(|(name, value)| (key(name), as_json(value))).collect::<Map<_, _>>())
        }
        serde_yaml::Value::Sequence(items) => items.into_iter().map(as_json).collect(),
        value => serde_json::to_value(value).unwrap(),
    }
}

/// The schema, ready to be asked.
struct Validator(Schemas, SchemaIndex);

impl Validator {
    /// That of a valid spec.
    fn new(sources: &Sources) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let api = modelarts_codegen::read(sources).unwrap();
        compiler.add_resource(schema::FILE, schema::schema(&api)).unwrap();
        let index = compiler.compile(schema::FILE, &mut schemas).unwrap();
        Self(schemas, index)
    }

    /// What it has against the files of a spec.
    fn said(&self, sources: &Sources) -> Vec<String> {
        let mut said = Vec::new();
        for (name, text) in sources.files() {
            let Ok(file) = serde_yaml::from_str(text) else {
                said.push(format!("{name} is no YAML"));
                continue;
            };
            let checked = self.0.validate(&as_json(file), self.1).map_err(|error| format!("{name}: {error}"));
            said.extend(checked.err());
        }
        said
    }
}

#[test]
fn the_schema_accepts_valid_specs() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let spec = Sources::read(&spec).unwrap();
    let validator = Validator::new(&spec);
    assert_eq!(validator.said(&spec), [""; 0]);
    for name in FEATURES {
        let sources = feature(name);
        assert_eq!(Validator::new(&sources).said(&sources), [""; 0], "{name}");
        // Names that the schema does not know are no errors: it may be older than the text.
        assert_eq!(validator.said(&sources), [""; 0], "{name}");
    }
    for seed in 0..amount("SPECS", 5, 100) as u64 {
        let sources = right_spec(seed);
        assert_eq!(Validator::new(&sources).said(&sources), [""; 0], "{seed}");
    }
}

/// What the generator accepts, the schema does as well.
#[test]
fn examples_may_be_numbers_and_booleans() {
    let sources = feature("tables");
    let text = sources.text("tables.yaml").unwrap();
    for (field, example) in [("type: Short, ", "0"), ("type: Boolean, doc: A", "true")] {
        let changed = text.replacen(field, &field.replacen(", ", &format!(", example: {example}, "), 1), 1);
        assert_ne!(text, changed);
        let sources = sources.with("tables.yaml", &changed);
        assert_eq!(Validator::new(&sources).said(&sources), [""; 0], "{example}");
    }
}

#[test]
fn the_schema_rejects_specs_that_cannot_be_loaded() {
    let validator = Validator::new(&feature("operation"));
    let mut rejected = 0;
    for case in BROKEN_SPECS {
        let sources = broken(case);
        let found = modelarts_codegen::read(&sources).unwrap_err();
        // Lists of words, such as a range or a member of a failure, are judged by `check`.
        if found.entries().iter().any(|entry| SEEN.contains(&entry.code)) {
            assert!(!validator.said(&sources).is_empty(), "{}", case.0);
            rejected += 1;
        }
    }
    assert!(rejected >= 15, "{rejected}");
}

#[test]
fn every_file_of_the_spec_names_the_schema() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    for (name, text) in Sources::read(&spec).unwrap().files() {
        let first = text.lines().next().unwrap_or_default();
        assert_eq!(first, format!("# yaml-language-server: $schema={}", schema::FILE), "{name}");
    }
}
