//! Makes a session once for all who wait for it, in a task of its own: a caller that is cancelled, that
//! is not polled or that gives up early takes nothing from the others.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use crate::dispatch::Options;
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Shared;
use crate::login::{Failed, Login, credentials_error};
use crate::session::Session;

/// How long an attempt may take: provider, login and project.
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
/// The longest time between two attempts, whatever the identity service asks for.
const LONGEST_DELAY: Duration = Duration::from_secs(60);
/// A task that gives no sign for so long after it should have stands on a runtime that nobody runs.
const SLACK: Duration = Duration::from_secs(1);

/// What those who wait see.
#[derive(Debug)]
pub(crate) struct Progress {
    /// How many attempts have failed, with the last failure.
    failures: u32,
    failure: Option<Error>,
    /// When the next attempt begins.
    next_at: Instant,
    /// When the next sign is due.
    due: Instant,
    outcome: Option<Result<Arc<Session>>>,
}

/// A session in the making, as those see it who wait for it.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    pub(crate) id: u64,
    progress: watch::Receiver<Progress>,
}

/// What waiting has led to.
pub(crate) enum Waited {
    Over(Result<Arc<Session>>),
    /// The task is gone, or on a runtime that nobody runs.
    Lost,
}

impl Refresh {
    /// Prepares the task that makes a session.
    pub(crate) fn new(id: u64, shared: &Arc<Shared>) -> (Self, Refreshing) {
        let now = Instant::now();
        let due = now + ATTEMPT_TIMEOUT + SLACK;
        let (sender, progress) =
            watch::channel(Progress { failures: 0, failure: None, next_at: now, due, outcome: None });
        (Self { id, progress }, Refreshing { id, shared: Arc::clone(shared), progress: sender })
    }

    /// Returns whether the task is gone, or has not given a sign in time.
    pub(crate) fn is_lost(&self) -> bool {
        self.progress.has_changed().is_err() || self.progress.borrow().due <= Instant::now()
    }

    /// Waits for the session, for as many attempts as the caller's policy has and until its deadline.
    pub(crate) async fn wait(mut self, options: &Options, deadline: Instant) -> Waited {
        let joined_at = self.progress.borrow_and_update().failures;
        loop {
            let due = {
                let progress = self.progress.borrow_and_update();
                if let Some(outcome) = progress.verdict(joined_at, options, deadline) {
                    return Waited::Over(outcome);
                }
                progress.due
            };
            match timeout_at(deadline.min(due), self.progress.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Waited::Lost,
                Err(_) if deadline <= Instant::now() => return Waited::Over(Err(Error::too_late(options.timeout))),
                Err(_) if self.is_lost() => return Waited::Lost,
                Err(_) => {}
            }
        }
    }
}

impl Progress {
    /// What it means to a caller that came when so many attempts had failed.
    fn verdict(&self, joined_at: u32, options: &Options, deadline: Instant) -> Option<Result<Arc<Session>>> {
        if let Some(outcome) = &self.outcome {
            return Some(outcome.clone());
        }
        let failure = self.failure.as_ref().filter(|_| self.failures > joined_at)?;
        let gives_up = self.failures >= options.retries.max_attempts() || self.next_at >= deadline;
        gives_up.then(|| Err(failure.clone().with_attempts(self.failures)))
    }
}

/// The task that makes a session. However it ends, the next caller can begin another one.
pub(crate) struct Refreshing {
    pub(crate) id: u64,
    shared: Arc<Shared>,
    progress: watch::Sender<Progress>,
}

impl Drop for Refreshing {
    fn drop(&mut self) {
        self.shared.sessions.forget(self.id);
    }
}

impl Refreshing {
    /// Makes the session. What may pass is tried again while somebody waits.
    pub(crate) async fn run(self) {
        let mut login = Login::default();
        loop {
            self.progress.send_if_modified(|progress| {
                progress.due = Instant::now() + ATTEMPT_TIMEOUT + SLACK;
                false
            });
            match self.attempt(&mut login).await {
                Ok(session) => {
                    let session = Arc::new(session);
                    self.shared.sessions.put(self.id, &session);
                    return self.publish(Ok(session));
                }
                Err(Failed::Final(error, memory)) => {
                    self.shared.sessions.failed(self.id, &error, memory);
                    return self.publish(Err(error));
                }
                Err(Failed::Passing(error)) => {
                    self.shared.sessions.postpone(&error, Duration::ZERO);
                    let delay = self.delay(error);
                    if !self.shared.sessions.is_wanted(&self) {
                        return;
                    }
                    sleep(delay).await;
                }
            }
        }
    }

    /// Returns whether there are others who see the progress than the cache.
    pub(crate) fn is_waited_for(&self) -> bool {
        self.progress.receiver_count() > 1
    }

    /// One attempt, which neither hangs nor panics.
    async fn attempt(&self, login: &mut Login) -> std::result::Result<Session, Failed> {
        let outcome = {
            let mut attempt = pin!(login.attempt(&self.shared));
            let caught = poll_fn(|context| {
                catch_unwind(AssertUnwindSafe(|| attempt.as_mut().poll(context)))
                    .map_or_else(|_| Poll::Ready(None), |poll| poll.map(Some))
            });
            timeout(ATTEMPT_TIMEOUT, caught).await
        };
        match outcome {
            Ok(Some(outcome)) => outcome,
            Ok(None) => {
                *login = Login::default();
                Err(Failed::Passing(credentials_error("the provider of the credentials panicked")))
            }
            Err(_) => Err(Failed::Passing(Error::new(
                ErrorKind::Timeout,
                format!("no session within {ATTEMPT_TIMEOUT:?}: the provider of the credentials does not respond"),
            ))),
        }
    }

    /// Reports a failure that may pass; returns the delay before the next attempt.
    fn delay(&self, error: Error) -> Duration {
        let mut delay = Duration::ZERO;
        self.progress.send_modify(|progress| {
            progress.failures = progress.failures.saturating_add(1);
            delay = self.shared.options.retries.delay(progress.failures, &error).min(LONGEST_DELAY);
            progress.next_at = Instant::now() + delay;
            progress.due = progress.next_at + SLACK;
            progress.failure = Some(error);
        });
        delay
    }

    fn publish(&self, outcome: Result<Arc<Session>>) {
        self.progress.send_modify(|progress| progress.outcome = Some(outcome));
    }
}
