//! Temporary keys that the cloud gives to a machine of its own.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use super::{Credentials, CredentialsProvider, Provided};
use crate::call::{Effect, Parameter};
use crate::decode;
use crate::dispatch::{Dispatch, Options};
use crate::error::{Error, ErrorKind, Result};
use crate::record::{self, Place};
use crate::retry::RetryPolicy;
use crate::service::{self, Service};
use crate::transport::{Answer, Connecting, Transport};

const ADDRESS: &str = "http://169.254.169.254";
const TOKEN_PATH: &str = "/meta-data/latest/api/token";
const KEYS_PATH: &str = "/openstack/latest/securitykey";
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-metadata-token");
const LIFETIME_HEADER: HeaderName = HeaderName::from_static("x-metadata-token-ttl-seconds");
service::statuses!(STATUSES {
    429 "Too Many Requests" Wait "It is asked too often.", 500 "Internal Server Error" Report "It failed.",
    502 "Bad Gateway" Report "It is not there.", 503 "Service Unavailable" Report "It is not there.",
    504 "Gateway Timeout" Report "It is too slow.",
});
/// What is known of the metadata service: which of its refusals pass.
static SERVICE: Service = Service {
    request_id: "x-request-id",
    failure: &[],
    statuses: STATUSES,
    clouds: &[],
    project: Parameter::path("project_id"),
    error_codes: &[],
};
/// Taken where the service does not say when the keys expire, or not legibly.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(60 * 60);
/// The service is on the machine's own link: what takes longer is not there.
const OPTIONS: Options = Options {
    timeout: Duration::from_secs(10),
    attempt_timeout: Duration::from_secs(3),
    retries: RetryPolicy::of(3, Duration::from_millis(100), Duration::from_secs(1)),
};

/// The temporary keys of an agency that a machine in the cloud, or a notebook on it, has been given.
///
/// They are fetched from the metadata service of the machine, without any proxy, and anew before they
/// end.
#[derive(Clone, Debug)]
pub struct MetadataProvider {
    address: String,
    /// Where other credentials were looked for before, for the message.
    looked_for: Option<String>,
}

impl Default for MetadataProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl MetadataProvider {
    /// The metadata service where every machine of the cloud has it.
    #[must_use]
    pub fn new() -> Self {
        Self { address: ADDRESS.to_owned(), looked_for: None }
    }

    /// The metadata service at another address, as `http://127.0.0.1:8080`: for tests.
    #[must_use]
    pub fn at(address: impl Into<String>) -> Self {
        Self { address: address.into(), looked_for: None }
    }

    pub(super) fn looked_for(self, looked_for: String) -> Self {
        Self { looked_for: Some(looked_for), ..self }
    }

    async fn fetch(&self) -> Result<Credentials> {
        let transport = Transport::new(Connecting {
            connect_timeout: Duration::from_secs(2),
            is_direct: true,
            ..Connecting::default()
        })?;
        let dispatch = Dispatch::new(&SERVICE, transport);
        let token = self.token(&dispatch).await?;
        let answer = dispatch.send(Effect::Idempotent, &OPTIONS, || {
            let mut request = self.request(Method::GET, KEYS_PATH)?;
            if let Some(token) = &token {
                request.headers_mut().insert(TOKEN_HEADER, token.clone());
            }
            Ok(request)
        });
        let answer = answer.await.map_err(|error| self.unreachable(error))?;
        if answer.status != 200 {
            return Err(Error::new(
                ErrorKind::Credentials,
                format!("the metadata service gives no keys; {}", refusal(&answer)),
            )
            .with_status(answer.status));
        }
        keys(&answer)
    }

    /// A token of the metadata service itself, where it wants one.
    async fn token(&self, dispatch: &Dispatch) -> Result<Option<HeaderValue>> {
        let answer = dispatch.send(Effect::Idempotent, &OPTIONS, || {
            let mut request = self.request(Method::PUT, TOKEN_PATH)?;
            request.headers_mut().insert(LIFETIME_HEADER, HeaderValue::from_static("21600"));
            Ok(request)
        });
        let answer = answer.await.map_err(|error| self.unreachable(error))?;
        // Machines of older kinds have no tokens, and want none.
        let token = (answer.status == 200).then(|| HeaderValue::from_bytes(answer.body.trim_ascii()).ok()).flatten();
        Ok(token.map(|mut token| {
            token.set_sensitive(true);
            token
        }))
    }

    /// Most who come here are not on a machine of the cloud at all.
    fn unreachable(&self, error: Error) -> Error {
        let place = &self.address;
        let message = match &self.looked_for {
            Some(looked_for) => format!(
                "no credentials found: looked for {looked_for}; and for the metadata service of a machine in the cloud at \
                 {place}, which does not respond. Set the variables of one of them, or give the client `credentials`"
            ),
            None => format!(
                "no credentials found: the metadata service of a machine in the cloud at {place} does not respond. \
                 Outside of the cloud, give the client other `credentials`, or set the variables {}",
                super::environment::LOOKED_FOR
            ),
        };
        Error::new(ErrorKind::Credentials, message).with_source(error)
    }

    fn request(&self, method: Method, path: &str) -> Result<Request> {
        let url = Url::parse(&format!("{}{path}", self.address.trim_end_matches('/')))
            .map_err(|error| Error::configuration("the metadata service has no address").with_source(error))?;
        Ok(Request::new(method, url))
    }
}

impl CredentialsProvider for MetadataProvider {
    fn provide(&self) -> Provided<'_> {
        Box::pin(async { self.fetch().await.map_err(Into::into) })
    }
}

#[derive(Default)]
struct Answered {
    credential: Keys,
}
record::fields!(Answered { 0 credential });

#[derive(Default)]
struct Keys {
    access: String,
    secret: String,
    security_token: String,
    expires_at: Option<String>,
}
record::fields!(Keys {
    0 access, 1 secret, 2 security_token = "securitytoken", 3 expires_at optional,
});

fn keys(answer: &Answer) -> Result<Credentials> {
    let mut answered = Answered::default();
    let wrong = |what: &str| {
        let message = format!("the metadata service answers with something else than keys: {what}");
        Error::new(ErrorKind::Credentials, message)
    };
    decode::answer(&answer.body, answered.slot(), &mut decode::Failure::default())
        .map_err(|error| wrong(&error.message))?;
    let Keys { access, secret, security_token, expires_at } = answered.credential;
    let expires_at = expires_at.and_then(|time| humantime::parse_rfc3339(&time).ok());
    let expires_at = expires_at.unwrap_or_else(|| SystemTime::now() + UNKNOWN_LIFETIME);
    Ok(Credentials::temporary_ak_sk(access, secret, security_token).expires_at(expires_at))
}

fn refusal(answer: &Answer) -> String {
    match answer.status {
        401 | 404 => "the machine has no agency: give it one in the console of the cloud".to_owned(),
        status => format!("its status is {status}"),
    }
}
