//! The identity service (IAM): logins, and the IDs of projects.

use std::time::{Duration, SystemTime};

use bytes::Bytes;
use reqwest::header::HeaderValue;
use serde_json::Value;

use crate::call::{Effect, Outgoing};
use crate::clock::Clock;
use crate::credentials::Account;
use crate::decode;
use crate::dispatch::Options;
use crate::endpoint::{Caller, Endpoint, token_header};
use crate::error::{Error, ErrorKind, Result};
use crate::handle::Shared;
use crate::record::{self, Place};
use crate::retry::RetryPolicy;
use crate::secret::Secret;
use crate::service::Service;
use crate::session::{Identity, Project};
use crate::signing;
use crate::transport::Answer;

const LOGIN: &str = "/v3/auth/tokens";
const PROJECTS: &str = "/v3/projects";
/// The projects of whoever has a token; a user need not be allowed to list all.
const OWN_PROJECTS: &str = "/v3/auth/projects";
const TOKEN_HEADER: &str = "X-Subject-Token";
/// Taken where the service does not say when a token expires. It is less than the documents promise; a
/// token that expires earlier is replaced after the service's 401.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// The identity service.
#[derive(Debug)]
pub(crate) struct Iam {
    endpoint: Endpoint,
    /// Its own: another service, which may be wrong, must not keep a login from succeeding.
    clock: Clock,
}

/// The body of a login.
pub(crate) struct Login(Value);

impl Login {
    pub(crate) fn of(project: &Project, account: &Account) -> Self {
        Self(account.login(project))
    }
}

/// What a login gives.
pub(crate) struct Grant {
    pub(crate) token: HeaderValue,
    pub(crate) lifetime: Duration,
    /// ID of the project that the token is for.
    pub(crate) project_id: Option<String>,
}

impl Iam {
    /// Whether the identity service is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.endpoint.is_loopback()
    }

    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, clock: Clock::default() }
    }

    /// A token for an account.
    pub(crate) async fn log_in(&self, shared: &Shared, login: Login) -> Result<Grant> {
        let outgoing = Outgoing { body: Bytes::from(login.0.to_string()), ..Outgoing::new("POST", LOGIN) };
        let answer = self.answer(shared, &outgoing, None).await?;
        let said = Said::read(&answer.body);
        match answer.header(TOKEN_HEADER) {
            Some(value) if !value.is_empty() => {
                let token = Secret::from(value);
                shared.dispatch.transport.secrets.add(&token);
                Ok(Grant {
                    token: token_header(&token)?,
                    lifetime: said.token.as_ref().map_or(UNKNOWN_LIFETIME, Token::lifetime),
                    project_id: said.token.and_then(|token| token.project).map(|project| project.id),
                })
            }
            _ => Err(Error::new(
                ErrorKind::Authentication,
                format!("the identity service answered without the header `{TOKEN_HEADER}`; is its endpoint right?"),
            )),
        }
    }

    /// The ID of a project, by its name.
    pub(crate) async fn project_id(&self, shared: &Shared, identity: &Identity, name: &str) -> Result<String> {
        let mut outgoing = Outgoing::new("GET", PROJECTS);
        match identity {
            Identity::Key { .. } => signing::append_pair(&mut outgoing.query, "name", name),
            Identity::Token(_) => outgoing.path = OWN_PROJECTS.to_owned(),
        }
        let answer = self.answer(shared, &outgoing, Some(identity)).await?;
        let mut found = Said::read(&answer.body).projects;
        found.retain(|project| project.name == name);
        match <[Named; 1]>::try_from(found) {
            Ok([project]) => Ok(project.id),
            Err(found) => {
                let why = if found.is_empty() { "knows no project" } else { "knows several projects" };
                let message = format!("the identity service {why} `{name}`; set `project_id`");
                Err(Error::new(ErrorKind::Authentication, message))
            }
        }
    }

    /// Sends a request once; once more if it was refused because of a wrong clock. Whoever waits for the
    /// session decides on other attempts.
    async fn answer(&self, shared: &Shared, outgoing: &Outgoing<'_>, identity: Option<&Identity>) -> Result<Answer> {
        let Shared { dispatch, options, .. } = shared;
        let options = Options { retries: RetryPolicy::never(), ..*options };
        let caller = identity.map(|identity| Caller { identity, project: None });
        let mut correction = None;
        loop {
            let now = self.clock.now(correction);
            let request = || self.endpoint.request(outgoing, caller, now);
            let answer = dispatch.send(Effect::Idempotent, &options, request).await?;
            if answer.is_success() {
                correction.into_iter().for_each(|correction| self.clock.keep(correction));
                return Ok(answer);
            }
            if correction.is_none() && identity.is_some_and(Identity::is_signed) {
                correction = self.clock.correction(now, &answer);
                if correction.is_some() {
                    continue;
                }
            }
            return Err(refusal(dispatch.service, &answer).without_secrets(&dispatch.transport.secrets));
        }
    }
}

/// What the identity service says: of a token, of projects, or of what is wrong.
#[derive(Default)]
struct Said {
    token: Option<Token>,
    projects: Vec<Named>,
    error: Option<Refusal>,
}
record::fields!(Said { 0 token optional, 1 projects optional, 2 error optional });

struct Token {
    issued_at: Option<String>,
    expires_at: Option<String>,
    project: Option<Named>,
}
record::fields!(Token {
    0 issued_at optional, 1 expires_at optional, 2 project optional,
});

struct Named {
    id: String,
    name: String,
}
record::fields!(Named { 0 id, 1 name optional });

struct Refusal {
    message: String,
}
record::fields!(Refusal { 0 message });

impl Token {
    /// How long it is valid, by the service's own clock where it says when it was issued. A time that
    /// cannot be read, or that is over already, says nothing.
    fn lifetime(&self) -> Duration {
        let time = |text: &Option<String>| humantime::parse_rfc3339(text.as_deref()?).ok();
        let begin = time(&self.issued_at).unwrap_or_else(SystemTime::now);
        let lifetime = time(&self.expires_at).and_then(|end| end.duration_since(begin).ok());
        lifetime.filter(|lifetime| !lifetime.is_zero()).unwrap_or(UNKNOWN_LIFETIME)
    }
}

impl Said {
    /// Nothing, if the body is not what the documents describe.
    fn read(body: &[u8]) -> Self {
        let mut said = Self::default();
        match decode::answer(body, said.slot(), &mut decode::Failure::default()) {
            Ok(()) => said,
            Err(_) => Self::default(),
        }
    }
}

/// The identity service words its failures as OpenStack does, or as the gateway before it does.
fn refusal(service: &'static Service, answer: &Answer) -> Error {
    let error = match Said::read(&answer.body).error {
        Some(Refusal { message }) => Error::refused(service, answer.status).with_message(message),
        None => Error::service(service, answer.status, decode::failure(service, &answer.body).unwrap_or_default()),
    };
    error.with_kind(ErrorKind::Authentication).with_answer(service, answer)
}
