//! Checks the names of headers.

use super::key_path::KeyPath;
use crate::diagnostic::Diagnostics;

/// The headers that the client sets itself, in lower case: credentials, and those of HTTP.
const RESERVED: &[&str] = &[
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

/// The type of a body. It is reserved only for operations with a body.
const CONTENT_TYPE: &str = "content-type";

/// Checks the name of a header: HTTP must allow it, and the client must not set the header itself.
pub(super) fn check(name: &str, has_body: bool, at: &KeyPath<'_>, report: &mut Diagnostics) {
    if !is_name(name) {
        let error = at.error("E0039", format!("invalid header name `{name}`"));
        report.push(error.help("use letters, digits and `-`, as in `X-Language`"));
        return;
    }
    let lower = name.to_ascii_lowercase();
    if RESERVED.contains(&lower.as_str()) || (has_body && lower == CONTENT_TYPE) {
        let error = at.error("E0039", format!("reserved header `{name}`")).label("the client sets this header itself");
        report.push(error.help("remove the parameter: the spec does not describe credentials or properties of bodies"));
    }
}

/// Returns whether HTTP allows a name for a header.
pub(super) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}
