//! Requests out, answers in: the one place that knows how reqwest is set up.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Request, Response, Url};

use crate::address::is_loopback;
use crate::encoding;
use crate::error::{Error, ErrorKind, Result};
use crate::proxy;
use crate::redact::Secrets;
#[cfg(feature = "tls")]
use crate::tls;

/// How long a connection is kept that carries no request. Common gateways drop it after 60 seconds, some of them without
/// a word: a request on it would be lost.
const MAX_IDLE: Duration = Duration::from_secs(45);
/// How often a server of HTTP/2 is asked whether it is there.
#[cfg(feature = "http2")]
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// How long its response may take.
#[cfg(feature = "http2")]
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// An HTTP client with its limit.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    /// For this machine itself, if `http` uses a proxy of the environment.
    direct: Option<reqwest::Client>,
    max_response_bytes: usize,
    /// What is removed from errors and traces.
    pub(crate) secrets: Arc<Secrets>,
    #[cfg(feature = "tls")]
    certificate_request: tls::CertificateRequest,
}

/// A request on its way.
pub(crate) trait Sent: Future<Output = reqwest::Result<Response>> + Send {}

impl<T: Future<Output = reqwest::Result<Response>> + Send> Sent for T {}

/// How connections are made.
#[derive(Clone)]
pub(crate) struct Connecting {
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    /// Address of the proxy for everything; that of the environment if it is not set.
    pub(crate) proxy: Option<String>,
    /// Whether no proxy is used at all.
    pub(crate) is_direct: bool,
    /// Whether some requests go to this machine itself.
    pub(crate) reaches_loopback: bool,
    /// Certificates, as PEM, that are trusted beside those of the system.
    pub(crate) roots: Vec<Vec<u8>>,
    #[cfg(feature = "tls")]
    pub(crate) client_certificate: Option<tls::ClientCertificate>,
    /// Whether any certificate is accepted.
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "there are no certificates without TLS"))]
    pub(crate) is_unverified: bool,
    /// The caller's own client, which is set up already.
    pub(crate) http: Option<reqwest::Client>,
}

impl Default for Connecting {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            max_response_bytes: 16 * 1024 * 1024,
            proxy: None,
            is_direct: false,
            reaches_loopback: false,
            roots: Vec::new(),
            #[cfg(feature = "tls")]
            client_certificate: None,
            is_unverified: false,
            http: None,
        }
    }
}

/// An answer whose body has been read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// Boxed, so that the many hands through which an answer goes move little.
    pub(crate) headers: Box<HeaderMap>,
    pub(crate) body: Bytes,
    /// How many attempts it took.
    pub(crate) attempts: u32,
}

impl Answer {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Transport {
    pub(crate) fn new(connecting: Connecting) -> Result<Self> {
        let max_response_bytes = connecting.max_response_bytes;
        let uses_environment = connecting.http.is_none() && connecting.proxy.is_none() && !connecting.is_direct;
        let setup = Setup::new(&connecting)?;
        let http = match &connecting.http {
            Some(http) => http.clone(),
            None => setup.client(&connecting)?,
        };
        let direct = if uses_environment && connecting.reaches_loopback {
            Some(setup.client(&Connecting { is_direct: true, ..connecting })?)
        } else {
            None
        };
        Ok(Self {
            http,
            direct,
            max_response_bytes,
            secrets: Arc::default(),
            #[cfg(feature = "tls")]
            certificate_request: setup.certificate_request,
        })
    }

    /// Begins to send a request. What is left to wait for is small, other than the request itself,
    /// which the futures of callers need not hold.
    pub(crate) fn send(&self, request: Request) -> impl Sent {
        match &self.direct {
            Some(direct) if request.url().host_str().is_some_and(is_loopback) => direct.execute(request),
            _ => self.http.execute(request),
        }
    }

    /// The answer to what was sent.
    pub(crate) async fn read(&self, sent: impl Sent) -> Result<Answer> {
        self.try_read(sent).await.map_err(|error| self.explained(error).without_secrets(&self.secrets))
    }

    async fn try_read(&self, sent: impl Sent) -> Result<Answer> {
        let mut response = sent.await.map_err(Error::transport)?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get("location").and_then(|target| target.to_str().ok());
            return Err(redirected(target, response.url()).with_status(status.as_u16()));
        }
        let body = self.body(&mut response).await?;
        let headers = Box::new(std::mem::take(response.headers_mut()));
        let body = match encoding::decode(body, &headers, self.max_response_bytes) {
            Ok(body) => body,
            // The status alone says that it failed; a gateway's page adds little.
            Err(error) if error.kind() == ErrorKind::Decode && !status.is_success() => Bytes::new(),
            Err(error) => return Err(error.with_status(status.as_u16())),
        };
        Ok(Answer { status: status.as_u16(), headers, body, attempts: 1 })
    }

