//! TLS: which certificates are trusted and sent, and why a handshake fails.

mod unverified;

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustls::client::ResolvesClientCert;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use rustls::{AlertDescription, CertificateError, ClientConfig, SignatureScheme};
use rustls_platform_verifier::Verifier;

use self::unverified::Unverified;
use crate::error::{Error, Result};
use crate::transport::telemetry;
use crate::value::secret::Secret;

/// The protocols that servers are offered, best first.
#[cfg(feature = "http2")]
const PROTOCOLS: &[&[u8]] = &[b"h2", b"http/1.1"];
#[cfg(not(feature = "http2"))]
const PROTOCOLS: &[&[u8]] = &[b"http/1.1"];

/// A certificate and the chain to its authority, and its key, both as PEM.
#[derive(Clone, Debug)]
pub(crate) struct ClientCertificate {
    pub(crate) chain: Vec<u8>,
    pub(crate) key: Secret,
}

/// Whether a server has requested a certificate that the client does not have.
#[derive(Clone, Debug, Default)]
pub(crate) struct CertificateRequest(Arc<AtomicBool>);

impl CertificateRequest {
    pub(crate) fn was_seen(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

impl ResolvesClientCert for CertificateRequest {
    fn resolve(&self, _: &[&[u8]], _: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        self.0.store(true, Ordering::Relaxed);
        None
    }

    fn has_certs(&self) -> bool {
        false
    }
}

/// Returns a configuration that trusts the system's certificates and `roots`, each a PEM of one or more. If
/// `is_unverified`, it trusts any certificate.
pub(crate) fn config(
    roots: &[Vec<u8>],
    certificate: Option<&ClientCertificate>,
    request: &CertificateRequest,
    is_unverified: bool,
) -> Result<ClientConfig> {
    if is_unverified {
        telemetry::unverified();
    }
    let failed = |error: rustls::Error| Error::configuration("cannot set up TLS").with_source(error);
    let mut trusted = Vec::new();
    for pem in roots {
        trusted.extend(certificates(pem, "root_certificate")?);
    }
    let provider = provider();
    let verifier = Verifier::new_with_extra_roots(trusted, Arc::clone(&provider)).map_err(failed)?;
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(failed)?;
    let verifier: Arc<dyn ServerCertVerifier> = match is_unverified {
        true => Arc::new(Unverified(verifier)),
        false => Arc::new(verifier),
    };
    let config = config.dangerous().with_custom_certificate_verifier(verifier);
    let mut config = match certificate {
        Some(ClientCertificate { chain, key }) => {
            let key = PrivateKeyDer::from_pem_slice(key.0.as_bytes())
                .map_err(|_| not_pem("client_certificate", "PRIVATE KEY"))?;
            let unfit = "invalid `client_certificate`: the key cannot be used, or does not belong to the certificate";
            config
                .with_client_auth_cert(certificates(chain, "client_certificate")?, key)
                .map_err(|error| Error::configuration(unfit).with_source(error))?
        }
        None => config.with_client_cert_resolver(Arc::new(request.clone())),
    };
    config.alpn_protocols = PROTOCOLS.iter().map(|name| name.to_vec()).collect();
    Ok(config)
}

fn certificates(pem: &[u8], name: &str) -> Result<Vec<CertificateDer<'static>>> {
    let certificates: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(certificates),
        Ok(_) => Err(not_pem(name, "CERTIFICATE")),
        Err(error) => Err(not_pem(name, "CERTIFICATE").with_source(error)),
    }
}

fn not_pem(name: &str, label: &str) -> Error {
    Error::configuration(format!("invalid `{name}`: there is no PEM that begins with `-----BEGIN {label}-----`"))
}

/// Returns the program's own provider of cryptography if it has installed one, or else that of the features.
fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| {
        #[cfg(feature = "ring")]
        return Arc::new(rustls::crypto::ring::default_provider());
        #[cfg(not(feature = "ring"))]
        return Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    })
}

/// Returns why the handshake failed and what to do, if the same handshake would fail again.
///
/// A TLS 1.3 server validates the client's certificate after the client has connected, and before it reads a request.
pub(crate) fn failure(error: &(dyn StdError + 'static), is_connecting: bool) -> Option<String> {
    use rustls::Error as Tls;

    let error = error.downcast_ref::<Tls>()?;
    let advice = match error {
        Tls::AlertReceived(alert) => {
            let of_certificate = certificate_alert_advice(*alert);
            of_certificate.or_else(|| handshake_alert_advice(*alert).filter(|_| is_connecting))?
        }
        _ if !is_connecting => return None,
        Tls::InvalidCertificate(error) => certificate_advice(error),
        Tls::PeerIncompatible(_) => OFFER_TLS_12,
        Tls::InvalidMessage(_) => "the server does not speak TLS on this port; check the endpoint",
        Tls::NoApplicationProtocol => OFFER_HTTP,
        Tls::NoCertificatesPresented | Tls::UnsupportedNameType => {
            "the server must have a certificate for its host name"
        }
        Tls::PeerMisbehaved(_) | Tls::InvalidCertRevocationList(_) => "report it to the operator of the server",
        _ => return None,
    };
    Some(format!("{error}; {advice}"))
}

const OFFER_TLS_12: &str = "the server must offer TLS 1.2 or 1.3";
const OFFER_HTTP: &str = "the server must offer HTTP/1.1 or HTTP/2";

fn certificate_advice(error: &CertificateError) -> &'static str {
    use CertificateError as Wrong;

    match error {
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
            "set an endpoint whose host name is among the subject alternative names of the certificate"
        }
        Wrong::Expired | Wrong::ExpiredContext { .. } => {
            "check this machine's clock, or have the server's certificate renewed"
        }
        Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => "check this machine's clock",
        Wrong::UnknownIssuer => "add the authority's certificate with `root_certificate`",
        _ => "have the server's certificate replaced",
    }
}

/// Returns what to do about an alert after which the client needs another certificate.
fn certificate_alert_advice(alert: AlertDescription) -> Option<&'static str> {
    use AlertDescription as Alert;

    match alert {
        Alert::CertificateRequired => Some("the server requires a client certificate; set `client_certificate`"),
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::DecryptError
        | Alert::AccessDenied => Some("the server rejects the client certificate; set another `client_certificate`"),
        _ => None,
    }
}

/// Returns what to do about another permanent alert.
fn handshake_alert_advice(alert: AlertDescription) -> Option<&'static str> {
    use AlertDescription as Alert;

    match alert {
        Alert::ProtocolVersion => Some(OFFER_TLS_12),
        Alert::HandshakeFailure | Alert::InsufficientSecurity => {
            Some("the server accepts none of the ciphers, or requires a client certificate (`client_certificate`)")
        }
        Alert::UnrecognisedName => Some("the server does not know this host name; check the endpoint"),
        Alert::NoApplicationProtocol => Some(OFFER_HTTP),
        _ => None,
    }
}
