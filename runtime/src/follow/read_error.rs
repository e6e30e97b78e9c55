//! Errors of the calls that read a log, as the follower judges them.

use std::time::Duration;

use super::cursor::Failure;
use crate::error::{Error, ErrorKind};

impl From<Error> for Failure<Error> {
    fn from(error: Error) -> Self {
        // Status of a log that is not ready yet: there is no body to read.
        const NOT_READY: u16 = 204;
        match error.status() {
            Some(NOT_READY | 400 | 404) => Self::Absent(error),
            _ if error.is_retryable() => Self::Transient(error),
            _ => Self::Permanent(error),
        }
    }
}

/// The error for a job in a state without a meaning, whose log says nothing.
pub(super) fn silent(state: &str, limit: Duration) -> Error {
    let message = format!(
        "no news of the log within {limit:?} (`silence`) while the state of its job is unknown ({state}); \
         check the job, then resume"
    );
    Error::new(ErrorKind::Timeout, message)
}
