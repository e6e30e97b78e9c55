//! Logs in: calls the provider of the credentials, requests a token, and looks up the project.

use std::cell::Cell;
use std::error::Error as StdError;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::time::Instant;

use crate::auth::credentials::{Credentials, CredentialsKind, CredentialsProvider};
use crate::auth::iam::Iam;
use crate::auth::identity::Identity;
use crate::auth::project::Project;
use crate::auth::session::Session;
use crate::error::{Error, ErrorKind, Result};
use crate::service::operation::Idempotency;
use crate::transport::call_options::Options;
use crate::transport::dispatch::Dispatch;

/// Providers may return other providers, up to this depth.
const MAX_PROVIDER_DEPTH: usize = 8;
/// How long a login is not repeated after the identity service rejected the credentials. It locks accounts after a few
/// wrong passwords.
const REJECTED: Duration = Duration::from_secs(5 * 60);
/// How long nothing is repeated after another permanent failure.
const FAILED: Duration = Duration::from_secs(30);
/// How long credentials are used that have expired by this machine's clock: it may be wrong, and the service decides.
const EXPIRED: Duration = Duration::from_secs(60);

/// What a login needs.
#[derive(Debug)]
pub(super) struct LoginContext {
    pub(super) credentials: Credentials,
    pub(super) project: Project,
    /// `None` if the identity service is not needed.
    pub(super) iam: Option<Iam>,
    pub(super) dispatch: Arc<Dispatch>,
    /// The options of logins, whichever call waits for them.
    pub(super) options: Options,
}

/// Why there is no session.
pub(super) enum LoginError {
    /// Another attempt may succeed.
    Transient(Error),
    /// Another attempt would fail, too. None is made for this long.
    Permanent(Error, Duration),
}

impl From<Error> for LoginError {
    fn from(error: Error) -> Self {
        let is_rejection = error.kind() == ErrorKind::Authentication && matches!(error.status(), Some(401 | 403));
        match (error.allows_retry(Idempotency::Idempotent), is_rejection) {
            (true, _) => Self::Transient(error),
            (false, true) => Self::Permanent(error, REJECTED),
            (false, false) => Self::Permanent(error, FAILED),
        }
    }
}

/// A login in progress. The results of its steps are kept for the next attempt.
#[derive(Default)]
pub(super) struct Login {
    credentials: Option<Credentials>,
    authenticated: Option<Authenticated>,
}

/// An identity, when it expires, and the ID of its project.
struct Authenticated {
    identity: Identity,
    ends_at: Option<Instant>,
    project_id: Option<String>,
}

impl Login {
    /// Makes a session. The next attempt does not repeat steps that succeeded.
    pub(super) async fn attempt(&mut self, context: &LoginContext) -> std::result::Result<Session, LoginError> {
        let credentials = match &self.credentials {
            Some(credentials) => credentials,
            None => self.credentials.insert(resolve(context).await?),
        };
        credentials.add_secrets_to(&context.dispatch.transport.secrets);
        let authenticated = match self.authenticated.take() {
            Some(authenticated) => authenticated,
            None => prove(context, credentials).await?,
        };
        let project_id = match (&context.project, &authenticated.project_id) {
            (Project::Id(id), _) | (Project::Name(_), Some(id)) => Ok(id.clone()),
            (Project::Unset, _) => Ok(String::new()),
            (Project::Name(name), None) => project_id(context, &authenticated.identity, name).await,
        };
        match project_id {
            Ok(project_id) => Ok(Session::new(authenticated.identity, project_id, authenticated.ends_at)?),
            Err(error) => {
                self.authenticated = Some(authenticated);
                Err(error.into())
            }
        }
    }
}

async fn project_id(context: &LoginContext, identity: &Identity, name: &str) -> Result<String> {
    iam(context)?.project_id(&context.dispatch, &context.options, identity, name).await
}

/// Returns the identity for credentials.
async fn prove(context: &LoginContext, credentials: &Credentials) -> Result<Authenticated> {
    let until = |lifetime: Duration| Instant::now().checked_add(lifetime);
    let mut authenticated = match (Identity::of(&credentials.kind)?, &credentials.kind) {
        (Some(identity), _) => Authenticated { identity, ends_at: None, project_id: None },
        (None, CredentialsKind::Account(account)) => {
            let grant = iam(context)?.log_in(&context.dispatch, &context.options, &context.project, account).await?;
            let identity = Identity::Token(grant.token);
            Authenticated { identity, ends_at: until(grant.lifetime), project_id: grant.project_id }
        }
        (None, _) => return Err(credentials_error("the providers of credentials are chained too deeply")),
    };
    if let Some(end) = credentials.expires_at {
        // By this machine's clock: the service's clock only concerns signatures.
        authenticated.ends_at = until(end.duration_since(SystemTime::now()).unwrap_or(EXPIRED));
    }
    Ok(authenticated)
}

fn iam(context: &LoginContext) -> Result<&Iam> {
    let unknown = "the address of the identity service is unknown; set `region` or `iam_endpoint`";
    context.iam.as_ref().ok_or_else(|| Error::configuration(unknown))
}

/// Returns credentials, after calling the providers.
async fn resolve(context: &LoginContext) -> std::result::Result<Credentials, LoginError> {
    let mut credentials = context.credentials.clone();
    for _ in 0..MAX_PROVIDER_DEPTH {
        let CredentialsKind::Provider(provider) = &credentials.kind else { break };
        let next = provide(&**provider, context).await.map_err(|error| match error.downcast::<Error>() {
            Ok(ours) => LoginError::from(*ours),
            // Only the provider knows what helps: the next call asks it again.
            Err(theirs) => {
                let error = credentials_error("the provider of the credentials failed").with_boxed_source(theirs);
                LoginError::Permanent(error, Duration::ZERO)
            }
        })?;
        credentials = next;
    }
    match credentials.problem() {
        Some(problem) => {
            let message = format!("invalid credentials from the provider: {problem}");
            Err(LoginError::Permanent(credentials_error(&message), Duration::ZERO))
        }
        None => Ok(credentials),
    }
}

thread_local! {
    /// The login whose provider runs on this thread.
    static PROVIDING_FOR: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Calls a provider. Calls of the client that waits for it fail meanwhile: they would wait for each other.
async fn provide(
    provider: &dyn CredentialsProvider,
    context: &LoginContext,
) -> std::result::Result<Credentials, Box<dyn StdError + Send + Sync>> {
    let mut provided = None;
    poll_fn(|task| {
        let _providing = Providing::begin(context);
        provided.get_or_insert_with(|| provider.provide()).as_mut().poll(task)
    })
    .await
}

/// Marks the thread, until it is dropped.
struct Providing(Option<usize>);

impl Providing {
    fn begin(context: &LoginContext) -> Self {
        Self(PROVIDING_FOR.replace(Some(address(context))))
    }
}

impl Drop for Providing {
    fn drop(&mut self) {
        PROVIDING_FOR.set(self.0);
    }
}

fn address(context: &LoginContext) -> usize {
    std::ptr::from_ref(context).addr()
}

/// Fails if a provider of credentials calls the client that waits for it.
pub(super) fn check_caller(context: &LoginContext) -> Result<()> {
    match PROVIDING_FOR.get() {
        Some(waiting) if waiting == address(context) => Err(Error::configuration(
            "the provider of the credentials calls the client that waits for them; give the provider another client",
        )),
        _ => Ok(()),
    }
}

pub(super) fn credentials_error(message: &str) -> Error {
    Error::new(ErrorKind::Credentials, message)
}
