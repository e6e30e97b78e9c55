//! Makes sessions: asks the provider of the credentials, logs in, and looks the project up.

use std::cell::Cell;
use std::error::Error as StdError;
use std::future::poll_fn;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::call::Effect;
use crate::credentials::{Credentials, CredentialsProvider, Kind};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Shared;
use crate::iam::{self, Iam};
use crate::session::{Identity, Project, Session, Sessions};

/// Providers may give other providers; so many are followed.
const MAX_PROVIDER_DEPTH: usize = 8;
/// How long a login is not tried again after the identity service refused the credentials. It locks
/// accounts after a few wrong passwords.
const REFUSED: Duration = Duration::from_secs(5 * 60);
/// How long nothing is tried again after another failure that is final.
const FAILED: Duration = Duration::from_secs(30);
/// How long credentials serve that have expired by this machine's clock: it may be wrong, and the
/// service decides.
const EXPIRED: Duration = Duration::from_secs(60);

/// Why there is no session.
pub(crate) enum Failed {
    /// Another attempt may succeed.
    Passing(Error),
    /// Another attempt fails, too. None is made for this long.
    Final(Error, Duration),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let is_refusal = error.kind() == ErrorKind::Authentication && matches!(error.status(), Some(401 | 403));
        match (error.allows_another(Effect::Idempotent), is_refusal) {
            (true, _) => Self::Passing(error),
            (false, true) => Self::Final(error, REFUSED),
            (false, false) => Self::Final(error, FAILED),
        }
    }
}

/// A session in the making. What has been found out is kept for the next attempt.
#[derive(Default)]
pub(crate) struct Login {
    credentials: Option<Credentials>,
    proof: Option<Proof>,
}

/// An identity, until when it is valid, and the ID of the project that it is for.
struct Proof {
    identity: Identity,
    ends_at: Option<Instant>,
    project_id: Option<String>,
}

impl Login {
    /// Makes a session. What has succeeded is not done again by the next attempt.
    pub(crate) async fn attempt(&mut self, shared: &Shared) -> std::result::Result<Session, Failed> {
        let sessions = &shared.sessions;
        let credentials = match &self.credentials {
            Some(credentials) => credentials,
            None => self.credentials.insert(resolve(sessions).await?),
        };
        shared.dispatch.transport.secrets.add_credentials(credentials);
        let proof = match self.proof.take() {
            Some(proof) => proof,
            None => prove(shared, credentials).await?,
        };
        let project_id = match (&sessions.project, &proof.project_id) {
            (Project::Id(id), _) | (Project::Name(_), Some(id)) => Ok(id.clone()),
            (Project::Name(name), None) => project_id(shared, &proof.identity, name).await,
        };
        match project_id {
            Ok(project_id) => Ok(Session::new(proof.identity, project_id, proof.ends_at)?),
            Err(error) => {
                self.proof = Some(proof);
                Err(error.into())
            }
        }
    }
}

async fn project_id(shared: &Shared, identity: &Identity, name: &str) -> Result<String> {
    iam(&shared.sessions)?.project_id(shared, identity, name).await
}

/// Makes an identity of credentials.
async fn prove(shared: &Shared, credentials: &Credentials) -> Result<Proof> {
    let until = |lifetime: Duration| Instant::now().checked_add(lifetime);
    let mut proof = match (Identity::of(&credentials.kind)?, &credentials.kind) {
        (Some(identity), _) => Proof { identity, ends_at: None, project_id: None },
        (None, Kind::Account(account)) => {
            let Shared { sessions, .. } = shared;
            let grant = iam(sessions)?.log_in(shared, iam::Login::of(&sessions.project, account)).await?;
            let identity = Identity::Token(grant.token);
            Proof { identity, ends_at: until(grant.lifetime), project_id: grant.project_id }
        }
        (None, _) => return Err(credentials_error("the providers of credentials are chained too deeply")),
    };
    if let Some(end) = credentials.expires_at {
        // By this machine's clock: what the service says of its own concerns signatures only.
        proof.ends_at = until(end.duration_since(SystemTime::now()).unwrap_or(EXPIRED));
    }
    Ok(proof)
}

fn iam(sessions: &Sessions) -> Result<&Iam> {
    let unknown = "the identity service has to be asked, and its address is unknown; set `region` or `iam_endpoint`";
    sessions.iam.as_ref().ok_or_else(|| Error::configuration(unknown))
}

/// Credentials that no provider has to be asked for any more.
async fn resolve(sessions: &Sessions) -> std::result::Result<Credentials, Failed> {
    let mut credentials = sessions.credentials.clone();
    for _ in 0..MAX_PROVIDER_DEPTH {
        let Kind::Provider(provider) = &credentials.kind else { break };
        let next = provide(&**provider, sessions).await.map_err(|error| match error.downcast::<Error>() {
            Ok(ours) => Failed::from(*ours),
            // Only the provider knows what will help: it is asked again by the next call.
            Err(theirs) => {
                let error = credentials_error("the provider of the credentials failed").with_boxed_source(theirs);
                Failed::Final(error, Duration::ZERO)
            }
        })?;
        credentials = next;
    }
    match credentials.problem() {
        Some(problem) => {
            let message = format!("invalid credentials from the provider: {problem}");
            Err(Failed::Final(credentials_error(&message), Duration::ZERO))
        }
        None => Ok(credentials),
    }
}

thread_local! {
    /// The sessions whose provider runs on this thread.
    static PROVIDING_FOR: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Asks a provider. While it runs, calls of the client that waits for it fail: they would wait for
/// each other.
async fn provide(
    provider: &dyn CredentialsProvider,
    sessions: &Sessions,
) -> std::result::Result<Credentials, Box<dyn StdError + Send + Sync>> {
    let mut provided = None;
    poll_fn(|context| {
        let _providing = Providing::begin(sessions);
        provided.get_or_insert_with(|| provider.provide()).as_mut().poll(context)
    })
    .await
}

/// Marks the thread, until it is dropped.
struct Providing(Option<usize>);

impl Providing {
    fn begin(sessions: &Sessions) -> Self {
        Self(PROVIDING_FOR.replace(Some(address(sessions))))
    }
}

impl Drop for Providing {
    fn drop(&mut self) {
        PROVIDING_FOR.set(self.0);
    }
}

fn address(sessions: &Sessions) -> usize {
    std::ptr::from_ref(sessions).addr()
}

/// Fails in a provider of credentials that calls the client that waits for it.
pub(crate) fn check_caller(sessions: &Sessions) -> Result<()> {
    match PROVIDING_FOR.get() {
        Some(waiting) if waiting == address(sessions) => Err(Error::configuration(
            "the provider of the credentials calls the client that waits for them; give the provider another client",
        )),
        _ => Ok(()),
    }
}

pub(crate) fn credentials_error(message: &str) -> Error {
    Error::new(ErrorKind::Credentials, message)
}
