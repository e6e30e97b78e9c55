//! Checks a raw spec: resolves names and proves rules. The result is the model, or every error.

mod addresses;
mod codes;
mod error_codes;
mod examples;
mod fields;
mod headers;
mod identifiers;
mod key_path;
pub(crate) mod names;
mod nesting;
mod operations;
mod pages;
mod parameters;
mod paths;
mod renamed;
mod rules;
mod schemes;
mod scope;
mod service;
mod tables;
mod types;
mod values;
mod words;

use crate::diagnostic::Diagnostics;
use crate::load::{HandWritten, raw};
use crate::model::{Api, Resource};
use crate::sources::SERVICE_FILE;

use key_path::KeyPath;
use scope::Scope;

/// Checks a spec and resolves every name in it. Names that the hand-written code of the client has are refused.
///
/// # Errors
///
/// All errors of the spec.
pub fn check(spec: &raw::Spec, hand_written: &HandWritten) -> Result<Api, Diagnostics> {
    let mut report = Diagnostics::default();
    // That the file is missing or cannot be read is reported already.
    let Some(raw) = &spec.service else {
        return Err(report);
    };
    let service = service::check(raw, &KeyPath::file(SERVICE_FILE), &mut report);
    let error_codes = error_codes::check(&spec.error_codes, &mut report);
    let scope = scope::declare(spec, hand_written, (&service.failure, &service.path_parameters), &mut report);
    let mut resources: Vec<Resource> =
        spec.resources.iter().map(|(file, resource)| types_of(file, resource, &scope, &mut report)).collect();
    nesting::check(&resources, &mut report);
    // Operations may use the tables of every file, so all tables come first.
    for (index, (file, raw)) in spec.resources.iter().enumerate() {
        resources[index].operations = operations::check(raw, &resources, &scope, &KeyPath::file(file), &mut report);
    }
    codes::open(&mut resources);
    operations::check_unique(&resources, &service, &mut report);
    if scope.knows_bodies {
        tables::check_rules_are_used(&resources, &mut report);
    }
    renamed::propose(&scope, &mut report);
    drop(scope);
    report.into_result(Api { service, error_codes, resources })
}

/// Checks the types of a file: all of it but the operations.
fn types_of(file: &str, raw: &raw::Resource, scope: &Scope<'_>, report: &mut Diagnostics) -> Resource {
    let at = KeyPath::file(file);
    Resource {
        file: file.to_owned(),
        module: names::module(file, &at, scope.hand_written, report),
        doc: raw.doc.clone(),
        version: raw.version,
        codes: codes::check(raw, &at, report),
        tables: tables::check(raw, scope, &at, report),
        operations: Vec::new(),
    }
}
