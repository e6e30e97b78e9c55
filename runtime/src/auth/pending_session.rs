//! A session that is being made, for all calls that wait for it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

use crate::auth::session::Session;
use crate::error::{Error, Result};
use crate::transport::call_options::Options;

/// The timeout of an attempt: provider, login and project.
pub(super) const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// A task that is this late with its next report is on a runtime that nobody runs.
const SLACK: Duration = Duration::from_secs(1);

/// What the waiting calls see.
#[derive(Debug)]
struct Progress {
    /// The number of failed attempts, and the last failure.
    failures: u32,
    failure: Option<Error>,
    /// When the next attempt begins.
    next_at: Instant,
    /// When the next report is due.
    due: Instant,
    outcome: Option<Result<Arc<Session>>>,
}

/// The session, as the waiting calls see it.
#[derive(Clone, Debug)]
pub(super) struct PendingSession {
    pub(super) id: u64,
    progress: watch::Receiver<Progress>,
}

/// The outcome of waiting.
pub(super) enum WaitOutcome {
    Done(Result<Arc<Session>>),
    /// The task has ended without an outcome, or is on a runtime that nobody runs.
    Lost,
}

/// Reports the progress to the waiting calls.
#[derive(Debug)]
pub(super) struct Reporter {
    pub(super) id: u64,
    progress: watch::Sender<Progress>,
}

impl PendingSession {
    /// Creates a session that is not made yet, and its reporter.
    pub(super) fn new(id: u64) -> (Self, Reporter) {
        let now = Instant::now();
        let due = now + ATTEMPT_TIMEOUT + SLACK;
        let (sender, progress) =
            watch::channel(Progress { failures: 0, failure: None, next_at: now, due, outcome: None });
        (Self { id, progress }, Reporter { id, progress: sender })
    }

    /// Returns whether the task has ended, or is late with its report.
    pub(super) fn is_lost(&self) -> bool {
        self.progress.has_changed().is_err() || self.progress.borrow().due <= Instant::now()
    }

    /// Waits for the session, for as many attempts as the caller's policy has and until its deadline.
    pub(super) async fn wait(mut self, options: &Options, deadline: Instant) -> WaitOutcome {
        let joined_at = self.progress.borrow_and_update().failures;
        loop {
            let due = {
                let progress = self.progress.borrow_and_update();
                if let Some(outcome) = progress.verdict(joined_at, options, deadline) {
                    return WaitOutcome::Done(outcome);
                }
                progress.due
            };
            match timeout_at(deadline.min(due), self.progress.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return WaitOutcome::Lost,
                Err(_) if deadline <= Instant::now() => {
                    return WaitOutcome::Done(Err(Error::call_timed_out(options.timeout)));
                }
                Err(_) if self.is_lost() => return WaitOutcome::Lost,
                Err(_) => {}
            }
        }
    }
}

impl Progress {
    /// Returns the outcome for a caller that joined after so many failures.
    fn verdict(&self, joined_at: u32, options: &Options, deadline: Instant) -> Option<Result<Arc<Session>>> {
        if let Some(outcome) = &self.outcome {
            return Some(outcome.clone());
        }
        let failure = self.failure.as_ref().filter(|_| self.failures > joined_at)?;
        let gives_up = self.failures >= options.retry_policy.max_attempts() || self.next_at >= deadline;
        gives_up.then(|| Err(failure.clone().with_attempts(self.failures)))
    }
}

impl Reporter {
    /// Reports that an attempt begins.
    pub(super) fn attempt_begins(&self) {
        self.progress.send_if_modified(|progress| {
            progress.due = Instant::now() + ATTEMPT_TIMEOUT + SLACK;
            false
        });
    }

    /// Reports a transient failure. `delay` returns the delay before the next attempt from the number of failures.
    pub(super) fn attempt_failed(&self, error: Error, delay: impl FnOnce(u32, &Error) -> Duration) -> Duration {
        let mut chosen = Duration::ZERO;
        self.progress.send_modify(|progress| {
            progress.failures = progress.failures.saturating_add(1);
            chosen = delay(progress.failures, &error);
            progress.next_at = Instant::now() + chosen;
            progress.due = progress.next_at + SLACK;
            progress.failure = Some(error);
        });
        chosen
    }

    /// Reports the outcome.
    pub(super) fn publish(&self, outcome: Result<Arc<Session>>) {
        self.progress.send_modify(|progress| progress.outcome = Some(outcome));
    }

    /// Returns whether anyone but the cache sees the progress.
    pub(super) fn is_watched(&self) -> bool {
        self.progress.receiver_count() > 1
    }
}
