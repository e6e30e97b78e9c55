//! Checks `error_codes.yaml`.

use std::collections::HashSet;

use super::key_path::KeyPath;
use super::names;
use crate::diagnostic::{Diagnostics, Part};
use crate::load::raw;
use crate::model::ErrorCode;
use crate::sources::ERROR_CODES_FILE;

pub(super) fn check(raw: &raw::ErrorCodes, report: &mut Diagnostics) -> Vec<ErrorCode> {
    let file = KeyPath::file(ERROR_CODES_FILE);
    let at = file.key("error_codes");
    let mut idents = names::Distinct::default();
    let mut codes = Vec::with_capacity(raw.error_codes.0.len());
    for (code, row) in &raw.error_codes.0 {
        let ident = names::screaming(code);
        if !code.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c)) {
            let error = at.key(code).key_error("E0013", format!("invalid error code `{code}`"));
            let meant: String =
                code.chars().map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '.' }).collect();
            let error = error.help("use letters, digits, `.`, `_` and `-`, as in `ModelArts.0101`");
            report.push(error.replace(at.key(code).place(Part::Key), meant, false));
        } else if names::is_plain(&ident) {
            idents.insert(&ident, code, &at.key(code), report);
        } else {
            let error = at.key(code).key_error("E0013", format!("invalid error code `{code}`"));
            report.push(error.label("there is no Rust name for it").help("begin it with an ASCII letter"));
        }
        if row.http.is_empty() {
            let error = at.key(code).key("http").error("E0017", "empty list of statuses");
            report.push(error.help("add the HTTP status that the code comes with"));
        }
        let mut seen = HashSet::new();
        for (position, status) in row.http.iter().enumerate() {
            let index = position.to_string();
            if !(100..600).contains(status) {
                let error = at.key(code).key("http").key(&index).error("E0045", format!("invalid status {status}"));
                report.push(error.label("out of range 100..=599").help("write a status of HTTP, such as 400"));
            } else if !seen.insert(status) {
                report.push(at.key(code).key("http").key(&index).error("E0017", format!("duplicate status {status}")));
            }
        }
        let (code, http, name, doc) = (code.clone(), row.http.clone(), row.name.clone(), row.doc.clone());
        codes.push(ErrorCode { code, ident, http, name, doc });
    }
    codes.sort_by(|a, b| a.code.cmp(&b.code));
    codes
}
