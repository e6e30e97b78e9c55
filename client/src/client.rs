//! The client, and how it is made.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use reqwest::header::{self, AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Request, Url};

use crate::call::{Argument, Outgoing};
use crate::credentials::{Credentials, Kind, Way};
use crate::environment;
use crate::error::{Error, Listed, Result};
use crate::service::{self, Asks, Status};
use crate::signing::{self, SigningKey};
use crate::token::{Token, TokenSource};
use crate::transport::{Answer, Limits, Transport};

const CONTENT_TYPE: &str = "application/json";
const PROJECT_HEADER: &str = "x-project-id";
const SECURITY_TOKEN_HEADER: &str = "x-security-token";
const TOKEN_HEADER: &str = "x-auth-token";

/// A client for one project.
///
/// Cloning is cheap; clones share connections and tokens.
#[derive(Clone)]
pub struct Client(Arc<Inner>);

struct Inner {
    /// Address of the service, without a slash at the end.
    endpoint: String,
    /// The path of that address, which is signed too.
    prefix: String,
    /// The value of the header `Host`, which is signed.
    host: String,
    project_id: String,
    project_header: HeaderValue,
    credentials: Credentials,
    /// Tokens for an account.
    tokens: Option<TokenSource>,
    /// The token that the caller has brought.
    ready_token: Option<HeaderValue>,
    transport: Transport,
}

impl Client {
    /// Begins a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client as the environment describes it, which is how notebooks and jobs in the cloud do.
    /// See [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variables that
    /// are missing or wrong.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// The operations of version 2 of the API.
    pub fn v2(&self) -> V2 {
        V2(self.clone())
    }

    pub(crate) fn way(&self) -> Way {
        self.0.credentials.way()
    }

    #[cfg(test)]
    pub(crate) fn credentials_kind(&self) -> &Kind {
        &self.0.credentials.0
    }

    pub(crate) fn project_id(&self) -> &str {
        &self.0.project_id
    }

    /// Sends a request; once more with a new token where the service refuses the cached one.
    pub(crate) async fn execute(&self, outgoing: &Outgoing<'_>) -> Result<Answer> {
        let Inner { transport, tokens, .. } = &*self.0;
        let token = self.token().await?;
        let answer = transport.send(self.request(outgoing, token.as_deref())?).await?;
        let (Some(tokens), Some(token)) = (tokens, token) else { return Ok(answer) };
        if Status::find(answer.status).is_none_or(|status| status.asks != Asks::Authenticate) {
            return Ok(answer);
        }
        tokens.refused(&token).await;
        let token = tokens.token(transport).await?;
        transport.send(self.request(outgoing, Some(&token))?).await
    }

    async fn token(&self) -> Result<Option<Arc<Token>>> {
        match &self.0.tokens {
            Some(tokens) => tokens.token(&self.0.transport).await.map(Some),
            None => Ok(None),
        }
    }

    /// The request as it goes over the wire.
    fn request(&self, outgoing: &Outgoing<'_>, token: Option<&Token>) -> Result<Request> {
        let mut address = String::with_capacity(256);
        address.extend([self.0.endpoint.as_str(), &outgoing.path]);
        if !outgoing.query.is_empty() {
            address.push('?');
            signing::append_query(&mut address, &outgoing.query);
        }
        let url = Url::parse(&address)
            .map_err(|error| Error::configuration("the address of the call is not one").with_source(error))?;
        let method = Method::from_bytes(outgoing.method.as_bytes())
            .map_err(|error| Error::configuration("the method is not one of HTTP").with_source(error))?;
        let mut request = Request::new(method, url);
        if !outgoing.body.is_empty() {
            *request.body_mut() = Some(outgoing.body.clone().into());
        }
        let token = token.map(|token| &token.header).or(self.0.ready_token.as_ref());
        *request.headers_mut() = match (&self.0.credentials.0, token) {
            (Kind::AkSk { key, security_token }, _) => {
                let security_token = security_token.as_ref().map(|token| token.0.as_str());
                let path = format!("{}{}", self.0.prefix, outgoing.path);
                self.signed_headers(key, security_token, outgoing, &path)?
            }
            (_, Some(token)) => self.token_headers(token.clone(), outgoing)?,
            (_, None) => return Err(Error::configuration("there is no token for the account")),
        };
        Ok(request)
    }