    /// Adds what the error itself cannot know: a server that is refused a certificate may close the connection before
    /// its reason arrives.
    #[cfg(feature = "tls")]
    fn explained(&self, error: Error) -> Error {
        let is_broken = error.kind() == ErrorKind::Connection && error.was_sent();
        let may_be_it =
            is_broken || error.kind() == ErrorKind::Tls && !error.message().contains("`client_certificate`");
        if !may_be_it || !self.certificate_request.was_seen() {
            return error;
        }
        let message =
            format!("{}; the server asks for a client certificate, see `client_certificate`", error.message());
        error.with_message(message)
    }

    #[cfg(not(feature = "tls"))]
    fn explained(&self, error: Error) -> Error {
        error
    }

    /// The limit for the body of a response.
    pub(crate) fn max_response_bytes(&self) -> usize {
        self.max_response_bytes
    }

    async fn body(&self, response: &mut Response) -> Result<Bytes> {
        let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
        if announced > self.max_response_bytes {
            return Err(self.too_large());
        }
        // Most bodies come in one chunk, which needs no copy.
        let mut first = Bytes::new();
        let mut body = Vec::new();
        while let Some(chunk) =
            response.chunk().await.map_err(|error| Error::transport(error.with_url(response.url().clone())))?
        {
            let size = first.len() + body.len() + chunk.len();
            if size > self.max_response_bytes {
                return Err(self.too_large());
            }
            if size == chunk.len() {
                first = chunk;
                continue;
            }
            // One buffer, of the announced size or doubling, however small the chunks are; never beyond the limit.
            if size > body.capacity() {
                let doubled = body.capacity().saturating_mul(2).min(self.max_response_bytes);
                let capacity = size.max(doubled).max(announced);
                body.reserve_exact(capacity - body.len());
            }
            body.extend_from_slice(&std::mem::take(&mut first));
            body.extend_from_slice(&chunk);
        }
        Ok(if first.is_empty() { body.into() } else { first })
    }

    fn too_large(&self) -> Error {
        Error::too_large(self.max_response_bytes)
    }
}

/// What all connections of a client share.
struct Setup {
    #[cfg(feature = "tls")]
    tls: Option<rustls::ClientConfig>,
    #[cfg(feature = "tls")]
    certificate_request: tls::CertificateRequest,
}

impl Setup {
    #[cfg(feature = "tls")]
    fn new(connecting: &Connecting) -> Result<Self> {
        let certificate_request = tls::CertificateRequest::default();
        let tls = match &connecting.http {
            Some(_) => None,
            None => {
                let certificate = connecting.client_certificate.as_ref();
                Some(tls::config(&connecting.roots, certificate, &certificate_request, connecting.is_unverified)?)
            }
        };
        Ok(Self { tls, certificate_request })
    }

    #[cfg(not(feature = "tls"))]
    fn new(_: &Connecting) -> Result<Self> {
        Ok(Self {})
    }

    fn client(&self, connecting: &Connecting) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            // A signature holds for one host and path, and a token must not reach another host.
            .redirect(reqwest::redirect::Policy::none())
            // Retries are counted, delayed and paid for by the client.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(connecting.connect_timeout)
            .pool_idle_timeout(MAX_IDLE)
            .user_agent(HeaderValue::from_static(concat!("modelarts-rust/", env!("CARGO_PKG_VERSION"))))
            // Bodies are unpacked here, whatever features of reqwest other packages turn on.
            .no_gzip()
            .no_brotli()
            .no_zstd()
            .no_deflate();
        #[cfg(feature = "gzip")]
        {
            let gzip = HeaderValue::from_static("gzip");
            builder = builder.default_headers([(reqwest::header::ACCEPT_ENCODING, gzip)].into_iter().collect());
        }
        #[cfg(feature = "http2")]
        {
            builder = builder
                .http2_keep_alive_interval(PING_INTERVAL)
                .http2_keep_alive_timeout(PING_TIMEOUT)
                .http2_keep_alive_while_idle(true);
        }
        #[cfg(feature = "tls")]
        if let Some(tls) = &self.tls {
            builder = builder.tls_backend_preconfigured(tls.clone());
        }
        if connecting.is_direct {
            builder = builder.no_proxy();
        }
        if let Some(address) = &connecting.proxy {
            builder = builder.proxy(proxy::everything_by(address)?);
        }
        builder.build().map_err(|error| Error::configuration("cannot set up the HTTP client").with_source(error))
    }
}

fn redirected(target: Option<&str>, from: &Url) -> Error {
    // Only the host: an address may carry secrets of others.
    let host = target.and_then(|target| from.join(target).ok()).and_then(|url| url.host_str().map(str::to_owned));
    let target = host.map_or_else(|| "elsewhere".to_owned(), |host| format!("to `{host}`"));
    Error::new(
        ErrorKind::Redirect,
        format!("the server redirects {target}; redirects are not followed, set the endpoint that answers itself"),
    )
}
