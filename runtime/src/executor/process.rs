//! Detects forked processes, in which the threads, locks and connections of the parent are unusable.

use crate::error::{Error, Result};

/// The process that a client belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(u32);

impl Process {
    pub(crate) fn current() -> Self {
        Self(std::process::id())
    }

    /// Fails in every other process.
    pub(crate) fn check(self) -> Result<()> {
        let current = Self::current();
        if self == current {
            return Ok(());
        }
        Err(Error::configuration(format!(
            "the client belongs to process {}, and this is process {}: connections and threads do not survive `fork`; \
             build a new client after it",
            self.0, current.0
        )))
    }
}
