//! Checks a raw spec: resolves names and proves rules. The result is the model, or every error.

mod addresses;
mod characters;
mod codes;
mod deprecation;
mod edition;
mod error_codes;
mod examples;
mod field_path;
mod fields;
mod headers;
mod identifiers;
mod key_path;
mod lists;
pub(crate) mod names;
mod nesting;
mod operations;
mod pages;
mod parameters;
mod paths;
mod renamed;
mod resources;
mod responses;
mod rules;
pub(crate) mod schemes;
mod scope;
mod service;
mod tables;
mod types;
mod values;
pub(crate) mod words;

use crate::diagnostic::Diagnostics;
use crate::load::{HandWritten, raw};
use crate::model::{Api, Group};
use crate::sources::SERVICE_FILE;

pub use edition::EDITION;
pub(crate) use nesting::{MAX_DEPTH, MAX_FLAT_FIELDS};
pub(crate) use types::MAX_LISTS;

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
    // A table with the name of a type makes every use of the name ambiguous.
    if scope::hides_a_type(spec) {
        return Err(report);
    }
    let mut groups: Vec<Group> =
        spec.groups.iter().map(|(file, group)| types_of(file, group, &scope, &mut report)).collect();
    nesting::check(&mut groups, &mut report);
    // Operations may use the tables of every file, so all tables come first.
    for (index, (_, raw)) in spec.groups.iter().enumerate() {
        groups[index].operations = operations::check(raw, index, &groups, &scope, &mut report);
    }
    for (index, (_, raw)) in spec.groups.iter().enumerate() {
        groups[index].resources = resources::check(raw, index, &groups, &scope, &mut report);
    }
    codes::open(&mut groups);
    operations::check_unique(&groups, &service, &mut report);
    if scope.knows_bodies {
        tables::check_rules_are_used(&groups, &mut report);
    }
    renamed::propose(&scope, &mut report);
    parameters::drop_consequences(&mut report);
    drop(scope);
    report.into_result(Api { service, error_codes, groups })
}

/// Checks the types of a file: all of it but the operations.
fn types_of(file: &str, raw: &raw::Group, scope: &Scope<'_>, report: &mut Diagnostics) -> Group {
    let at = KeyPath::file(file);
    let module = names::module(file, &at, scope.hand_written, report);
    Group {
        file: file.to_owned(),
        type_name: names::upper_camel(&module),
        module,
        doc: raw.doc.clone(),
        codes: codes::check(raw, &at, report),
        tables: tables::check(raw, scope, &at, report),
        operations: Vec::new(),
        resources: Vec::new(),
    }
}
