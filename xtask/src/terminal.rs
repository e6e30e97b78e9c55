//! Prints output. A reader that closes the pipe early, such as `head`, is no error.

use std::error::Error;
use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _};

use crate::workspace::Result;

/// Prints to the standard output.
pub(crate) fn print(text: impl Display) -> Result {
    let mut out = io::stdout().lock();
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result.map_err(|error| format!("cannot write to the standard output: {error}").into()),
    }
}

/// Prints to the standard error.
pub(crate) fn note(text: impl Display) {
    // A failure cannot be reported anywhere else.
    let _ = write!(io::stderr().lock(), "{text}");
}

/// Returns an error and its causes on one line.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text += &format!(": {cause}");
        source = cause.source();
    }
    text
}
