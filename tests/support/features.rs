//! Small specs, one for each feature of the language: a folder in `tests/specs` each.

use std::path::Path;

use modelarts_codegen::Sources;

/// Names of the features.
pub const FEATURES: &[&str] = &[
    "operation",
    "responses",
    "cursors",
    "patches",
    "failures_as_data",
    "parameters",
    "names_by_authentication",
    "path_parameters",
    "number_codes",
    "text_codes",
    "tables",
    "pages",
    "keywords",
    "bodies",
    "json",
    "paging_off",
    "second_version",
    "two_files",
    "error_codes",
    "resources",
    "vendor_types",
    "field_names",
    "query_values",
    "constants",
    "secrets",
    "deprecations",
    "combinations",
    "times",
    "both_ways",
    "value_rules",
    "recursion",
];

/// The spec that shows a feature.
///
/// # Panics
///
/// If there is no such spec.
pub fn feature(name: &str) -> Sources {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("specs");
    let own = Sources::read(&specs.join(name)).expect("the feature has a folder");
    let shared = Sources::read(&specs).expect("the folder of the features is there");
    Sources::new(own.files().iter().chain(shared.files()).cloned())
}

/// Names of the services in `tests/services`: specs of their own.
pub const SERVICES: &[&str] = &["billing", "evs", "smn"];

/// The spec of a service.
///
/// # Panics
///
/// If there is no such spec.
pub fn service(name: &str) -> Sources {
    let services = Path::new(env!("CARGO_MANIFEST_DIR")).join("services");
    Sources::read(&services.join(name)).expect("the service has a folder")
}
