//! A clock that does not advance, so that no test depends on how fast the machine is.

use std::sync::mpsc::{self, Sender};

/// While this exists, the time of the current runtime passes only where a test calls [`tokio::time::advance`].
#[derive(Debug)]
pub struct FrozenClock(#[allow(dead_code, reason = "it is dropped")] Sender<()>);

impl FrozenClock {
    /// Stops the clock of the current runtime, which must have one thread.
    #[must_use]
    pub fn freeze() -> Self {
        let (sender, receiver) = mpsc::channel();
        tokio::time::pause();
        // A paused clock would jump to the next timer while a socket is waited for, unless another thread is busy.
        tokio::task::spawn_blocking(move || receiver.recv());
        Self(sender)
    }
}
