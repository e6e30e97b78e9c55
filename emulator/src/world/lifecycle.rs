//! The lifecycle of a job.

use std::time::Duration;

use super::clock::Now;

/// The durations of the phases.
const CREATING: Duration = Duration::from_secs(1);
const PENDING: Duration = Duration::from_secs(1);
pub(super) const RUNNING: Duration = Duration::from_secs(10);
const STOPPING: Duration = Duration::from_secs(1);
/// The time that a seeded job in the phase `Running` has been running.
const SEEDED_RUN: Duration = Duration::from_secs(7);
/// The number of log lines of a seeded job that did not complete.
const FAILURE_LINES: u64 = 5;

/// A phase of a job.
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

/// When a job was created and stopped, and how long it runs unless it is stopped.
#[derive(Clone, Debug)]
pub(super) struct Lifecycle {
    /// When it was created, on its own clock.
    created: Duration,
    /// Its age at that time.
    initial_age: Duration,
    /// Its age when it was stopped.
    stopped: Option<Duration>,
    run_time: Duration,
    /// How long it was frozen. `None` while it is frozen: then it moves only when the clock is advanced.
    frozen_for: Option<Duration>,
    seeded: Option<Seeded>,
}

/// The state that a job is seeded with.
#[derive(Clone, Copy, Debug)]
struct Seeded {
    phase: Phase,
    duration: Duration,
}

impl Lifecycle {
    /// Creates the lifecycle of a created job.
    pub(super) fn new(now: Now, run_time: Duration) -> Self {
        let (initial_age, frozen_for) = (Duration::ZERO, Some(Duration::ZERO));
        Self { created: now.elapsed, initial_age, stopped: None, run_time, frozen_for, seeded: None }
    }

    /// Creates the lifecycle of a job that is seeded with a phase and a running time.
    ///
    /// It is frozen until it is resumed, so that lists of seeded jobs stay the same.
    pub(super) fn seeded(phase: Phase, duration: Duration, run_time: Duration) -> Self {
        let (initial_age, stopped) = match phase {
            Phase::Pending => (CREATING, None),
            Phase::Running => (CREATING + PENDING + SEEDED_RUN, None),
            Phase::Stopping => (CREATING + PENDING + SEEDED_RUN, Some(CREATING + PENDING + SEEDED_RUN)),
            Phase::Creating | Phase::Completed | Phase::Stopped | Phase::Failed => (Duration::ZERO, None),
        };
        let seeded = Some(Seeded { phase, duration });
        Self { created: Duration::ZERO, initial_age, stopped, run_time, frozen_for: None, seeded }
    }

    /// Returns the lifecycle of the restarted job.
    pub(super) fn restarted(&self, now: Now) -> Self {
        Self::new(now, self.run_time)
    }

    /// Makes a frozen job move with the clock.
    pub(super) fn resume(&mut self, now: Now) {
        self.frozen_for.get_or_insert(now.elapsed.saturating_sub(now.advanced));
    }

    pub(super) fn phase(&self, now: Now) -> Phase {
        if let Some(phase) = self.seeded_end() {
            return phase;
        }
        let age = self.age(now);
        match self.stopped {
            Some(stopped) if age < stopped.saturating_add(STOPPING) => Phase::Stopping,
            Some(_) => Phase::Stopped,
            None if age < CREATING => Phase::Creating,
            None if age < CREATING + PENDING => Phase::Pending,
            None if self.running_time(now) < self.run_time => Phase::Running,
            None => Phase::Completed,
        }
    }

    /// Returns the phase if it differs from the seeded one.
    pub(super) fn changed_phase(&self, now: Now) -> Option<Phase> {
        let phase = self.phase(now);
        Some(phase).filter(|phase| self.seeded.is_none_or(|seeded| seeded.phase != *phase))
    }

    /// Returns whether the job changes with time.
    pub(super) fn is_moving(&self, now: Now) -> bool {
        self.frozen_for.is_some() && !self.phase(now).is_terminal()
    }

    /// Returns how long the job has been running.
    pub(super) fn running_time(&self, now: Now) -> Duration {
        let age = self.age(now);
        self.running_time_at(age.min(self.stopped.unwrap_or(age)))
    }

    /// Returns the running time that the job shows.
    pub(super) fn shown_duration(&self, now: Now) -> Duration {
        match self.seeded {
            Some(seeded) if self.seeded_end().is_some() => seeded.duration,
            Some(seeded) => seeded
                .duration
                .saturating_add(self.running_time(now).saturating_sub(self.running_time_at(self.initial_age))),
            None => self.running_time(now),
        }
    }

    /// Returns the log: one line after each second of its running time.
    pub(super) fn read_log(&mut self, now: Now) -> Vec<String> {
        // Callers that read the log wait for the job to end.
        self.resume(now);
        let lines = match self.seeded_end() {
            Some(Phase::Completed) => RUNNING.as_secs(),
            Some(_) => FAILURE_LINES,
            None => self.running_time(now).as_secs().min(RUNNING.as_secs()),
        };
        (1..=lines).map(|second| format!("step {second} of {}\n", RUNNING.as_secs())).collect()
    }

    /// Stops the job.
    ///
    /// # Errors
    ///
    /// Returns the phase if the job is stopping or has ended.
    pub(super) fn stop(&mut self, now: Now) -> Result<(), Phase> {
        match self.phase(now) {
            Phase::Creating | Phase::Pending | Phase::Running => {
                self.resume(now);
                self.stopped = Some(self.age(now));
                Ok(())
            }
            phase => Err(phase),
        }
    }

    /// Returns the phase if the job was seeded in a terminal one. Such a job has no history.
    fn seeded_end(&self) -> Option<Phase> {
        self.seeded.map(|seeded| seeded.phase).filter(|phase| phase.is_terminal())
    }

    fn age(&self, now: Now) -> Duration {
        let own_clock = match self.frozen_for {
            Some(frozen_for) => now.elapsed.saturating_sub(frozen_for),
            None => now.advanced,
        };
        own_clock.saturating_sub(self.created).saturating_add(self.initial_age)
    }

    fn running_time_at(&self, age: Duration) -> Duration {
        age.saturating_sub(CREATING + PENDING).min(self.run_time)
    }
}
