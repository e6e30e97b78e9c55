//! The identity service (IAM): logins, and the IDs of projects.

mod response;

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderValue;

use self::response::{DEFAULT_LIFETIME, IamResponse, NamedProject, Token};
use crate::auth::account::Account;
use crate::auth::identity::Identity;
use crate::auth::login_body::login_body;
use crate::auth::project::Project;
use crate::auth::request::{Caller, UnsignedRequest};
use crate::error::{Error, ErrorKind, Result};
use crate::service::Service;
use crate::service::operation::Idempotency;
use crate::transport::call_options::Options;
use crate::transport::clock::{CallClock, Clock};
use crate::transport::dispatch::Dispatch;
use crate::transport::endpoint::Endpoint;
use crate::transport::header::token_header;
use crate::transport::percent::append_pair;
use crate::transport::response::Response;
use crate::transport::retry_policy::RetryPolicy;
use crate::value::failure_body;
use crate::value::secret::Secret;

const LOGIN: &str = "/v3/auth/tokens";
const PROJECTS: &str = "/v3/projects";
/// The projects of a token's user, who need not be allowed to list all.
const OWN_PROJECTS: &str = "/v3/auth/projects";
const TOKEN_HEADER: &str = "X-Subject-Token";

/// The identity service.
#[derive(Debug)]
pub(crate) struct Iam {
    endpoint: Endpoint,
    /// A separate clock: that of the other service may be wrong, and must not make a login fail.
    clock: Clock,
}

/// The result of a login.
pub(crate) struct Grant {
    pub(crate) token: HeaderValue,
    pub(crate) lifetime: Duration,
    /// The ID of the project of the token.
    pub(crate) project_id: Option<String>,
}

impl Iam {
    /// Returns whether the identity service is on this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        self.endpoint.is_loopback()
    }

    pub(crate) fn new(endpoint: Endpoint) -> Self {
        Self { endpoint, clock: Clock::default() }
    }

    /// Requests a token for an account.
    pub(crate) async fn log_in(
        &self,
        dispatch: &Dispatch,
        options: &Options,
        project: &Project,
        account: &Account,
    ) -> Result<Grant> {
        let body = Bytes::from(login_body(account, project).to_string());
        let request = UnsignedRequest { body, ..UnsignedRequest::new("POST", LOGIN) };
        let response = self.send(dispatch, options, &request, None).await?;
        let decoded = IamResponse::decode(&response.body);
        match response.header(TOKEN_HEADER) {
            Some(value) if !value.is_empty() => {
                let token = Secret::from(value);
                dispatch.transport.secrets.add(&token);
                Ok(Grant {
                    token: token_header(&token)?,
                    lifetime: decoded.token.as_ref().map_or(DEFAULT_LIFETIME, Token::lifetime),
                    project_id: decoded.token.and_then(|token| token.project).map(|project| project.id),
                })
            }
            _ => Err(Error::new(
                ErrorKind::Authentication,
                format!("the response of the identity service has no header `{TOKEN_HEADER}`; check `iam_endpoint`"),
            )),
        }
    }

    /// Returns the ID of a project with a name.
    pub(crate) async fn project_id(
        &self,
        dispatch: &Dispatch,
        options: &Options,
        identity: &Identity,
        name: &str,
    ) -> Result<String> {
        let mut request = UnsignedRequest::new("GET", PROJECTS);
        match identity {
            Identity::Key { .. } => append_pair(&mut request.query, "name", name),
            Identity::Token(_) => request.path = OWN_PROJECTS.to_owned(),
        }
        let response = self.send(dispatch, options, &request, Some(identity)).await?;
        let mut found = IamResponse::decode(&response.body).projects;
        found.retain(|project| project.name == name);
        match <[NamedProject; 1]>::try_from(found) {
            Ok([project]) => Ok(project.id),
            Err(found) => {
                let message = match found.as_slice() {
                    [] => format!("unknown project `{name}`: the identity service does not list it; set `project_id`"),
                    _ => format!("ambiguous project `{name}`: the identity service lists several; set `project_id`"),
                };
                Err(Error::new(ErrorKind::Authentication, message))
            }
        }
    }

    /// Sends a request once, and again if it was rejected because of a wrong clock. The waiting call decides on other
    /// attempts.
    async fn send(
        &self,
        dispatch: &Dispatch,
        options: &Options,
        unsigned: &UnsignedRequest<'_>,
        identity: Option<&Identity>,
    ) -> Result<Response> {
        let options = Options { retry_policy: RetryPolicy::never(), ..*options };
        let caller = identity.map(|identity| Caller { identity, project: None });
        let mut clock = CallClock::new(&self.clock);
        loop {
            let now = clock.now();
            let request = || self.endpoint.request(unsigned, caller, now);
            let response = dispatch.send(Idempotency::Idempotent, &options, request).await?;
            if response.is_success() {
                clock.accepted();
                return Ok(response);
            }
            if identity.is_some_and(Identity::is_signed) && clock.correct(now, &response) {
                continue;
            }
            return Err(rejection(dispatch.service, &response).without_secrets(&dispatch.transport.secrets));
        }
    }
}

/// Returns the error of a rejected request. The identity service reports it as OpenStack does, or a gateway in front of
/// it does.
fn rejection(service: &'static Service, response: &Response) -> Error {
    let error = match IamResponse::decode(&response.body).error {
        Some(response::Rejection { message }) => Error::rejected(service, response.status).with_message(message),
        None => Error::rejected_with(
            service,
            response.status,
            failure_body::read(service.failure, service.failure_object, &response.body).unwrap_or_default(),
        ),
    };
    error.with_kind(ErrorKind::Authentication).with_response(service, response)
}
