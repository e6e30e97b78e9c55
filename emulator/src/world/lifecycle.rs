//! The lifecycle of an item: its state at any time.

use std::sync::Arc;
use std::time::Duration;

use modelarts_codegen::model::Action;

use super::clock::Now;
use super::machine::Machine;

/// The time that an item has been in timed states if it is seeded in one of them, or was stopped in one.
const SEEDED_RUN: Duration = Duration::from_secs(7);
/// The number of log lines of a seeded item that did not complete.
const FAILURE_LINES: u64 = 5;

/// When an item entered a state, from which its later states follow.
#[derive(Clone, Debug)]
pub(super) struct Lifecycle {
    machine: Arc<Machine>,
    state: usize,
    /// Its age when it entered the state.
    since: Duration,
    /// How long it had been in timed states by then.
    spent: Duration,
    /// When it was created, on its own clock.
    created: Duration,
    /// Its age at that time.
    initial_age: Duration,
    /// How long it was frozen. `None` while it is frozen: then it moves only when the clock is advanced.
    frozen_for: Option<Duration>,
    /// The state and the duration that it is seeded with, until an action changes it.
    seeded: Option<Position>,
    /// The time after which it leaves a timed state that has no move, and the state that it enters.
    schedule: Option<(Duration, usize)>,
}

/// A state, and how long the item has been in timed states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Position {
    state: usize,
    spent: Duration,
}

impl Lifecycle {
    /// Creates the lifecycle of a created item.
    pub(super) fn new(machine: Arc<Machine>, now: Now) -> Self {
        let state = machine.initial;
        let (created, frozen_for) = (now.elapsed, Some(Duration::ZERO));
        let (since, spent, initial_age) = (Duration::ZERO, Duration::ZERO, Duration::ZERO);
        Self { machine, state, since, spent, created, initial_age, frozen_for, seeded: None, schedule: None }
    }

    /// Creates the lifecycle of an item that is seeded with a state and a duration.
    ///
    /// It is frozen until it is resumed, so that lists of seeded items stay the same.
    pub(super) fn seeded(machine: Arc<Machine>, state: usize, duration: Duration) -> Self {
        let (initial_age, spent) = match state {
            _ if machine.is_timed(state) => (SEEDED_RUN, Duration::ZERO),
            _ if machine.has_run(state) => (Duration::ZERO, SEEDED_RUN),
            _ => (Duration::ZERO, Duration::ZERO),
        };
        let seeded = Some(Position { state, spent: duration });
        let (since, created) = (Duration::ZERO, Duration::ZERO);
        Self { machine, state, since, spent, created, initial_age, frozen_for: None, seeded, schedule: None }
    }

    /// Makes the item leave its timed state after a time, although the state has no move.
    pub(super) fn scheduled(self, after: Duration, to: usize) -> Self {
        Self { schedule: Some((after, to)), ..self }
    }

    /// Makes a frozen item move with the clock.
    pub(super) fn resume(&mut self, now: Now) {
        self.frozen_for.get_or_insert(now.elapsed.saturating_sub(now.advanced));
    }

    pub(super) fn state(&self, now: Now) -> usize {
        self.position(now).state
    }

    /// Returns the state if it differs from the seeded one.
    pub(super) fn changed_state(&self, now: Now) -> Option<usize> {
        let state = self.state(now);
        Some(state).filter(|state| self.seeded.is_none_or(|seeded| seeded.state != *state))
    }

    /// Returns whether the item changes with time.
    pub(super) fn is_moving(&self, now: Now) -> bool {
        let state = self.state(now);
        self.frozen_for.is_some() && (self.next(state).is_some() || self.machine.is_timed(state))
    }

    /// Returns how long the item has been in timed states.
    pub(super) fn running_time(&self, now: Now) -> Duration {
        self.position(now).spent
    }

    /// Returns the duration that the item shows.
    pub(super) fn shown_duration(&self, now: Now) -> Duration {
        let running = self.running_time(now);
        match self.seeded {
            Some(seeded) => seeded.spent.saturating_add(running.saturating_sub(self.seeded_run())),
            None => running,
        }
    }

    /// Returns the log: one line after each second in timed states.
    pub(super) fn read_log(&mut self, now: Now) -> Vec<String> {
        // Callers that read the log wait for the item to end.
        self.resume(now);
        let (all, Position { state, spent }) = (self.machine.run_time().as_secs(), self.position(now));
        let is_seeded_end = self.seeded.is_some_and(|seeded| seeded.state == state) && self.machine.is_terminal(state);
        let lines = match is_seeded_end {
            true if self.machine.is_complete(state) => all,
            true => FAILURE_LINES,
            false => spent.as_secs().min(all),
        };
        (1..=lines).map(|second| format!("step {second} of {all}\n")).collect()
    }

    /// Changes the state by an action.
    ///
    /// # Errors
    ///
    /// Returns the state if the action is not allowed in it.
    pub(super) fn act(&mut self, now: Now, action: &Action) -> Result<(), usize> {
        let Position { state, spent } = self.position(now);
        if !action.from.contains(&state) {
            return Err(state);
        }
        self.resume(now);
        let begins_again = action.to == self.machine.initial;
        (self.state, self.since) = (action.to, self.age(now));
        self.spent = if begins_again { Duration::ZERO } else { spent };
        if begins_again {
            self.seeded = None;
        }
        Ok(())
    }

    pub(super) fn machine(&self) -> &Machine {
        &self.machine
    }

    fn seeded_run(&self) -> Duration {
        let has_run = self.seeded.is_some_and(|seeded| self.machine.has_run(seeded.state));
        if has_run { SEEDED_RUN } else { Duration::ZERO }
    }

    /// Returns the next state, and the time until then.
    fn next(&self, state: usize) -> Option<(Duration, usize)> {
        let own = self.machine.next(state).map(|next| (next.after, next.to));
        own.or_else(|| self.schedule.filter(|_| self.machine.is_timed(state)))
    }

    fn position(&self, now: Now) -> Position {
        let age = self.age(now);
        let (mut state, mut since, mut spent) = (self.state, self.since, self.spent);
        let counts = |state: usize, time: Duration| if self.machine.is_timed(state) { time } else { Duration::ZERO };
        // Moves have no cycle: the spec is checked.
        while let Some((after, to)) = self.next(state) {
            let left = since.saturating_add(after);
            if age < left {
                break;
            }
            spent = spent.saturating_add(counts(state, left.saturating_sub(since)));
            (state, since) = (to, left);
        }
        let spent = spent.saturating_add(counts(state, age.saturating_sub(since)));
        Position { state, spent }
    }

    fn age(&self, now: Now) -> Duration {
        let own_clock = match self.frozen_for {
            Some(frozen_for) => now.elapsed.saturating_sub(frozen_for),
            None => now.advanced,
        };
        own_clock.saturating_sub(self.created).saturating_add(self.initial_age)
    }
}