    fn signed_headers(
        &self,
        key: &SigningKey,
        security_token: Option<&str>,
        outgoing: &Outgoing<'_>,
        path: &str,
    ) -> Result<HeaderMap> {
        let mut request = signing::Request::new(outgoing.method, &self.0.host, path);
        request.query.clone_from(&outgoing.query);
        request.body = &outgoing.body;
        request.headers = vec![
            (PROJECT_HEADER.into(), self.project_id().into()),
            (signing::DATE_HEADER.into(), signing::date(SystemTime::now()).into()),
        ];
        request.headers.extend(outgoing.headers.iter().map(|(name, value)| ((*name).into(), value.clone())));
        if !request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("content-type")) {
            request.headers.push(("Content-Type".into(), CONTENT_TYPE.into()));
        }
        if let Some(token) = security_token {
            request.headers.push((SECURITY_TOKEN_HEADER.into(), token.into()));
        }
        let signature = key.sign(&mut request);
        let mut headers = HeaderMap::with_capacity(request.headers.len() + 1);
        for (name, value) in &request.headers {
            headers.insert(header_name(name)?, header_value(value)?);
        }
        headers.insert(AUTHORIZATION, header_value(&signature.authorization)?);
        Ok(headers)
    }

    fn token_headers(&self, token: HeaderValue, outgoing: &Outgoing<'_>) -> Result<HeaderMap> {
        let mut headers = HeaderMap::with_capacity(4);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
        headers.insert(HeaderName::from_static(PROJECT_HEADER), self.0.project_header.clone());
        headers.insert(HeaderName::from_static(TOKEN_HEADER), token);
        for (name, value) in &outgoing.headers {
            headers.insert(header_name(name)?, header_value(value)?);
        }
        Ok(headers)
    }
}

fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|error| Error::configuration("a name of a header is wrong").with_source(error))
}

/// A header whose value is not shown by `Debug`.
pub(crate) fn header_value(value: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::configuration("the credentials or the project ID hold a character that no header may have")
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The operations of version 2 of the API, made by [`Client::v2`].
#[derive(Clone, Debug)]
pub struct V2(#[allow(dead_code, reason = "a spec may have no operation of version 2")] pub(crate) Client);

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("endpoint", &self.0.endpoint)
            .field("project_id", &self.0.project_id)
            .field("credentials", &self.0.credentials)
            .finish_non_exhaustive()
    }
}

/// Makes a [`Client`].
///
/// A project, credentials, and a region or an endpoint are needed; the rest has defaults.
///
/// ```
/// use modelarts::{Client, Credentials};
///
/// let client = Client::builder()
///     .region("eu-de")
///     .project_id("0f2c4a")
///     .credentials(Credentials::account("my-domain", "my-user", "my-password"))
///     .build()?;
/// # Ok::<(), modelarts::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder {
    region: Option<String>,
    project_id: String,
    credentials: Option<Credentials>,
    endpoint: Option<String>,
    iam_endpoint: Option<String>,
    allow_http: bool,
    limits: Limits,
}

impl ClientBuilder {
    fn new() -> Self {
        Self {
            region: None,
            project_id: String::new(),
            credentials: None,
            endpoint: None,
            iam_endpoint: None,
            allow_http: false,
            limits: Limits {
                timeout: Duration::from_secs(60),
                connect_timeout: Duration::from_secs(10),
                max_response_bytes: 16 * 1024 * 1024,
            },
        }
    }

    /// A builder filled from the environment.
    ///
    /// | what | variables, the first that is set counts |
    /// |---|---|
    /// | access key, secret key | `HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK`; `OS_ACCESS_KEY`, `OS_SECRET_KEY` |
    /// | security token (temporary keys) | `HUAWEICLOUD_SDK_SECURITY_TOKEN`; `OS_SECURITY_TOKEN` |
    /// | domain, user, password | `OS_USER_DOMAIN_NAME` or `OS_DOMAIN_NAME`, `OS_USERNAME`, `OS_PASSWORD` |
    /// | ready token | `OS_TOKEN`; `OS_AUTH_TOKEN` |
    /// | project | `HUAWEICLOUD_SDK_PROJECT_ID`; `OS_PROJECT_ID`; `OS_TENANT_ID` |
    /// | region | `HUAWEICLOUD_SDK_REGION`; `OS_REGION_NAME` |
    /// | endpoint of ModelArts | `MODELARTS_ENDPOINT` |
    /// | endpoint of IAM | `OS_AUTH_URL` |
    ///
    /// Credentials are looked for in the order of the table. A pair or a triple of which a part
    /// is missing is an error, not a reason to look further.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming the variables that
    /// are missing.
    pub fn from_env() -> Result<Self> {
        environment::read(Self::new(), |name| std::env::var(name).ok())
    }

