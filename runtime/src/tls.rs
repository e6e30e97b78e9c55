//! TLS: whom connections trust, and with which cryptography they are made.

mod unverified;

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use rustls_platform_verifier::Verifier;

use self::unverified::Unverified;
use crate::error::{Error, Result};
use crate::telemetry;

/// What servers are offered, best first.
#[cfg(feature = "http2")]
const PROTOCOLS: &[&[u8]] = &[b"h2", b"http/1.1"];
#[cfg(not(feature = "http2"))]
const PROTOCOLS: &[&[u8]] = &[b"http/1.1"];

/// The system's certificates are trusted, and `roots` besides, each a PEM of one or more.
pub(crate) fn config(roots: &[Vec<u8>], is_unverified: bool) -> Result<ClientConfig> {
    let failed = |error: rustls::Error| Error::configuration("TLS cannot be set up").with_source(error);
    if is_unverified {
        telemetry::unverified();
    }
    let mut trusted = Vec::new();
    for pem in roots {
        let before = trusted.len();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            let wrong = "a root certificate is not PEM, as in `-----BEGIN CERTIFICATE-----`";
            trusted.push(certificate.map_err(|error| Error::configuration(wrong).with_source(error))?);
        }
        if trusted.len() == before {
            return Err(Error::configuration("a root certificate holds none; it must be PEM"));
        }
    }
    let provider = provider();
    let verifier = Verifier::new_with_extra_roots(trusted, Arc::clone(&provider)).map_err(failed)?;
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(failed)?;
    let verifier: Arc<dyn ServerCertVerifier> = match is_unverified {
        true => Arc::new(Unverified(verifier)),
        false => Arc::new(verifier),
    };
    let mut config = config.dangerous().with_custom_certificate_verifier(verifier).with_no_client_auth();
    config.alpn_protocols = PROTOCOLS.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}

/// The application's own provider of cryptography where it has installed one, else the one of the
/// features.
fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| {
        #[cfg(feature = "aws-lc")]
        return Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        #[cfg(not(feature = "aws-lc"))]
        return Arc::new(rustls::crypto::ring::default_provider());
    })
}
