//! The clock of the jobs.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::seed;

/// A clock that moves with real time and can be advanced.
#[derive(Debug)]
pub(super) struct JobClock {
    started: Instant,
    advanced: Mutex<Duration>,
}

/// A point in time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// The time since the emulator started, plus `advanced`.
    pub(super) elapsed: Duration,
    /// The time that the clock was advanced by.
    pub(super) advanced: Duration,
}

impl JobClock {
    pub(super) fn new() -> Self {
        Self { started: Instant::now(), advanced: Mutex::default() }
    }

    pub(super) fn advance(&self, by: Duration) {
        let mut advanced = self.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        *advanced = advanced.saturating_add(by);
    }

    pub(super) fn now(&self) -> Now {
        let advanced = *self.advanced.lock().unwrap_or_else(PoisonError::into_inner);
        Now { elapsed: self.started.elapsed().saturating_add(advanced), advanced }
    }
}

impl Now {
    /// Returns the time as a timestamp of the service.
    pub(super) fn timestamp(self) -> i64 {
        // Created items are newer than all seeded ones.
        seed::LAST_TIME.saturating_add(milliseconds(self.elapsed))
    }
}

pub(super) fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
