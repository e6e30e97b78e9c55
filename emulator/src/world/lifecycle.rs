//! The phases of something that runs.

use std::time::Duration;

/// How long it is set up, waits, runs, and takes to stop.
const CREATING: Duration = Duration::from_secs(1);
const PENDING: Duration = Duration::from_secs(1);
pub(super) const RUNNING: Duration = Duration::from_secs(10);
const STOPPING: Duration = Duration::from_secs(1);
/// How long a seeded thing that runs has been running.
const SEEDED_RUN: Duration = Duration::from_secs(7);
/// How many lines a seeded job wrote that did not complete.
const LINES_OF_A_FAILURE: u64 = 5;

/// A point in time on the emulator's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Now {
    /// Time since the emulator started, and what the clock was advanced by.
    pub(super) clock: Duration,
    /// What the clock was advanced by alone.
    pub(super) advanced: Duration,
}

/// Where something is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Creating,
    Pending,
    Running,
    Stopping,
    Completed,
    Stopped,
    Failed,
}

impl Phase {
    pub(super) fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Stopped | Self::Failed)
    }
}

/// When something was created and stopped, and how long it runs if it is not stopped.
#[derive(Clone, Debug)]
pub(super) struct Lifecycle {
    /// Where it began in its own time, and how old it was then.
    created: Duration,
    age_then: Duration,
    /// How old it was when it was stopped.
    stopped: Option<Duration>,
    lasts: Duration,
    /// The time that it stood still; nothing while it does, and only moves when the clock is advanced.
    stood_still: Option<Duration>,
    seeded: Option<Seeded>,
}

/// The state that something is seeded with.
#[derive(Clone, Copy, Debug)]
struct Seeded {
    phase: Phase,
    duration: Duration,
}

impl Lifecycle {
    /// Of something that a caller creates, and that ends by itself after a time.
    pub(super) fn new(now: Now, lasts: Duration) -> Self {
        let (age_then, stood_still) = (Duration::ZERO, Some(Duration::ZERO));
        Self { created: now.clock, age_then, stopped: None, lasts, stood_still, seeded: None }
    }

    /// Of something that is seeded in a phase, and shows a duration. Lists of seeded things stay the
    /// same: it stands still until it is woken.
    pub(super) fn seeded(phase: Phase, duration: Duration, lasts: Duration) -> Self {
        let (age_then, stopped) = match phase {
            Phase::Pending => (CREATING, None),
            Phase::Running => (CREATING + PENDING + SEEDED_RUN, None),
            Phase::Stopping => (CREATING + PENDING + SEEDED_RUN, Some(CREATING + PENDING + SEEDED_RUN)),
            Phase::Creating | Phase::Completed | Phase::Stopped | Phase::Failed => (Duration::ZERO, None),
        };
        let seeded = Some(Seeded { phase, duration });
        Self { created: Duration::ZERO, age_then, stopped, lasts, stood_still: None, seeded }
    }

    /// The same, from its beginning.
    pub(super) fn restarted(&self, now: Now) -> Self {
        Self::new(now, self.lasts)
    }

    /// Makes it move with the clock from now on.
    pub(super) fn wake(&mut self, now: Now) {
        self.stood_still.get_or_insert(now.clock.saturating_sub(now.advanced));
    }

    pub(super) fn phase(&self, now: Now) -> Phase {
        if let Some(phase) = self.settled() {
            return phase;
        }
        let age = self.age(now);
        match self.stopped {
            Some(stopped) if age < stopped.saturating_add(STOPPING) => Phase::Stopping,
            Some(_) => Phase::Stopped,
            None if age < CREATING => Phase::Creating,
            None if age < CREATING + PENDING => Phase::Pending,
            None if self.ran(now) < self.lasts => Phase::Running,
            None => Phase::Completed,
        }
    }

    /// The phase, unless it is still the one that it was seeded with.
    pub(super) fn changed(&self, now: Now) -> Option<Phase> {
        let phase = self.phase(now);
        Some(phase).filter(|phase| self.seeded.is_none_or(|seeded| seeded.phase != *phase))
    }

    /// Whether time alone changes what it shows.
    pub(super) fn is_moving(&self, now: Now) -> bool {
        self.stood_still.is_some() && !self.phase(now).is_terminal()
    }

    /// How long it has been running.
    pub(super) fn ran(&self, now: Now) -> Duration {
        let age = self.age(now);
        self.ran_at(age.min(self.stopped.unwrap_or(age)))
    }

    /// The running time that it shows.
    pub(super) fn duration(&self, now: Now) -> Duration {
        match self.seeded {
            Some(seeded) if self.settled().is_some() => seeded.duration,
            Some(seeded) => seeded.duration.saturating_add(self.ran(now).saturating_sub(self.ran_at(self.age_then))),
            None => self.ran(now),
        }
    }

    /// How many lines it has written: one after each second of its running.
    pub(super) fn lines(&self, now: Now) -> u64 {
        match self.settled() {
            Some(Phase::Completed) => RUNNING.as_secs(),
            Some(_) => LINES_OF_A_FAILURE,
            None => self.ran(now).as_secs().min(RUNNING.as_secs()),
        }
    }

    /// Begins to stop.
    ///
    /// # Errors
    ///
    /// The phase, if it is stopping or has ended already.
    pub(super) fn stop(&mut self, now: Now) -> Result<(), Phase> {
        match self.phase(now) {
            Phase::Creating | Phase::Pending | Phase::Running => {
                self.wake(now);
                self.stopped = Some(self.age(now));
                Ok(())
            }
            phase => Err(phase),
        }
    }

    /// The phase of what is seeded at its end: it has no past.
    fn settled(&self) -> Option<Phase> {
        self.seeded.map(|seeded| seeded.phase).filter(|phase| phase.is_terminal())
    }

    fn age(&self, now: Now) -> Duration {
        let own_time = match self.stood_still {
            Some(stood_still) => now.clock.saturating_sub(stood_still),
            None => now.advanced,
        };
        own_time.saturating_sub(self.created).saturating_add(self.age_then)
    }

    fn ran_at(&self, age: Duration) -> Duration {
        age.saturating_sub(CREATING + PENDING).min(self.lasts)
    }
}
