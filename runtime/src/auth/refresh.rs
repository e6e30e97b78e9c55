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
                    sleep(delay).await;
                    if !self.shared.sessions.is_wanted(&self) {
                        return;
                    }
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

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::call::Parameter;
    use crate::credentials::{Credentials, CredentialsProvider, Provided};
    use crate::handle::{Api, Handle};
    use crate::retry::RetryPolicy;
    use crate::service::Service;

    static SERVICE: Service = Service {
        request_id: "",
        failure: &[],
        statuses: &[],
        clouds: &[],
        project: Parameter::path("project_id"),
        error_codes: &[],
    };

    struct Bare(Handle);

    impl From<Handle> for Bare {
        fn from(handle: Handle) -> Self {
            Self(handle)
        }
    }

    impl Api for Bare {
        const SERVICE: &'static Service = &SERVICE;
    }

    /// What the provider does with its first call. It gives a token with all others.
    #[derive(Clone, Copy, Debug)]
    enum First {
        Panics,
        PanicsAtOnce,
        Hangs,
        Fails,
        CallsItsClient,
    }

    #[derive(Debug)]
    struct Scripted {
        first: First,
        calls: AtomicUsize,
        client: std::sync::OnceLock<std::sync::Weak<Shared>>,
    }

    impl CredentialsProvider for Arc<Scripted> {
        fn provide(&self) -> Provided<'_> {
            let is_first = self.calls.fetch_add(1, Ordering::SeqCst) == 0;
            assert!(!is_first || !matches!(self.first, First::PanicsAtOnce), "it panics at once");
            Box::pin(async move {
                match self.first {
                    First::Panics if is_first => panic!("it panics"),
                    First::Hangs if is_first => pending().await,
                    First::Fails if is_first => Err("the vault is closed".into()),
                    First::CallsItsClient => {
                        let shared = self.client.get().and_then(std::sync::Weak::upgrade).ok_or("no client")?;
                        session(&shared, &shared.options).await?;
                        Err("it got a session".into())
                    }
                    _ => Ok(Credentials::token("t")),
                }
            })
        }
    }

    fn client(first: First) -> (Arc<Shared>, Arc<Scripted>) {
        let provider = Arc::new(Scripted { first, calls: AtomicUsize::new(0), client: std::sync::OnceLock::new() });
        let builder = crate::ClientBuilder::<Bare>::new().endpoint("http://127.0.0.1:1").project_id("p");
        let credentials = Credentials::provider(Arc::clone(&provider));
        let shared = builder.credentials(credentials).build().unwrap().0.shared;
        provider.client.set(Arc::downgrade(&shared)).unwrap();
        (shared, provider)
    }

    async fn session(shared: &Arc<Shared>, options: &Options) -> Result<Arc<Session>> {
        shared.sessions.get(shared, options, options.deadline()).await
    }

    /// Outcomes of the first caller, which has a policy of its own, and of 999 others.
    async fn called(shared: &Arc<Shared>, first: RetryPolicy) -> (Result<Arc<Session>>, Vec<Result<Arc<Session>>>) {
        let spawn = |retries: RetryPolicy| {
            let shared = Arc::clone(shared);
            let options = Options { retries, ..shared.options };
            tokio::spawn(async move { session(&shared, &options).await })
        };
        let first = spawn(first);
        let others: Vec<_> = (0..999).map(|_| spawn(RetryPolicy::default())).collect();
        let mut outcomes = Vec::new();
        for task in others {
            outcomes.push(task.await.unwrap());
        }
        (first.await.unwrap(), outcomes)
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_panics_or_hangs_once_harms_nobody() {
        for first in [First::Panics, First::PanicsAtOnce, First::Hangs] {
            let (shared, provider) = client(first);
            let (one, others) = called(&shared, RetryPolicy::default()).await;
            assert!(one.is_ok() && others.iter().all(Result::is_ok), "{first:?}");
            assert_eq!(provider.calls.load(Ordering::SeqCst), 2, "{first:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_caller_without_retries_fails_alone() {
        for first in [First::Panics, First::PanicsAtOnce, First::Hangs] {
            let (shared, provider) = client(first);
            let (one, others) = called(&shared, RetryPolicy::never()).await;
            assert!(one.is_err() && others.iter().all(Result::is_ok), "{first:?}");
            assert_eq!(provider.calls.load(Ordering::SeqCst), 2, "{first:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_caller_with_little_time_fails_alone() {
        let (shared, provider) = client(First::Hangs);
        let short = Options { timeout: Duration::from_secs(1), ..shared.options };
        let (one, other) = tokio::join!(session(&shared, &short), session(&shared, &shared.options));
        assert_eq!(one.unwrap_err().kind(), ErrorKind::Timeout);
        assert!(other.is_ok());
        assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_of_a_provider_is_shared_and_not_remembered() {
        let (shared, provider) = client(First::Fails);
        let (one, others) = called(&shared, RetryPolicy::default()).await;
        assert!(one.is_err() && others.iter().all(Result::is_err));
        assert_eq!(provider.calls.load(Ordering::SeqCst), 1);
        assert!(session(&shared, &shared.options).await.is_ok());
        assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_calls_its_own_client_gets_an_error() {
        let (shared, provider) = client(First::CallsItsClient);
        let error = session(&shared, &shared.options).await.unwrap_err();
        assert!(error.to_string().contains("another client"), "{error}");
        assert_eq!(provider.calls.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_task_on_a_runtime_that_nobody_runs_is_replaced() {
        let runtime =
            || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (shared, provider) = client(First::Hangs);
        let idle = runtime();
        let begun =
            idle.block_on(async { timeout(Duration::from_secs(1), session(&shared, &shared.options)).await.is_err() });
        assert!(begun, "the first runtime keeps its task, and is not run any more");
        assert!(runtime().block_on(session(&shared, &shared.options)).is_ok());
        assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    }
}
