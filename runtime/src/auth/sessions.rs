//! Who a client is to the service, and in which project. A session is made once for all calls, and
//! renewed before it expires.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::time::Instant;

use crate::allowance::Allowance;
use crate::credentials::{Credentials, Kind, Way};
use crate::dispatch::Options;
use crate::endpoint::{Caller, header_value, token_header};
use crate::error::{Error, Result};
use crate::executor;
use crate::handle::Shared;
use crate::iam::Iam;
use crate::login;
use crate::refresh::{Refresh, Refreshing, Waited};
use crate::retry::{RetryPolicy, jitter};
use crate::secret::Secret;
use crate::signing::SigningKey;
use crate::telemetry;

/// A session is renewed this long before it expires, or when nine tenths of its time are over; and up to
/// as long again before that, so that not all clients do it at once.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// How long the call that begins a renewal waits for it.
const RENEWAL_PATIENCE: Duration = Duration::from_secs(10);
/// How long nothing is tried after a renewal that failed while the old session is valid, and up to as
/// long again.
const RENEWAL_DELAY: Duration = Duration::from_secs(15);
/// How many tasks that make a session may be lost while one caller waits: they were begun on runtimes
/// that have ended.
const MAX_LOST: usize = 8;

/// What every request needs of its caller.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) identity: Identity,
    pub(crate) project_id: String,
    /// The ID as a header.
    pub(crate) project: HeaderValue,
    /// When it expires, where that is known.
    ends_at: Option<Instant>,
    /// Whether the service has accepted it.
    has_served: AtomicBool,
}

impl Session {
    pub(crate) fn new(identity: Identity, project_id: String, ends_at: Option<Instant>) -> Result<Self> {
        let project = header_value(&project_id)?;
        Ok(Self { identity, project, project_id, ends_at, has_served: AtomicBool::new(false) })
    }

    /// Notes that the service has accepted it.
    pub(crate) fn served(&self) {
        // Nearly always it is noted already, and nothing is written.
        if !self.has_served.load(Ordering::Relaxed) {
            self.has_served.store(true, Ordering::Relaxed);
        }
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller { identity: &self.identity, project: Some(&self.project) }
    }
}

/// What a request proves its caller with.
pub(crate) enum Identity {
    Key { key: SigningKey, security_token: Option<Secret> },
    Token(HeaderValue),
}

impl Identity {
    /// What needs nothing but itself to be proved with.
    pub(crate) fn of(kind: &Kind) -> Result<Option<Self>> {
        Ok(match kind {
            Kind::AkSk { key, security_token } => {
                Some(Self::Key { key: key.clone(), security_token: security_token.clone() })
            }
            Kind::Token(token) => Some(Self::Token(token_header(token)?)),
            Kind::Account(_) | Kind::Provider(_) => None,
        })
    }

    /// Whether requests are signed, by a clock.
    pub(crate) fn is_signed(&self) -> bool {
        matches!(self, Self::Key { .. })
    }

    pub(crate) fn way(&self) -> Way {
        match self {
            Self::Key { .. } => Way::AkSk,
            Self::Token(_) => Way::Account,
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.way()).finish_non_exhaustive()
    }
}

/// The project that a client works in.
#[derive(Clone, Debug)]
pub(crate) enum Project {
    Id(String),
    /// The ID is looked up.
    Name(String),
}

/// Gives sessions, of one description.
#[derive(Debug)]
pub(crate) struct Sessions {
    pub(crate) credentials: Credentials,
    pub(crate) project: Project,
    /// None where nothing is to be asked there.
    pub(crate) iam: Option<Iam>,
    cache: Mutex<Cache>,
}

#[derive(Debug)]
struct Cache {
    session: Option<Arc<Session>>,
    renew_at: Option<Instant>,
    /// A session in the making, and the number of the next one.
    refresh: Option<Refresh>,
    next_id: u64,
    /// Why there is no session, and until when none is asked for.
    failure: Option<(Error, Instant)>,
    allowance: Allowance,
}

/// What a caller without a session finds.
enum Joined {
    Session(Arc<Session>),
    Refresh(Refresh),
}

impl Cache {
    fn new(session: Option<Session>) -> Self {
        Self {
            session: session.map(Arc::new),
            renew_at: None,
            refresh: None,
            next_id: 0,
            failure: None,
            allowance: Allowance::new(),
        }
    }

    /// The session, if it has not expired; and whether it is time for another one.
    fn valid(&self) -> Option<(Arc<Session>, bool)> {
        let session = self.session.as_ref()?;
        if session.ends_at.is_none() && self.renew_at.is_none() {
            return Some((Arc::clone(session), false));
        }
        let now = Instant::now();
        let has_ended = session.ends_at.is_some_and(|end| end <= now);
        (!has_ended).then(|| (Arc::clone(session), self.renew_at.is_some_and(|at| at <= now)))
    }

    /// The session in the making; with the task that is to be run, if it begins with this.
    fn refresh(&mut self, shared: &Arc<Shared>) -> (Refresh, Option<Refreshing>) {
        if let Some(refresh) = self.refresh.as_ref().filter(|refresh| !refresh.is_lost()) {
            return (refresh.clone(), None);
        }
        self.next_id += 1;
        let (refresh, task) = Refresh::new(self.next_id, shared);
        self.refresh = Some(refresh.clone());
        (refresh, Some(task))
    }

    fn forget(&mut self, id: u64) {
        if self.refresh.as_ref().is_some_and(|refresh| refresh.id == id) {
            self.refresh = None;
        }
    }
}

