//! The sessions of a client. A session is made once for all calls, and renewed before it expires.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::auth::credentials::{Credentials, CredentialsKind};
use crate::auth::iam::Iam;
use crate::auth::identity::Identity;
use crate::auth::login::{self, LoginContext};
use crate::auth::pending_session::{PendingSession, WaitOutcome};
use crate::auth::project::Project;
use crate::auth::refresh::RefreshTask;
use crate::auth::session::Session;
use crate::auth::session_cache::{Joined, SessionCache};
use crate::error::Result;
use crate::executor::runtime;
use crate::transport::call_options::Options;
use crate::transport::dispatch::Dispatch;
use crate::transport::retry_policy::RetryPolicy;

/// How long the call that begins a renewal waits for it.
const RENEWAL_TIMEOUT: Duration = Duration::from_secs(10);
/// How many lost tasks one caller replaces: they were begun on runtimes that have ended.
const MAX_LOST: usize = 8;

/// Makes and keeps the sessions of one client.
#[derive(Debug)]
pub(crate) struct Sessions {
    context: Arc<LoginContext>,
    cache: Arc<SessionCache>,
}

impl Sessions {
    /// Creates the sessions of a client. Some credentials need no login.
    pub(crate) fn new(
        credentials: Credentials,
        project: Project,
        iam: Option<Iam>,
        dispatch: Arc<Dispatch>,
        options: Options,
    ) -> Result<Self> {
        let mut session = None;
        if let Project::Id(_) | Project::Unset = &project {
            let project_id = if let Project::Id(id) = &project { id.clone() } else { String::new() };
            let identity = Identity::of(&credentials.kind)?;
            session = identity.map(|identity| Session::new(identity, project_id.clone(), None)).transpose()?;
        }
        let context = LoginContext { credentials, project, iam, dispatch, options };
        Ok(Self { context: Arc::new(context), cache: Arc::new(SessionCache::new(session)) })
    }

    pub(crate) fn credentials(&self) -> &Credentials {
        &self.context.credentials
    }

    pub(crate) fn project(&self) -> &Project {
        &self.context.project
    }

    /// Returns a session. One that expires soon is renewed.
    pub(crate) async fn get(&self, options: &Options, deadline: Instant) -> Result<Arc<Session>> {
        match self.cache.valid() {
            Some((session, false)) => Ok(session),
            // Boxed, so that no call's future grows by what few of them do.
            Some((session, true)) => Ok(Box::pin(self.renewed(options, deadline)).await.unwrap_or(session)),
            None => Box::pin(self.wait(options, deadline)).await,
        }
    }

    /// Begins a renewal and waits for it, but not for long: a program whose runtime runs only during calls
    /// would never complete it otherwise. Other calls use the old session meanwhile, as all do if the renewal fails.
    async fn renewed(&self, options: &Options, deadline: Instant) -> Option<Arc<Session>> {
        let (pending, reporter) = self.cache.pending();
        let task = RefreshTask::new(&self.context, &self.cache, reporter?);
        runtime::spawn(task.run()).ok()?;
        let now = Instant::now();
        // A call that waits here must have time left for its own request.
        let until = now + RENEWAL_TIMEOUT.min(deadline.saturating_duration_since(now) / 4);
        let hasty = Options { retry_policy: RetryPolicy::never(), ..*options };
        match pending.wait(&hasty, until).await {
            WaitOutcome::Done(outcome) => outcome.ok(),
            WaitOutcome::Lost => None,
        }
    }

    /// Waits for a session that is made for all waiting calls.
    async fn wait(&self, options: &Options, deadline: Instant) -> Result<Arc<Session>> {
        for _ in 0..MAX_LOST {
            let pending = match self.join()? {
                Ok(session) => return Ok(session),
                Err(pending) => pending,
            };
            if let WaitOutcome::Done(outcome) = pending.wait(options, deadline).await {
                return outcome;
            }
        }
        Err(login::credentials_error("the tasks that log in end with their tokio runtimes; keep one running"))
    }

    /// Returns the session, or the one that is being made.
    fn join(&self) -> Result<std::result::Result<Arc<Session>, PendingSession>> {
        login::check_caller(&self.context)?;
        match self.cache.join()? {
            Joined::Session(session) => Ok(Ok(session)),
            Joined::Pending(pending, reporter) => {
                // Without the lock: a task that cannot run is dropped at once, and takes it.
                if let Some(reporter) = reporter {
                    runtime::spawn(RefreshTask::new(&self.context, &self.cache, reporter).run())?;
                }
                Ok(Err(pending))
            }
        }
    }

