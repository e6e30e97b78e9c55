//! Requests out, answers in: the one place that knows reqwest.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Request, Response, Url};
use rustls::ClientConfig;
use rustls::crypto::CryptoProvider;
use rustls_platform_verifier::BuilderVerifierExt;

use crate::error::{Error, ErrorKind, Result};

/// An HTTP client with its limits.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    http: reqwest::Client,
    max_response_bytes: usize,
}

/// Limits of a transport.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) timeout: Duration,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
}

/// An answer whose body has been read.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

impl Transport {
    pub(crate) fn new(limits: &Limits) -> Result<Self> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls()?)
            // A signature holds for one host and path, and a token must not reach another host.
            .redirect(reqwest::redirect::Policy::none())
            .timeout(limits.timeout)
            .connect_timeout(limits.connect_timeout)
            .user_agent(concat!("modelarts-rust/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| Error::configuration("the HTTP client cannot be made").with_source(error))?;
        Ok(Self { http, max_response_bytes: limits.max_response_bytes })
    }

    pub(crate) async fn send(&self, request: Request) -> Result<Answer> {
        let mut response = self.http.execute(request).await.map_err(Error::transport)?;
        let status = response.status();
        if status.is_redirection() {
            let target = response.headers().get("location").and_then(|target| target.to_str().ok());
            return Err(redirected(target, response.url()).with_status(status.as_u16()));
        }
        let body = self.body(&mut response).await?;
        Ok(Answer { status: status.as_u16(), headers: std::mem::take(response.headers_mut()), body })
    }

    async fn body(&self, response: &mut Response) -> Result<Bytes> {
        let too_large = || {
            let limit = self.max_response_bytes;
            Error::new(
                ErrorKind::TooLarge,
                format!("the answer is larger than {limit} bytes; ask for less, or raise `max_response_bytes`"),
            )
        };
        if response.content_length().unwrap_or(0) > self.max_response_bytes as u64 {
            return Err(too_large());
        }
        let mut size = 0;
        let mut pieces = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(Error::transport)? {
            size += piece.len();
            if size > self.max_response_bytes {
                return Err(too_large());
            }
            pieces.push(piece);
        }
        // Most answers come in one piece, which needs no copy.
        Ok(match <[Bytes; 1]>::try_from(pieces) {
            Ok([body]) => body,
            Err(pieces) => pieces.concat().into(),
        })
    }
}

/// The application's own crypto provider where it has installed one, else ring.
fn tls() -> Result<ClientConfig> {
    let failed = |error: rustls::Error| Error::configuration("TLS cannot be set up").with_source(error);
    let provider =
        CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()));
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(failed)?;
    Ok(config.with_platform_verifier().map_err(failed)?.with_no_client_auth())
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