impl Sessions {
    /// Sessions for credentials, some of which need no more than themselves.
    pub(crate) fn new(credentials: Credentials, project: Project, iam: Option<Iam>) -> Result<Self> {
        let mut session = None;
        if let Project::Id(project_id) = &project {
            let identity = Identity::of(&credentials.kind)?;
            session = identity.map(|identity| Session::new(identity, project_id.clone(), None)).transpose()?;
        }
        Ok(Self { credentials, project, iam, cache: Mutex::new(Cache::new(session)) })
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns a session. One that expires soon is renewed.
    pub(crate) async fn get(&self, shared: &Arc<Shared>, options: &Options, deadline: Instant) -> Result<Arc<Session>> {
        let valid = self.cache().valid();
        match valid {
            Some((session, false)) => Ok(session),
            // Boxed, so that no call's future grows by what few of them do.
            Some((session, true)) => Ok(Box::pin(self.renewed(shared, options, deadline)).await.unwrap_or(session)),
            None => Box::pin(self.wait(shared, options, deadline)).await,
        }
    }

    /// Begins a renewal and waits for it, but not for long: a program whose runtime runs only during calls
    /// would never complete it otherwise. Other calls go on with the old session, as all do if it fails.
    async fn renewed(&self, shared: &Arc<Shared>, options: &Options, deadline: Instant) -> Option<Arc<Session>> {
        let (refresh, task) = self.cache().refresh(shared);
        executor::spawn(task?.run()).ok()?;
        let now = Instant::now();
        // Whoever waits here must have time left for the call itself.
        let until = now + RENEWAL_PATIENCE.min(deadline.saturating_duration_since(now) / 4);
        let hasty = Options { retries: RetryPolicy::never(), ..*options };
        match refresh.wait(&hasty, until).await {
            Waited::Over(outcome) => outcome.ok(),
            Waited::Lost => None,
        }
    }

    /// Waits for a session that is made for all who wait.
    async fn wait(&self, shared: &Arc<Shared>, options: &Options, deadline: Instant) -> Result<Arc<Session>> {
        for _ in 0..MAX_LOST {
            let refresh = match self.join(shared)? {
                Joined::Session(session) => return Ok(session),
                Joined::Refresh(refresh) => refresh,
            };
            if let Waited::Over(outcome) = refresh.wait(options, deadline).await {
                return outcome;
            }
        }
        Err(login::credentials_error("the tasks that log in end with their tokio runtimes; keep one running"))
    }

    fn join(&self, shared: &Arc<Shared>) -> Result<Joined> {
        login::check_caller(self)?;
        let (refresh, task) = {
            let mut cache = self.cache();
            if let Some((session, _)) = cache.valid() {
                return Ok(Joined::Session(session));
            }
            if let Some((error, _)) = cache.failure.as_ref().filter(|(_, until)| Instant::now() < *until) {
                return Err(error.clone());
            }
            cache.refresh(shared)
        };
        // Without the lock: a task that cannot run is dropped at once, and takes it.
        if let Some(task) = task {
            executor::spawn(task.run())?;
        }
        Ok(Joined::Refresh(refresh))
    }

    /// Takes over the session that a task has made.
    pub(crate) fn put(&self, id: u64, session: &Arc<Session>) {
        let mut cache = self.cache();
        cache.forget(id);
        cache.session = Some(Arc::clone(session));
        cache.failure = None;
        cache.renew_at = session.ends_at.map(|end| {
            let left = end.saturating_duration_since(Instant::now());
            let margin = MARGIN.min(left / 10);
            end - margin - jitter(margin)
        });
    }

    /// Notes that a task has failed for good. Nothing is tried for the given time.
    pub(crate) fn failed(&self, id: u64, error: &Error, memory: Duration) {
        self.postpone(error, memory);
        let mut cache = self.cache();
        cache.forget(id);
        cache.failure = (!memory.is_zero()).then(|| (error.clone(), Instant::now() + memory));
    }

    /// Lets the old session serve for a while before it is renewed again.
    pub(crate) fn postpone(&self, error: &Error, at_least: Duration) {
        let mut cache = self.cache();
        if cache.valid().is_some() {
            telemetry::not_renewed(error);
        }
        cache.renew_at = Some(Instant::now() + at_least.max(RENEWAL_DELAY + jitter(RENEWAL_DELAY)));
    }

    /// Returns whether somebody waits for the task; it ends otherwise.
    pub(crate) fn is_wanted(&self, task: &Refreshing) -> bool {
        // Nobody can join while this is locked.
        let mut cache = self.cache();
        let is_wanted = cache.refresh.as_ref().is_some_and(|refresh| refresh.id == task.id) && task.is_waited_for();
        if !is_wanted {
            cache.forget(task.id);
        }
        is_wanted
    }

    /// Forgets a task that has ended.
    pub(crate) fn forget(&self, id: u64) {
        self.cache().forget(id);
    }

    /// Forgets a session that the service refused, unless another one has taken its place; returns
    /// whether there can be another one now.
    pub(crate) fn refused(&self, session: &Arc<Session>) -> bool {
        if matches!(self.credentials.kind, Kind::AkSk { .. } | Kind::Token(_)) {
            return false;
        }
        let mut cache = self.cache();
        if !cache.session.as_ref().is_some_and(|cached| Arc::ptr_eq(cached, session)) {
            return true;
        }
        let may_replace = cache.allowance.take(session.has_served.load(Ordering::Relaxed));
        if may_replace {
            cache.session = None;
        }
        may_replace
    }
}
