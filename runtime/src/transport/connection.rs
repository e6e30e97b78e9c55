//! How connections are made: the one place that configures reqwest.

use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::error::{Error, Result};
use crate::transport::proxy;
#[cfg(feature = "tls")]
use crate::transport::tls;

/// How long an idle connection is kept. Common gateways drop it after 60 seconds, some of them silently: a request on
/// it would be lost.
const MAX_IDLE: Duration = Duration::from_secs(45);
/// The interval of HTTP/2 pings.
#[cfg(feature = "http2")]
const PING_INTERVAL: Duration = Duration::from_secs(20);
/// The timeout of an HTTP/2 ping.
#[cfg(feature = "http2")]
const PING_TIMEOUT: Duration = Duration::from_secs(10);

/// The settings of connections.
#[derive(Clone)]
pub(crate) struct ConnectionSettings {
    /// The service that the client is named after.
    pub(crate) service: &'static str,
    pub(crate) connect_timeout: Duration,
    pub(crate) max_response_bytes: usize,
    /// The proxy for all requests. Default: that of the environment.
    pub(crate) proxy: Option<String>,
    /// Whether no proxy is used at all.
    pub(crate) is_direct: bool,
    /// Whether some requests go to this machine itself.
    pub(crate) reaches_loopback: bool,
    /// Certificates, as PEM, that are trusted in addition to those of the system.
    pub(crate) roots: Vec<Vec<u8>>,
    #[cfg(feature = "tls")]
    pub(crate) client_certificate: Option<tls::ClientCertificate>,
    /// Whether any certificate is accepted.
    #[cfg_attr(not(feature = "tls"), allow(dead_code, reason = "there are no certificates without TLS"))]
    pub(crate) is_unverified: bool,
    /// The caller's own client, which is configured already.
    pub(crate) http: Option<reqwest::Client>,
}

impl Default for ConnectionSettings {
    fn default() -> Self {
        Self {
            service: env!("CARGO_PKG_NAME"),
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

/// What all connections of a client share.
pub(crate) struct ConnectionSetup {
    #[cfg(feature = "tls")]
    tls: Option<rustls::ClientConfig>,
    #[cfg(feature = "tls")]
    pub(crate) certificate_request: tls::CertificateRequest,
}

impl ConnectionSetup {
    #[cfg(feature = "tls")]
    pub(crate) fn new(connection: &ConnectionSettings) -> Result<Self> {
        let certificate_request = tls::CertificateRequest::default();
        let tls = match &connection.http {
            Some(_) => None,
            None => {
                let certificate = connection.client_certificate.as_ref();
                Some(tls::config(&connection.roots, certificate, &certificate_request, connection.is_unverified)?)
            }
        };
        Ok(Self { tls, certificate_request })
    }

    #[cfg(not(feature = "tls"))]
    pub(crate) fn new(_: &ConnectionSettings) -> Result<Self> {
        Ok(Self {})
    }

    pub(crate) fn client(&self, connection: &ConnectionSettings) -> Result<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            // A signature is valid for one host and path, and a token must not reach another host.
            .redirect(reqwest::redirect::Policy::none())
            // The client itself retries, with its own budget and delays.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            .connect_timeout(connection.connect_timeout)
            .pool_idle_timeout(MAX_IDLE)
            .user_agent(user_agent(connection.service))
            // Bodies are decompressed here, whatever features of reqwest other packages enable.
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
        if connection.is_direct {
            builder = builder.no_proxy();
        }
        if let Some(address) = &connection.proxy {
            builder = builder.proxy(proxy::everything_by(address)?);
        }
        builder.build().map_err(|error| Error::configuration("cannot set up the HTTP client").with_source(error))
    }
}

/// Returns the header `User-Agent` of a service's client.
fn user_agent(service: &str) -> HeaderValue {
    let name = format!("{service}-rust/{}", env!("CARGO_PKG_VERSION"));
    HeaderValue::try_from(name).unwrap_or(HeaderValue::from_static("rust"))
}
