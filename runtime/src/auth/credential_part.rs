//! Checks the parts of credentials.

/// Where a part of credentials is sent.
#[derive(Clone, Copy)]
pub(super) enum Part {
    Text,
    Header,
}

impl Part {
    /// Returns what is wrong with a part.
    pub(super) fn fault(self, value: &str) -> Option<&'static str> {
        if value.trim().is_empty() {
            Some("is empty")
        } else if value.trim() != value {
            Some("begins or ends with white space; remove it")
        } else if value.chars().any(char::is_control) {
            Some("contains a control character; remove it")
        } else if matches!(self, Self::Header) && !value.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic()) {
            Some("contains a character that no header may have; remove it")
        } else {
            None
        }
    }
}
