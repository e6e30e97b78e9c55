//! Checks the names of headers that parameters go into.

use super::At;
use crate::diagnostic::Diagnostics;

/// The headers that the client sets itself, in lower case: credentials, and what HTTP needs.
const OWN: &[&str] = &[
    "accept",
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "cookie",
    "date",
    "expect",
    "host",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-auth-token",
    "x-project-id",
    "x-sdk-content-sha256",
    "x-sdk-date",
    "x-security-token",
];

/// Says what a body is; an operation without one may say it in its own way.
const CONTENT_TYPE: &str = "content-type";

/// Checks a name on the wire: it must be one of HTTP, and not one that the client sets.
pub(super) fn check(name: &str, has_body: bool, at: &At<'_>, report: &mut Diagnostics) {
    if !is_name(name) {
        let wrong = at.wrong("E0039", format!("`{name}` is not a name of a header"));
        report.push(wrong.help("headers are named as in `X-Language`: letters, digits and `-`"));
        return;
    }
    let lower = name.to_ascii_lowercase();
    if OWN.contains(&lower.as_str()) || (has_body && lower == CONTENT_TYPE) {
        let wrong = at.wrong("E0039", format!("the client sets the header `{name}` itself"));
        report.push(wrong.help("leave the parameter out: credentials, type and length of a body are not described"));
    }
}

/// Whether HTTP has headers of a name.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}
