//! New text of a log.

use std::fmt;

/// New text of a log.
///
/// It derefs to its text.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogPiece {
    /// The text. Bytes that are not UTF-8 are replaced by U+FFFD.
    pub text: String,
    /// Whether the log file is another one than before, as after a rotation. The text is then its beginning.
    pub is_new_file: bool,
    /// Text that is missing before this piece, because the service no longer shows it.
    pub lost: Option<LostText>,
}

/// Text of a log that could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LostText {
    /// Its size in bytes, if it is known.
    pub bytes: Option<u64>,
}

impl std::ops::Deref for LogPiece {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for LogPiece {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
