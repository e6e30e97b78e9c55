//! Checks addresses: endpoints, and pages of the documents.

use super::key_path::KeyPath;
use crate::diagnostic::Diagnostics;

/// Returns whether an address is `https://`, a host with or without the region in it, and at most a port and a path.
pub(super) fn is_endpoint(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("https://") else { return false };
    let (authority, path) = rest.split_once('/').map_or((rest, None), |(authority, path)| (authority, Some(path)));
    let (host, port) = authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
    let host = host.replacen("{region}", "region", 1);
    let is_word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
    host.split('.').all(is_word)
        && port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0))
        && path.is_none_or(|path| path.split('/').all(|part| part.split('.').all(is_word)))
}

/// Returns whether a text can be part of an address without encoding.
pub(super) fn is_address(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(c))
}

/// Checks a `source`: the path of a page, relative to `documents`.
pub(super) fn check_source(source: Option<&str>, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let Some(source) = source else { return };
    if !is_address(source) || source.starts_with('/') || source.contains("://") {
        let error = at.key("source").error("E0028", "invalid `source`").label("not the path of a page");
        report.push(error.help("write a path relative to `documents` in service.yaml"));
    }
}
