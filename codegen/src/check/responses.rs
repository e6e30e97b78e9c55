//! Checks the responses of operations: statuses and bodies.

use super::key_path::KeyPath;
use super::scope::{Declared, Scope, TYPES};
use super::{types, words};
use crate::diagnostic::Diagnostics;
use crate::load::raw::Statuses;
use crate::model::{Reference, ResponseBody, Type};

/// Resolves the type of a response.
pub(super) fn body(name: &str, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<ResponseBody> {
    match name {
        "String" => Some(ResponseBody::Text),
        words::BYTES => Some(ResponseBody::Bytes),
        words::STREAM => Some(ResponseBody::Stream),
        words::LIST => {
            let error = at.error("E0012", "list without items").label("the type of the items is missing");
            report.push(error.help("write it as in `Array<TrainingJob>`"));
            None
        }
        _ if is_json(name) => types::nested(name, scope, at, report).map(ResponseBody::Json),
        _ => table(name, scope, at, report).map(|table| ResponseBody::Json(Type::Table(table))),
    }
}

/// Finds the table of a response.
pub(super) fn table(ty: &str, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Reference> {
    let name = words::object(ty).unwrap_or(ty);
    if let Some(Declared::Table(table)) = scope.names.get(name) {
        return Some(*table);
    }
    report.push(match scope.place(name) {
        Some(place) => at
            .error("E0012", format!("`{name}` is a code table"))
            .label("a response is a table")
            .related(place, "defined here")
            .help(format!("write the name of a table that has a field of type `{name}`")),
        None if words::is_type(name) => at
            .error("E0012", format!("`{name}` is not a table"))
            .label("a response is a table")
            .help("write the name of a table that lists the fields of the response"),
        None => at
            .error_in(0..name.len(), "E0012", format!("unknown table `{name}`"))
            .unresolved(name, TYPES)
            .suggest(name, scope.table_names())
            .or_help("declare it under `tables`, or name another table"),
    });
    None
}

/// Returns whether a response can be JSON of a type that is not a table: a list, a map, or any JSON.
fn is_json(name: &str) -> bool {
    !words::unwrap_containers(name).0.is_empty() || matches!(name, words::JSON | words::OBJECT)
}

/// Returns the statuses of success: those of service.yaml, from 200 to 299.
pub(super) fn success(
    raw: Option<&Statuses>,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Vec<u16> {
    let Some(Statuses(statuses)) = raw else { return vec![200] };
    let invalid = || at.error("E0036", "invalid `success`");
    let declared = || scope.spec.service.iter().flat_map(|service| &service.statuses.0);
    let is_success = |status: u16| (200..300).contains(&status) && declared().any(|(known, _)| *known == status);
    if let Some(status) = statuses.iter().find(|status| !is_success(**status)) {
        let label = if statuses.len() == 1 {
            "not a status of success".to_owned()
        } else {
            format!("{status} is not a status of success")
        };
        let error = invalid().label(label);
        let error = error.unresolved(&status.to_string(), "statuses");
        report.push(error.help("choose a status from 200 to 299 that service.yaml lists under `statuses`"));
    } else if statuses.is_empty() {
        report.push(invalid().label("the list is empty").help("write a status, or remove `success`"));
    } else if let Some(at) = (1..statuses.len()).find(|at| statuses[..*at].contains(&statuses[*at])) {
        report.push(invalid().label(format!("{} appears twice", statuses[at])).help("remove one of them"));
    }
    statuses.clone()
}
