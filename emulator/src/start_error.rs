//! Errors of starting an emulator.

use std::error::Error;
use std::net::SocketAddr;
use std::{fmt, io};

use crate::config::limits;

/// The reason why an emulator cannot start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The spec has errors. The text lists them.
    Spec(String),
    /// The number of jobs exceeds [`limits::JOBS`].
    TooManyJobs(usize),
    /// The emulator cannot listen on the address.
    Listen {
        /// Address and port.
        address: SocketAddr,
        /// Cause.
        cause: io::Error,
    },
    /// The server's thread cannot be started.
    Thread(io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(errors) => write!(f, "the spec has errors:\n{errors}"),
            Self::TooManyJobs(jobs) => write!(f, "invalid number of jobs: {jobs} is more than {}", limits::JOBS),
            Self::Listen { address, cause } => write!(f, "cannot listen on {address}: {cause}"),
            Self::Thread(cause) => write!(f, "cannot start the server's thread: {cause}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Listen { cause, .. } | Self::Thread(cause) => Some(cause),
            Self::Spec(_) | Self::TooManyJobs(_) => None,
        }
    }
}
