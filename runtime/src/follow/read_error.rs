//! Classifies the errors of the calls that read a log.

use std::time::Duration;

use super::cursor::Failure;
use crate::error::{Error, ErrorKind};

impl From<Error> for Failure<Error> {
    fn from(error: Error) -> Self {
        // The status of a log that is not ready yet: there is no body to decode.
        const NOT_READY: u16 = 204;
        match error.status() {
            Some(NOT_READY | 400 | 404) => Self::Absent(error),
            _ if error.is_retryable() => Self::Transient(error),
            _ => Self::Permanent(error),
        }
    }
}

/// Returns the error for a job in an unknown state whose log has no news.
pub(super) fn silent(state: &str, limit: Duration) -> Error {
    let message = format!(
        "no news of the log within {limit:?} (`silence_timeout`) while the state of its job is unknown ({state}); \
         check the job, then resume"
    );
    Error::new(ErrorKind::Timeout, message)
}
