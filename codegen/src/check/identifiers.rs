//! Checks `not_found` and other error codes with which the service refuses a request.

use super::key_path::KeyPath;
use super::scope::Scope;
use crate::diagnostic::{Diagnostics, nearest};

/// Checks the error code of a parameter or a field. `is_identifier` tells whether its value can be an ID or a name.
pub(super) fn not_found(
    raw: Option<&String>,
    is_identifier: bool,
    scope: Option<&Scope<'_>>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<String> {
    raw?;
    let Some(scope) = scope.filter(|_| is_identifier) else {
        let error = at
            .key("not_found")
            .key_error("E0041", "`not_found` not allowed")
            .label("this value is not an ID or a name");
        report.push(error.help("remove it: only numbers and strings in paths, queries and bodies may have it"));
        return None;
    };
    error_code(raw, "not_found", scope, at, report)
}

/// Checks an error code with which the service refuses a request, and returns it.
pub(super) fn error_code(
    raw: Option<&String>,
    key: &str,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<String> {
    let code = raw?;
    let at = at.key(key);
    let known = &scope.spec.error_codes.error_codes.0;
    match known.iter().find(|(name, _)| name == code) {
        None => report.push(unknown(code, known.iter().map(|(name, _)| name.as_str()), &at)),
        Some((_, row)) if row.http.iter().any(|status| (400..600).contains(status)) => {}
        // A number that is no status is reported already.
        Some((_, row)) if row.http.iter().any(|status| !(100..600).contains(status)) => {}
        Some(_) => report.push(
            at.error("E0040", format!("invalid `{key}`: `{code}`"))
                .unresolved(code, "failures")
                .label("this code has no status of a failure")
                .help("choose a code that has a status from 400 to 599 in error_codes.yaml"),
        ),
    }
    Some(code.clone())
}

fn unknown<'a>(code: &str, known: impl Iterator<Item = &'a str>, at: &KeyPath<'_>) -> crate::diagnostic::Diagnostic {
    let error = at.error("E0040", format!("unknown error code `{code}`")).unresolved(code, "error_codes.yaml");
    match nearest(code, known) {
        Some(similar) => error.propose(similar),
        None => error.help("choose a code of error_codes.yaml"),
    }
}
