//! Tokens of the identity service (IAM): fetched once, kept, fetched anew before they end.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderValue;
use reqwest::{Method, Request, Url};
use serde_json::json;
use tokio::sync::Mutex;

use crate::client::header_value;
use crate::credentials::Account;
use crate::decode;
use crate::error::{Error, ErrorKind, Result};
use crate::record::{self, Place};
use crate::transport::{Answer, Transport};

const PATH: &str = "v3/auth/tokens";
const TOKEN_HEADER: &str = "X-Subject-Token";
/// Taken where the service does not say when a token ends. It is less than the documents
/// promise; the service's own 401 leads to a new token all the same.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(60 * 60);
/// A token is renewed this long before it ends, or when nine tenths of its time are over.
const MARGIN: Duration = Duration::from_secs(5 * 60);

/// Fetches tokens for one account and project.
#[derive(Debug)]
pub(crate) struct TokenSource {
    address: Url,
    account: Account,
    project_id: String,
    /// Locked while a token is fetched: callers that come meanwhile wait for that one.
    cache: Mutex<Option<Arc<Token>>>,
}

/// A token.
#[derive(Debug)]
pub(crate) struct Token {
    pub(crate) header: HeaderValue,
    renew_at: SystemTime,
}

impl TokenSource {
    pub(crate) fn new(iam: &Url, account: Account, project_id: String) -> Result<Self> {
        let address = format!("{}/{PATH}", iam.as_str().trim_end_matches('/'));
        let address = Url::parse(&address)
            .map_err(|error| Error::configuration("the endpoint of IAM is not an address").with_source(error))?;
        Ok(Self { address, account, project_id, cache: Mutex::new(None) })
    }

    /// A token that holds for a while yet.
    pub(crate) async fn token(&self, transport: &Transport) -> Result<Arc<Token>> {
        let mut cache = self.cache.lock().await;
        if let Some(token) = cache.as_ref().filter(|token| SystemTime::now() < token.renew_at) {
            return Ok(Arc::clone(token));
        }
        let token = Arc::new(self.fetch(transport).await?);
        *cache = Some(Arc::clone(&token));
        Ok(token)
    }

    /// Forgets a token that the service refused, unless another one has taken its place.
    pub(crate) async fn refused(&self, token: &Arc<Token>) {
        let mut cache = self.cache.lock().await;
        if cache.as_ref().is_some_and(|cached| Arc::ptr_eq(cached, token)) {
            *cache = None;
        }
    }

    async fn fetch(&self, transport: &Transport) -> Result<Token> {
        let Account { domain, user, password } = &self.account;
        let body = json!({
            "auth": {
                "identity": {
                    "methods": ["password"],
                    "password": {
                        "user": { "name": user, "password": password.0, "domain": { "name": domain } },
                    },
                },
                "scope": { "project": { "id": self.project_id } },
            },
        });
        let mut request = Request::new(Method::POST, self.address.clone());
        request.headers_mut().insert(reqwest::header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        *request.body_mut() = Some(body.to_string().into());
        let answer = transport.send(request).await?;
        if !(200..300).contains(&answer.status) {
            return Err(refusal(&answer));
        }
        match answer.header(TOKEN_HEADER) {
            Some(value) if !value.is_empty() => {
                Ok(Token { header: header_value(value)?, renew_at: renew_at(&answer.body) })
            }
            _ => Err(Error::new(
                ErrorKind::Authentication,
                format!("the identity service answered without the header `{TOKEN_HEADER}`; is its endpoint right?"),
            )),
        }
    }
}

/// What the identity service says: of a token, or of what is wrong.
#[derive(Default)]
struct Said {
    token: Option<Grant>,
    error: Option<Refusal>,
}
record::fields!(Said { 0 token = "token" optional, 1 error = "error" optional });

#[derive(Default)]
struct Grant {
    expires_at: String,
}
record::fields!(Grant { 0 expires_at = "expires_at" });

#[derive(Default)]
struct Refusal {
    message: String,
}
record::fields!(Refusal { 0 message = "message" });

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

/// When to fetch the next token, by what the service says of this one.
fn renew_at(body: &[u8]) -> SystemTime {
    let now = SystemTime::now();
    let lifetime = match Said::read(body).token {
        Some(Grant { expires_at }) => humantime::parse_rfc3339(&expires_at)
            .ok()
            .and_then(|expires_at| expires_at.duration_since(now).ok())
            .unwrap_or_default(),
        None => UNKNOWN_LIFETIME,
    };
    now + (lifetime - MARGIN.min(lifetime / 10))
}

/// The identity service words its failures as OpenStack does, or as the gateway before it does.
fn refusal(answer: &Answer) -> Error {
    let error = match Said::read(&answer.body).error {
        Some(Refusal { message }) => Error::new(ErrorKind::Authentication, message).with_status(answer.status),
        None => Error::service(answer.status, decode::failure(&answer.body).unwrap_or_default()),
    };
    let request_id = answer.header(crate::service::REQUEST_ID).map(str::to_owned);
    error.with_kind(ErrorKind::Authentication).with_request_id(request_id)
}
