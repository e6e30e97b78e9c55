//! Who a client is to the service, and in which project: found out once for all calls, and anew
//! before it ends.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderValue;
use tokio::time::{Instant, timeout, timeout_at};

use crate::credentials::{Credentials, Kind, Way};
use crate::dispatch::{Dispatch, Options};
use crate::endpoint::{Caller, header_value};
use crate::error::{Error, ErrorKind, Result};
use crate::iam::{Iam, Login};
use crate::retry::jitter;
use crate::secret::Secret;
use crate::signing::SigningKey;
use crate::telemetry;

/// A session is renewed this long before it ends, or when nine tenths of its time are over; and up to
/// as long again before that, so that not all clients do it at once.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// How long a call that could go on without waits for a renewal.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long nobody tries again behind a renewal that failed, and up to as long again.
const PAUSE: Duration = Duration::from_secs(15);
/// Providers may hand on to others; so many are followed.
const HANDS: usize = 8;

/// What every request needs of its caller.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) identity: Identity,
    pub(crate) project_id: String,
    /// The ID as a header.
    pub(crate) project: HeaderValue,
    /// When it ends, where that is known.
    ends_at: Option<Instant>,
}

impl Session {
    fn new(identity: Identity, project_id: String, ends_at: Option<Instant>) -> Result<Self> {
        Ok(Self { identity, project: header_value(&project_id)?, project_id, ends_at })
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
    fn of(kind: &Kind) -> Result<Option<Self>> {
        Ok(match kind {
            Kind::AkSk { key, security_token } => {
                Some(Self::Key { key: key.clone(), security_token: security_token.clone() })
            }
            Kind::Token(token) => Some(Self::Token(header_value(&token.0)?)),
            Kind::Account(_) | Kind::Provider(_) => None,
        })
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
    iam: Option<Iam>,
    cache: Mutex<Cache>,
    /// Locked while a session is made: callers that come meanwhile wait for that one.
    making: tokio::sync::Mutex<()>,
}

#[derive(Debug, Default)]
struct Cache {
    session: Option<Arc<Session>>,
    renew_at: Option<Instant>,
    /// How many sessions could not be made, and why the last one could not.
    failures: u64,
    failure: Option<Error>,
}

impl Cache {
    /// The session, if it has not ended; and whether it is time for another one.
    fn valid(&self) -> Option<(Arc<Session>, bool)> {
        let session = self.session.as_ref()?;
        if session.ends_at.is_none() && self.renew_at.is_none() {
            return Some((Arc::clone(session), false));
        }
        let now = Instant::now();
        let has_ended = session.ends_at.is_some_and(|end| end <= now);
        (!has_ended).then(|| (Arc::clone(session), self.renew_at.is_some_and(|at| at <= now)))
    }

    fn put(&mut self, session: &Arc<Session>) {
        self.session = Some(Arc::clone(session));
        self.failure = None;
        self.renew_at = session.ends_at.map(|end| {
            let left = end.saturating_duration_since(Instant::now());
            let margin = MARGIN.min(left / 10);
            end - margin - jitter(margin)
        });
    }
}

impl Sessions {
    /// Sessions for credentials, some of which need no more than themselves.
    pub(crate) fn new(credentials: Credentials, project: Project, iam: Option<Iam>) -> Result<Self> {
        let mut cache = Cache::default();
        if let Project::Id(project_id) = &project {
            let identity = Identity::of(&credentials.kind)?;
            let session = identity.map(|identity| Session::new(identity, project_id.clone(), None)).transpose()?;
            cache.session = session.map(Arc::new);
        }
        Ok(Self { credentials, project, iam, cache: Mutex::new(cache), making: tokio::sync::Mutex::default() })
    }

    fn cache(&self) -> MutexGuard<'_, Cache> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session that holds for a while yet.
    pub(crate) async fn get(&self, dispatch: &Dispatch, options: &Options, deadline: Instant) -> Result<Arc<Session>> {
        let (valid, failures) = {
            let cache = self.cache();
            (cache.valid(), cache.failures)
        };
        match valid {
            Some((session, false)) => Ok(session),
            Some((session, true)) => Ok(self.renewed(dispatch, options, deadline).await.unwrap_or(session)),
            None => {
                let made = timeout_at(deadline, self.made(dispatch, options, failures));
                made.await.unwrap_or_else(|_| Err(Error::too_late(options.timeout)))
            }
        }
    }

    /// A new session, unless another call is at it already, or it fails: then the old one serves on.
    async fn renewed(&self, dispatch: &Dispatch, options: &Options, deadline: Instant) -> Option<Arc<Session>> {
        let _making = self.making.try_lock().ok()?;
        if let Some((session, false)) = self.cache().valid() {
            return Some(session);
        }
        // Whoever waits here must have time left for the call itself.
        let patience = PATIENCE.min(deadline.saturating_duration_since(Instant::now()) / 4);
        let made = timeout(patience, self.make(dispatch, options)).await;
        match made.unwrap_or_else(|_| Err(Error::too_late(patience))) {
            Ok(session) => {
                self.cache().put(&session);
                Some(session)
            }
            Err(error) => {
                telemetry::not_renewed(&error);
                self.cache().renew_at = Some(Instant::now() + PAUSE + jitter(PAUSE));
                None
            }
        }
    }

    /// A session from this call or from one that was at it already. Those who waited for one that
    /// failed fail with it: a service in trouble is not asked by each of them anew.
    async fn made(&self, dispatch: &Dispatch, options: &Options, failures: u64) -> Result<Arc<Session>> {
        let _making = self.making.lock().await;
        {
            let cache = self.cache();
            if let Some((session, _)) = cache.valid() {
                return Ok(session);
            }
            if let Some(error) = cache.failure.as_ref().filter(|_| cache.failures > failures) {
                return Err(error.clone());
            }
        }
        let made = self.make(dispatch, options).await;
        let mut cache = self.cache();
        match made {
            Ok(session) => {
                cache.put(&session);
                Ok(session)
            }
            Err(error) => {
                cache.failures += 1;
                cache.failure = Some(error.clone());
                Err(error)
            }
        }
    }

    /// Forgets a session that the service refused, unless another one has taken its place; tells
    /// whether there can be another one.
    pub(crate) fn refused(&self, session: &Arc<Session>) -> bool {
        if matches!(self.credentials.kind, Kind::AkSk { .. } | Kind::Token(_)) {
            return false;
        }
        let mut cache = self.cache();
        if cache.session.as_ref().is_some_and(|cached| Arc::ptr_eq(cached, session)) {
            cache.session = None;
        }
        true
    }

    /// Makes a session. Boxed, so that no call's future grows by what few of them do.
    fn make<'a>(
        &'a self,
        dispatch: &'a Dispatch,
        options: &'a Options,
    ) -> impl Future<Output = Result<Arc<Session>>> + Send + 'a {
        Box::pin(async move { self.log_in(dispatch, options).await.map(Arc::new) })
    }

