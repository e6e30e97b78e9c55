//! Requests out, answers in: the one place that knows how reqwest is set up.

use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{Proxy, Request, Response, Url};

use crate::error::{Error, ErrorKind, Result};
#[cfg(feature = "tls")]
use crate::tls;

/// An HTTP client with its limit.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    max_response_bytes: usize,
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
    /// Certificates, as PEM, that are trusted beside those of the system.
    pub(crate) roots: Vec<Vec<u8>>,
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
            roots: Vec::new(),
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
        let http = match connecting.http {
            Some(http) => http,
            None => client(&connecting)?,
        };
        Ok(Self { http, max_response_bytes })
    }

    /// Begins to send a request. What is left to wait for is small, other than the request itself,
    /// which the futures of callers need not hold.
    pub(crate) fn send(&self, request: Request) -> impl Sent {
        self.http.execute(request)
    }

    /// The answer to what was sent.
    pub(crate) async fn read(&self, sent: impl Sent) -> Result<Answer> {
        let mut response = sent.await.map_err(Error::transport)?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get("location").and_then(|target| target.to_str().ok());
            return Err(redirected(target, response.url()).with_status(status.as_u16()));
        }
        let body = self.body(&mut response).await?;
        let headers = Box::new(std::mem::take(response.headers_mut()));
        Ok(Answer { status: status.as_u16(), headers, body, attempts: 1 })
    }

    async fn body(&self, response: &mut Response) -> Result<Bytes> {
        if response.content_length().unwrap_or(0) > self.max_response_bytes as u64 {
            return Err(self.too_large());
        }
        let mut size = 0;
        let mut body = Bytes::new();
        // What has come behind the first piece: most answers come in one, which needs no copy.
        let mut rest = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
            size += piece.len();
            if size > self.max_response_bytes {
                return Err(self.too_large());
            }
            match body.is_empty() {
                true => body = piece,
                false => rest.push(piece),
            }
        }
        if rest.is_empty() {
            return Ok(body);
        }
        rest.insert(0, body);
        Ok(rest.concat().into())
    }

    fn too_large(&self) -> Error {
        let limit = self.max_response_bytes;
        let message = format!("the answer is larger than {limit} bytes; ask for less, or raise `max_response_bytes`");
        Error::new(ErrorKind::TooLarge, message)
    }
}

fn client(connecting: &Connecting) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        // A signature holds for one host and path, and a token must not reach another host.
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connecting.connect_timeout)
        .user_agent(HeaderValue::from_static(concat!("modelarts-rust/", env!("CARGO_PKG_VERSION"))));
    // What only HTTP/2 has, requests that were turned down unread, is all that reqwest itself sends
    // again. It keeps a copy of each request for that.
    #[cfg(not(feature = "http2"))]
    {
        builder = builder.retry(reqwest::retry::never().max_retries_per_request(0));
    }
    #[cfg(feature = "tls")]
    {
        builder = builder.tls_backend_preconfigured(tls::config(&connecting.roots, connecting.is_unverified)?);
    }
    if connecting.is_direct {
        builder = builder.no_proxy();
    }
    if let Some(proxy) = &connecting.proxy {
        let wrong = |error| Error::configuration("the `proxy` is not the address of one").with_source(error);
        builder = builder.proxy(Proxy::all(proxy).map_err(wrong)?);
    }
    builder.build().map_err(|error| Error::configuration("the HTTP client cannot be made").with_source(error))
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
