//! The phases of something that runs.

use std::time::Duration;

/// How long it is being set up, waits, runs, and is being stopped.
const CREATING: Duration = Duration::from_secs(1);
const PENDING: Duration = Duration::from_secs(1);
pub(super) const RUNNING: Duration = Duration::from_secs(10);
const STOPPING: Duration = Duration::from_secs(1);

/// When something was created and stopped, and how long it runs if it is not stopped.
#[derive(Clone, Debug)]
pub(super) struct Life {
    pub(super) created: Duration,
    stopped: Option<Duration>,
    lasts: Duration,
}

/// Where something is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Creating,
    Pending,
    Running,
    Completed,
    Stopping,
    Stopped,
}

impl Life {
    /// Of something that ends by itself after a time.
    pub(super) fn new(created: Duration, lasts: Duration) -> Self {
        Self { created, stopped: None, lasts }
    }

    /// The same, from its beginning.
    pub(super) fn again(&self, now: Duration) -> Self {
        Self::new(now, self.lasts)
    }

    pub(super) fn phase(&self, now: Duration) -> Phase {
        match self.stopped {
            Some(stopped) if now < stopped + STOPPING => Phase::Stopping,
            Some(_) => Phase::Stopped,
            None if now < self.created + CREATING => Phase::Creating,
            None if now < self.begin() => Phase::Pending,
            None if self.ran(now) < self.lasts => Phase::Running,
            None => Phase::Completed,
        }
    }

    /// How long it has been running.
    pub(super) fn ran(&self, now: Duration) -> Duration {
        now.min(self.stopped.unwrap_or(now)).saturating_sub(self.begin()).min(self.lasts)
    }

    /// Begins to stop.
    ///
    /// # Errors
    ///
    /// The phase, if it is being stopped or is at rest already.
    pub(super) fn stop(&mut self, now: Duration) -> Result<(), Phase> {
        match self.phase(now) {
            Phase::Creating | Phase::Pending | Phase::Running => {
                self.stopped = Some(now);
                Ok(())
            }
            phase => Err(phase),
        }
    }

    fn begin(&self) -> Duration {
        self.created + CREATING + PENDING
    }
}