    /// Forgets a session that the service rejected. Returns whether there can be another one now.
    pub(crate) fn rejected(&self, session: &Arc<Session>) -> bool {
        match self.context.credentials.kind {
            CredentialsKind::AkSk { .. } | CredentialsKind::Token(_) => false,
            CredentialsKind::Account(_) | CredentialsKind::Provider(_) => self.cache.rejected(session),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::time::timeout;

    use super::*;
    use crate::auth::credentials::{CredentialsFuture, CredentialsProvider};
    use crate::error::ErrorKind;
    use crate::service::Service;
    use crate::transport::connection::ConnectionSettings;
    use crate::transport::http::Transport;

    static SERVICE: Service = Service::of_statuses("test", &[]);

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
        client: std::sync::OnceLock<std::sync::Weak<Sessions>>,
    }

    impl CredentialsProvider for Arc<Scripted> {
        fn provide(&self) -> CredentialsFuture<'_> {
            let is_first = self.calls.fetch_add(1, Ordering::SeqCst) == 0;
            assert!(!is_first || !matches!(self.first, First::PanicsAtOnce), "it panics at once");
            Box::pin(async move {
                match self.first {
                    First::Panics if is_first => panic!("it panics"),
                    First::Hangs if is_first => pending().await,
                    First::Fails if is_first => Err("the vault is closed".into()),
                    First::CallsItsClient => {
                        let sessions = self.client.get().and_then(std::sync::Weak::upgrade).ok_or("no client")?;
                        session(&sessions, &Options::default()).await?;
                        Err("it got a session".into())
                    }
                    _ => Ok(Credentials::token("t")),
                }
            })
        }
    }

    fn client(first: First) -> (Arc<Sessions>, Arc<Scripted>) {
        let provider = Arc::new(Scripted { first, calls: AtomicUsize::new(0), client: std::sync::OnceLock::new() });
        let credentials = Credentials::provider(Arc::clone(&provider));
        let transport = Transport::new(ConnectionSettings::default()).unwrap();
        let dispatch = Arc::new(Dispatch::new(&SERVICE, transport));
        let project = Project::Id("p".to_owned());
        let sessions = Arc::new(Sessions::new(credentials, project, None, dispatch, Options::default()).unwrap());
        provider.client.set(Arc::downgrade(&sessions)).unwrap();
        (sessions, provider)
    }

    async fn session(sessions: &Sessions, options: &Options) -> Result<Arc<Session>> {
        sessions.get(options, options.deadline()).await
    }

    /// Outcomes of the first caller, which has a policy of its own, and of 999 others.
    async fn called(sessions: &Arc<Sessions>, first: RetryPolicy) -> (Result<Arc<Session>>, Vec<Result<Arc<Session>>>) {
        let spawn = |retry_policy: RetryPolicy| {
            let sessions = Arc::clone(sessions);
            let options = Options { retry_policy, ..Options::default() };
            tokio::spawn(async move { session(&sessions, &options).await })
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
            let (sessions, provider) = client(first);
            let (one, others) = called(&sessions, RetryPolicy::default()).await;
            assert!(one.is_ok() && others.iter().all(Result::is_ok), "{first:?}");
            assert_eq!(provider.calls.load(Ordering::SeqCst), 2, "{first:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_caller_without_retries_fails_alone() {
        for first in [First::Panics, First::PanicsAtOnce, First::Hangs] {
            let (sessions, provider) = client(first);
            let (one, others) = called(&sessions, RetryPolicy::never()).await;
            assert!(one.is_err() && others.iter().all(Result::is_ok), "{first:?}");
            assert_eq!(provider.calls.load(Ordering::SeqCst), 2, "{first:?}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_first_caller_with_little_time_fails_alone() {
        let (sessions, provider) = client(First::Hangs);
        let short = Options { timeout: Duration::from_secs(1), ..Options::default() };
        let patient = Options::default();
        let (one, other) = tokio::join!(session(&sessions, &short), session(&sessions, &patient));
        assert_eq!(one.unwrap_err().kind(), ErrorKind::Timeout);
        assert!(other.is_ok());
        assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn an_error_of_a_provider_is_shared_and_not_remembered() {
        let (sessions, provider) = client(First::Fails);
        let (one, others) = called(&sessions, RetryPolicy::default()).await;
        assert!(one.is_err() && others.iter().all(Result::is_err));
        assert_eq!(provider.calls.load(Ordering::SeqCst), 1);
        assert!(session(&sessions, &Options::default()).await.is_ok());
        assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_provider_that_calls_its_own_client_gets_an_error() {
        let (sessions, provider) = client(First::CallsItsClient);
        let error = session(&sessions, &Options::default()).await.unwrap_err();
        assert!(error.to_string().contains("another client"), "{error}");
        assert_eq!(provider.calls.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_task_on_a_runtime_that_nobody_runs_is_replaced() {
        let runtime =
            || tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (sessions, provider) = client(First::Hangs);
        let idle = runtime();
        let begun = idle.block_on(async {
            timeout(Duration::from_secs(1), session(&sessions, &Options::default())).await.is_err()
        });
        assert!(begun, "the first runtime keeps its task, and is not run any more");
        assert!(runtime().block_on(session(&sessions, &Options::default())).is_ok());
        assert_eq!(provider.calls.load(Ordering::SeqCst), 2);
    }
}
