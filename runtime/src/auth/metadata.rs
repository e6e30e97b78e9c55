//! Temporary keys of the machine, from the cloud's metadata service.

mod keys;

use std::time::Duration;

use reqwest::header::{HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use crate::auth::credentials::{Credentials, CredentialsFuture, CredentialsProvider};
use crate::auth::variables::LOOKED_FOR;
use crate::error::{Error, ErrorKind, Result};
use crate::service::Service;
use crate::service::operation::Idempotency;
use crate::service::status::statuses;
use crate::transport::call_options::Options;
use crate::transport::connection::ConnectionSettings;
use crate::transport::dispatch::Dispatch;
use crate::transport::http::Transport;
use crate::transport::response::Response;
use crate::transport::retry_policy::RetryPolicy;

const ADDRESS: &str = "http://169.254.169.254";
const TOKEN_PATH: &str = "/meta-data/latest/api/token";
const KEYS_PATH: &str = "/openstack/latest/securitykey";
const TOKEN_HEADER: HeaderName = HeaderName::from_static("x-metadata-token");
const LIFETIME_HEADER: HeaderName = HeaderName::from_static("x-metadata-token-ttl-seconds");
statuses!(STATUSES {
    429 "Too Many Requests" Wait "It received too many requests.", 500 "Internal Server Error" Report "It failed.",
    502 "Bad Gateway" Report "It is not available.", 503 "Service Unavailable" Report "It is not available.",
    504 "Gateway Timeout" Report "It did not respond in time.",
});
/// Describes the metadata service: which of its statuses are transient.
static SERVICE: Service = Service::of_statuses("metadata", STATUSES);
/// The service is on the machine's own link: slower responses never come.
const OPTIONS: Options = Options {
    timeout: Duration::from_secs(10),
    attempt_timeout: Duration::from_secs(3),
    retry_policy: RetryPolicy::of(3, Duration::from_millis(100), Duration::from_secs(1)),
};

/// Provides the temporary keys of the agency of a machine in the cloud, or of a notebook on it.
///
/// They are requested from the metadata service of the machine, without a proxy, and again before they expire.
#[derive(Clone, Debug)]
pub struct MetadataProvider {
    address: String,
    /// Where credentials were looked for before, for the message.
    looked_for: Option<String>,
}

impl Default for MetadataProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl MetadataProvider {
    /// Creates a provider for the usual address of the metadata service.
    #[must_use]
    pub fn new() -> Self {
        Self { address: ADDRESS.to_owned(), looked_for: None }
    }

    /// Creates a provider for another address, as in `http://127.0.0.1:8080`: for tests.
    #[must_use]
    pub fn with_endpoint(address: impl Into<String>) -> Self {
        Self { address: address.into(), looked_for: None }
    }

    pub(super) fn looked_for(self, looked_for: String) -> Self {
        Self { looked_for: Some(looked_for), ..self }
    }

    async fn fetch(&self) -> Result<Credentials> {
        let transport = Transport::new(ConnectionSettings {
            connect_timeout: Duration::from_secs(2),
            is_direct: true,
            ..ConnectionSettings::default()
        })?;
        let dispatch = Dispatch::new(&SERVICE, transport);
        let token = self.token(&dispatch).await?;
        let response = dispatch.send(Idempotency::Idempotent, &OPTIONS, || {
            let mut request = self.request(Method::GET, KEYS_PATH)?;
            if let Some(token) = &token {
                request.headers_mut().insert(TOKEN_HEADER, token.clone());
            }
            Ok(request)
        });
        let response = response.await.map_err(|error| self.unreachable(error))?;
        if response.status != 200 {
            return Err(Error::new(
                ErrorKind::Credentials,
                format!("the metadata service returned no keys: {}", rejection_reason(&response)),
            )
            .with_status(response.status));
        }
        keys::decode(&response)
    }

    /// Returns a token of the metadata service itself, if it requires one.
    async fn token(&self, dispatch: &Dispatch) -> Result<Option<HeaderValue>> {
        let response = dispatch.send(Idempotency::Idempotent, &OPTIONS, || {
            let mut request = self.request(Method::PUT, TOKEN_PATH)?;
            request.headers_mut().insert(LIFETIME_HEADER, HeaderValue::from_static("21600"));
            Ok(request)
        });
        let response = response.await.map_err(|error| self.unreachable(error))?;
        // Older machines have no tokens, and need none.
        let token =
            (response.status == 200).then(|| HeaderValue::from_bytes(response.body.trim_ascii()).ok()).flatten();
        Ok(token.map(|mut token| {
            token.set_sensitive(true);
            token
        }))
    }

    /// Usually this is not a machine of the cloud at all.
    fn unreachable(&self, error: Error) -> Error {
        let address = &self.address;
        let message = match &self.looked_for {
            Some(looked_for) => format!(
                "no credentials found: looked for {looked_for}; and for the metadata service of a machine in the cloud at \
                 {address}, which does not respond. Set the variables of one of them, or give the client `credentials`"
            ),
            None => format!(
                "no credentials found: the metadata service of a machine in the cloud at {address} does not respond. \
                 Outside of the cloud, give the client other `credentials`, or set the variables {}",
                LOOKED_FOR
            ),
        };
        Error::new(ErrorKind::Credentials, message).with_source(error)
    }

    fn request(&self, method: Method, path: &str) -> Result<Request> {
        let url = Url::parse(&format!("{}{path}", self.address.trim_end_matches('/')))
            .map_err(|error| Error::configuration("invalid address of the metadata service").with_source(error))?;
        Ok(Request::new(method, url))
    }
}

impl Credentials {
    /// Creates credentials from the agency of the machine that the program runs on: temporary keys of the cloud's
    /// metadata service, renewed before they expire. See [`MetadataProvider`]. Outside of the cloud, the failure is
    /// remembered for 30 seconds.
    #[must_use]
    pub fn metadata() -> Self {
        Self::provider(MetadataProvider::new())
    }
}

impl CredentialsProvider for MetadataProvider {
    fn provide(&self) -> CredentialsFuture<'_> {
        Box::pin(async { self.fetch().await.map_err(Into::into) })
    }
}

fn rejection_reason(response: &Response) -> String {
    match response.status {
        401 | 404 => "the machine has no agency; add one in the console of the cloud".to_owned(),
        status => format!("status {status}"),
    }
}
