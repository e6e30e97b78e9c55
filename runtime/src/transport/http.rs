//! Sends one request and reads its response.

use std::future::Future;
use std::sync::Arc;

use bytes::Bytes;
use reqwest::{Request, Url};

use crate::error::{Error, ErrorKind, Result};
use crate::transport::address::is_loopback;
use crate::transport::connection::{ConnectionSettings, ConnectionSetup};
use crate::transport::content_encoding;
use crate::transport::response::Response;
#[cfg(feature = "tls")]
use crate::transport::tls;
use crate::value::redact::Secrets;

/// An HTTP client with its limit.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    /// For this machine itself, if `http` uses a proxy of the environment.
    direct: Option<reqwest::Client>,
    max_response_bytes: usize,
    /// The secrets that are removed from errors and traces.
    pub(crate) secrets: Arc<Secrets>,
    #[cfg(feature = "tls")]
    certificate_request: tls::CertificateRequest,
}

/// How the body of a successful response is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyMode {
    /// As a whole, up to the limit.
    Whole,
    /// As it arrives, by the caller.
    Stream,
}

/// A request in flight.
pub(crate) trait InFlight: Future<Output = reqwest::Result<reqwest::Response>> + Send {}

impl<T: Future<Output = reqwest::Result<reqwest::Response>> + Send> InFlight for T {}

impl Transport {
    pub(crate) fn new(connection: ConnectionSettings) -> Result<Self> {
        let max_response_bytes = connection.max_response_bytes;
        let uses_environment = connection.http.is_none() && connection.proxy.is_none() && !connection.is_direct;
        let setup = ConnectionSetup::new(&connection)?;
        let http = match &connection.http {
            Some(http) => http.clone(),
            None => setup.client(&connection)?,
        };
        let direct = if uses_environment && connection.reaches_loopback {
            Some(setup.client(&ConnectionSettings { is_direct: true, ..connection })?)
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

    /// Begins to send a request. The returned future is small, unlike the request, which the futures of callers need
    /// not hold.
    pub(crate) fn send(&self, request: Request) -> impl InFlight {
        match &self.direct {
            Some(direct) if request.url().host_str().is_some_and(is_loopback) => direct.execute(request),
            _ => self.http.execute(request),
        }
    }

    /// Returns the response to a request in flight.
    pub(crate) async fn read(&self, sent: impl InFlight, mode: BodyMode) -> Result<Response> {
        self.try_read(sent, mode).await.map_err(|error| self.explained(error).without_secrets(&self.secrets))
    }

    async fn try_read(&self, sent: impl InFlight, mode: BodyMode) -> Result<Response> {
        let mut response = sent.await.map_err(Error::transport)?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get("location").and_then(|target| target.to_str().ok());
            return Err(redirected(target, response.url()).with_status(status.as_u16()));
        }
        if mode == BodyMode::Stream && status.is_success() {
            let headers = Box::new(std::mem::take(response.headers_mut()));
            // A stream is requested without encodings.
            content_encoding::check_identity(&headers).map_err(|error| error.with_status(status.as_u16()))?;
            let stream = Some(Box::new(reqwest::Body::from(response)));
            return Ok(Response { status: status.as_u16(), headers, body: Bytes::new(), stream, attempts: 1 });
        }
        let body = self.body(&mut response).await?;
        let headers = Box::new(std::mem::take(response.headers_mut()));
        let body = match content_encoding::decode(body, &headers, self.max_response_bytes) {
            Ok(body) => body,
            // The status alone is enough: a gateway's page adds little.
            Err(error) if error.kind() == ErrorKind::Decode && !status.is_success() => Bytes::new(),
            Err(error) => return Err(error.with_status(status.as_u16())),
        };
        Ok(Response { status: status.as_u16(), headers, body, stream: None, attempts: 1 })
    }

    /// Adds a hint: a server that requires a certificate may close the connection before its reason arrives.
    #[cfg(feature = "tls")]
    fn explained(&self, error: Error) -> Error {
        let is_broken = error.kind() == ErrorKind::Connection && error.was_sent();
        let may_be_it =
            is_broken || error.kind() == ErrorKind::Tls && !error.message().contains("`client_certificate`");
        if !may_be_it || !self.certificate_request.was_seen() {
            return error;
        }
        let message =
            format!("{}; the server requests a client certificate; set `client_certificate`", error.message());
        error.with_message(message)
    }

    #[cfg(not(feature = "tls"))]
    fn explained(&self, error: Error) -> Error {
        error
    }

    /// Returns the limit for the body of a response.
    pub(crate) fn max_response_bytes(&self) -> usize {
        self.max_response_bytes
    }

    async fn body(&self, response: &mut reqwest::Response) -> Result<Bytes> {
        let announced = usize::try_from(response.content_length().unwrap_or(0)).unwrap_or(usize::MAX);
        if announced > self.max_response_bytes {
            return Err(self.too_large());
        }
        // Most bodies arrive in one chunk, which needs no copy.
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
            // One buffer, of the announced size or doubling, however small the chunks are. It never exceeds the limit.
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

fn redirected(target: Option<&str>, from: &Url) -> Error {
    // Only the host is shown: an address may contain secrets of others.
    let host = target.and_then(|target| from.join(target).ok()).and_then(|url| url.host_str().map(str::to_owned));
    let target = host.map_or_else(|| "elsewhere".to_owned(), |host| format!("to `{host}`"));
    Error::new(
        ErrorKind::Redirect,
        format!("the server redirects {target}; redirects are not followed; set the endpoint to the final address"),
    )
}
