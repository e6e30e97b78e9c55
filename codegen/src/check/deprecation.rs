//! Checks what is deprecated: each says what to use instead.

use super::key_path::KeyPath;
use crate::diagnostic::Diagnostics;

/// Returns what to use instead of something deprecated.
pub(super) fn check(instead: Option<&String>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<String> {
    if instead.is_some_and(|instead| instead.trim().is_empty()) {
        let error = at.key("deprecated").error("E0046", "empty `deprecated`").label("callers would see no reason");
        report.push(error.help("write what to use instead, as in `deprecated: Use X.`, or remove it"));
    }
    instead.cloned()
}