    /// The region, as in `eu-de`: it gives the endpoints that are not set.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// ID of the project.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.project_id = project_id.into();
        self
    }

    /// Who calls.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.credentials = Some(credentials);
        self
    }

    /// Address of ModelArts, in place of the region's.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.endpoint = Some(endpoint.into());
        self
    }

    /// Address of the identity service (IAM), in place of the region's.
    pub fn iam_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.iam_endpoint = Some(endpoint.into());
        self
    }

    /// Allows endpoints with plain `http`, over which anybody on the way can read the answers and
    /// take the token. Without it only `https` and this machine itself are allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// The longest time that a request may take, its answer included. 60 seconds if not set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = timeout;
        self
    }

    /// The longest time that a connection may take to be made. 10 seconds if not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.limits.connect_timeout = timeout;
        self
    }

    /// The largest answer that is read, in bytes. 16 MiB if not set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if something is missing or is
    /// not an address, [`ErrorKind::InvalidParameter`](crate::ErrorKind::InvalidParameter) if the
    /// project ID breaks its rule.
    pub fn build(self) -> Result<Client> {
        service::PROJECT_ID.check(&Argument::Text(self.project_id.clone()))?;
        let Some(credentials) = self.credentials.clone() else {
            return Err(Error::configuration("there are no credentials; set them with `credentials`"));
        };
        if let Some(part) = credentials.empty_part() {
            return Err(Error::configuration(format!("{part} of the credentials is empty")));
        }
        let endpoint = self.address(self.endpoint.as_deref(), "endpoint", |cloud| cloud.endpoint)?;
        let (tokens, ready_token) = match &credentials.0 {
            Kind::Account(account) => {
                let iam = self.address(self.iam_endpoint.as_deref(), "iam_endpoint", |cloud| cloud.iam_endpoint)?;
                (Some(TokenSource::new(&iam, account.clone(), self.project_id.clone())?), None)
            }
            Kind::Token(token) => (None, Some(header_value(&token.0)?)),
            Kind::AkSk { .. } => (None, None),
        };
        let host = match (endpoint.host_str().unwrap_or_default(), endpoint.port()) {
            (host, Some(port)) => format!("{host}:{port}"),
            (host, None) => host.to_owned(),
        };
        let transport = Transport::new(&self.limits)?;
        let project_header = header_value(&self.project_id)?;
        Ok(Client(Arc::new(Inner {
            endpoint: endpoint.as_str().trim_end_matches('/').to_owned(),
            prefix: endpoint.path().trim_end_matches('/').to_owned(),
            host,
            project_id: self.project_id,
            project_header,
            credentials,
            tokens,
            ready_token,
            transport,
        })))
    }

    /// The address that was set, or else the region's.
    fn address(&self, given: Option<&str>, name: &'static str, of: fn(&service::Cloud) -> &'static str) -> Result<Url> {
        if let Some(given) = given {
            return self.checked_address(given, name);
        }
        let Some(region) = &self.region else {
            return Err(Error::configuration(format!("there is neither a `region` nor an `{name}`; set one of them")));
        };
        let cloud = service::CLOUDS.iter().find(|cloud| cloud.regions.contains(&region.as_str()));
        let Some(cloud) = cloud else {
            let mut known = String::new();
            for cloud in service::CLOUDS {
                let comma = if known.is_empty() { "" } else { ", " };
                known += &format!("{comma}{}", Listed(cloud.regions, ", "));
            }
            return Err(Error::configuration(format!(
                "the region `{region}` is not known; known are {known}. For another one set `{name}`"
            )));
        };
        let address = service::fill(of(cloud), |address, _| {
            address.push_str(region);
            Ok(())
        })?;
        self.checked_address(&address, name)
    }

    fn checked_address(&self, address: &str, name: &'static str) -> Result<Url> {
        let wrong = |why: &str| Error::configuration(format!("the {name} {why}, as in `https://host.example.com`"));
        let url = Url::parse(address).map_err(|error| wrong("is not an address").with_source(error))?;
        if !url.username().is_empty() || url.password().is_some() || url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("must be an address without user, query and fragment"));
        }
        let host = url.host_str().unwrap_or_default();
        match url.scheme() {
            "https" => Ok(url),
            "http" if self.allow_http || is_loopback(host) => Ok(url),
            "http" => Err(Error::configuration(format!(
                "the {name} `http://{host}` is not encrypted; use https, or allow it with `allow_http`"
            ))),
            _ => Err(wrong("must begin with https://")),
        }
    }
}

fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost" || address.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}
