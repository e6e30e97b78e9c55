//! Checks `not_found`: the error code of what names a thing that may not exist.

use super::{At, Scope};
use crate::diagnostic::{Diagnostics, nearest};

/// Checks the error code of a parameter or a field. `names_a_thing` is whether its value can be an ID or a name.
pub(super) fn not_found(
    written: Option<&String>,
    names_a_thing: bool,
    scope: Option<&Scope<'_>>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<String> {
    let code = written?;
    let at = at.key("not_found");
    let Some(scope) = scope.filter(|_| names_a_thing) else {
        report.push(
            at.wrong_key("E0041", "`not_found` on something that names nothing")
                .help("only numbers and texts of paths, queries and bodies name things by ID or by name"),
        );
        return None;
    };
    let known = &scope.spec.error_codes.error_codes.0;
    match known.iter().find(|(name, _)| name == code) {
        None => report.push(unknown(code, known.iter().map(|(name, _)| name.as_str()), &at)),
        Some((_, row)) if row.http.iter().any(|status| (400..600).contains(status)) => {}
        Some(_) => report.push(
            at.wrong("E0040", format!("`{code}` has no HTTP status of a failed call"))
                .help("name a code that has a status from 400 to 599 in error_codes.yaml"),
        ),
    }
    Some(code.clone())
}

fn unknown<'a>(code: &str, known: impl Iterator<Item = &'a str>, at: &At<'_>) -> crate::diagnostic::Diagnostic {
    let mut wrong = at.wrong("E0040", format!("unknown error code `{code}`"));
    wrong.unresolved = Some(code.to_owned());
    match nearest(code, known) {
        Some(meant) => wrong.help(format!("did you mean `{meant}`?")),
        None => wrong.help("error codes are listed in error_codes.yaml"),
    }
}
