//! Why a wait ended without the wanted response.

use std::fmt;
use std::time::Duration;

use crate::error::Error;

/// Error returned by [`wait_until`](crate::wait_until).
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<T> {
    /// A call failed permanently.
    #[non_exhaustive]
    Call {
        /// The error of the call.
        error: Error,
        /// The last response, if there was one.
        last: Option<T>,
    },
    /// The response can never become as wanted: see [`Wait::fail_if`](crate::Wait::fail_if).
    #[non_exhaustive]
    Failed {
        /// The last response.
        last: T,
    },
    /// The wait timed out.
    #[non_exhaustive]
    Elapsed {
        /// How long it took.
        waited: Duration,
        /// The last response, if there was one.
        last: Option<T>,
        /// Why the last call failed, if it did.
        failure: Option<Error>,
    },
}

impl<T> WaitError<T> {
    /// Returns the last response, if there was one.
    pub fn last(&self) -> Option<&T> {
        match self {
            Self::Call { last, .. } | Self::Elapsed { last, .. } => last.as_ref(),
            Self::Failed { last } => Some(last),
        }
    }

    /// Returns the error of the last call, if it failed.
    pub fn error(&self) -> Option<&Error> {
        match self {
            Self::Call { error, .. } => Some(error),
            Self::Elapsed { failure, .. } => failure.as_ref(),
            Self::Failed { .. } => None,
        }
    }
}

impl<T> From<Error> for WaitError<T> {
    fn from(error: Error) -> Self {
        Self::Call { error, last: None }
    }
}

impl<T> fmt::Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call { .. } => f.write_str("a call failed during the wait"),
            Self::Failed { .. } => f.write_str("wait failed: the response can never become as wanted"),
            Self::Elapsed { waited, failure: None, .. } => {
                write!(f, "timed out after {waited:.1?} (`timeout`): the response is not as wanted")
            }
            Self::Elapsed { waited, .. } => {
                write!(f, "timed out after {waited:.1?} (`timeout`): the last call failed")
            }
        }
    }
}

impl<T: fmt::Debug> std::error::Error for WaitError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error().map(|error| error as &(dyn std::error::Error + 'static))
    }
}