    async fn log_in(&self, dispatch: &Dispatch, options: &Options) -> Result<Session> {
        let credentials = provided(&self.credentials).await?;
        let until = |lifetime: Duration| Instant::now().checked_add(lifetime);
        let (identity, mut ends_at, scoped) = match (Identity::of(&credentials.kind)?, &credentials.kind) {
            (Some(identity), _) => (identity, None, None),
            (None, Kind::Account(account)) => {
                let grant = self.iam()?.log_in(dispatch, options, Login::of(&self.project, account)).await?;
                (Identity::Token(grant.token), until(grant.lifetime), grant.project_id)
            }
            (None, _) => return Err(credentials_error("the providers of credentials hand on to no end")),
        };
        if let Some(end) = credentials.expires_at {
            let lifetime = end.duration_since(dispatch.clock.now());
            let lifetime = lifetime.map_err(|_| credentials_error("the credentials have ended already"))?;
            ends_at = until(lifetime);
        }
        let project_id = match (&self.project, scoped) {
            (Project::Id(id), _) => id.clone(),
            (Project::Name(_), Some(id)) => id,
            (Project::Name(name), None) => self.iam()?.project_id(dispatch, options, &identity, name).await?,
        };
        Session::new(identity, project_id, ends_at)
    }

    fn iam(&self) -> Result<&Iam> {
        let unknown =
            "the identity service has to be asked, and where it is is not known; set `region` or `iam_endpoint`";
        self.iam.as_ref().ok_or_else(|| Error::configuration(unknown))
    }
}

/// Credentials that no provider has to be asked for any more.
async fn provided(credentials: &Credentials) -> Result<Credentials> {
    let mut credentials = credentials.clone();
    for _ in 0..HANDS {
        let Kind::Provider(provider) = &credentials.kind else { break };
        let next = provider.provide().await.map_err(|error| match error.downcast::<Error>() {
            Ok(ours) => *ours,
            Err(theirs) => credentials_error("the provider of the credentials failed").with_boxed_source(theirs),
        })?;
        credentials = next;
    }
    match credentials.empty_part() {
        Some(part) => Err(credentials_error(&format!("{part} of the credentials that were provided is empty"))),
        None => Ok(credentials),
    }
}

fn credentials_error(message: &str) -> Error {
    Error::new(ErrorKind::Credentials, message)
}
