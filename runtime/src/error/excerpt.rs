//! Texts of others in messages and traces: short, on one line, without anything that controls a terminal.

use std::fmt::{self, Write as _};

/// The most characters that a message shows of a text of the service.
pub(crate) const MESSAGE: usize = 1000;
/// The most characters that are shown of an identifier: an error code, the ID of a request.
pub(crate) const IDENTIFIER: usize = 128;
/// The most characters that are shown of a message of the client itself, which may list what is allowed.
pub(crate) const OWN_MESSAGE: usize = 4000;

/// The beginning of a text. Everything that is not printable is escaped.
pub(crate) struct Excerpt<'a> {
    text: &'a str,
    max_chars: usize,
}

impl<'a> Excerpt<'a> {
    pub(crate) fn new(text: &'a str, max_chars: usize) -> Self {
        Self { text, max_chars }
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut chars = self.text.chars();
        for char in chars.by_ref().take(self.max_chars) {
            match char {
                // Quotation marks of any kind are not escaped.
                '"' | '\'' | '\\' => f.write_char(char)?,
                _ => write!(f, "{}", char.escape_debug())?,
            }
        }
        if chars.as_str().is_empty() { Ok(()) } else { write!(f, "… ({} bytes)", self.text.len()) }
    }
}

impl fmt::Debug for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terminal_control_characters_are_escaped() {
        for (text, shown) in [
            ("job \"a\" isn't there: C:\\x 作业 é", "job \"a\" isn't there: C:\\x 作业 é"),
            ("\u{1b}[2J\r\n\t\0", "\\u{1b}[2J\\r\\n\\t\\0"),
            ("a\u{202e}b\u{2066}c\u{200f}d", "a\\u{202e}b\\u{2066}c\\u{200f}d"),
            ("\u{9b}31m\u{2028}\u{feff}\u{200b}", "\\u{9b}31m\\u{2028}\\u{feff}\\u{200b}"),
        ] {
            assert_eq!(Excerpt::new(text, 1000).to_string(), shown);
        }
    }

    #[test]
    fn long_texts_are_cut_and_show_their_length() {
        assert_eq!(Excerpt::new("äääää", 5).to_string(), "äääää");
        assert_eq!(Excerpt::new("ääääää", 5).to_string(), "äääää… (12 bytes)");
    }
}
