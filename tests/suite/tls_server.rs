//! Servers of TLS whose certificates are made for the test.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use rcgen::{CertificateParams, DnType, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// A response to both: a list of training jobs, and the creation of one.
pub const PAGE: &str = r#"{"is_success": true, "job_total_count": 0, "job_count_limit": 1, "quotas": 1, "jobs": [],
    "job_id": 1, "job_name": "n", "status": 8, "create_time": 3, "version_id": 2, "version_name": "v"}"#;

/// A certificate that signed itself, and its key.
pub struct Identity {
    certificate: rcgen::Certificate,
    key: KeyPair,
}

impl Identity {
    /// A certificate for `localhost`.
    pub fn localhost() -> Self {
        let mut params = CertificateParams::new(["localhost".to_owned()]).unwrap();
        // A name of its own: no other certificate of the machine or of the test is taken for its issuer.
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("test {}", COUNT.fetch_add(1, Ordering::SeqCst));
        params.distinguished_name.push(DnType::CommonName, name);
        Self::of(params)
    }

    pub fn of(params: CertificateParams) -> Self {
        let key = KeyPair::generate().unwrap();
        Self { certificate: params.self_signed(&key).unwrap(), key }
    }

    pub fn certificate_pem(&self) -> String {
        self.certificate.pem()
    }

    #[allow(dead_code, reason = "not every test has clients with certificates")]
    pub fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    pub fn certificate_der(&self) -> CertificateDer<'static> {
        CertificateDer::from(self.certificate.der().to_vec())
    }

    pub fn key_der(&self) -> PrivateKeyDer<'static> {
        PrivateKeyDer::try_from(self.key.serialize_der()).unwrap()
    }

    /// The configuration of a server with this certificate.
    pub fn server(&self, protocols: &[&[u8]]) -> ServerConfig {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![self.certificate_der()], self.key_der());
        let mut config = config.unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
        config
    }
}

/// Listens on loopback. Returns the address, by the name that certificates are for.
pub async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    (listener, url)
}

/// Accepts a connection. None, if the client and the server do not agree; then the client has the last word.
pub async fn accept(config: &Arc<ServerConfig>, stream: TcpStream) -> Option<TlsStream<TcpStream>> {
    match TlsAcceptor::from(Arc::clone(config)).accept(stream).into_fallible().await {
        Ok(stream) => Some(stream),
        Err((_, mut stream)) => {
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            None
        }
    }
}

/// A server that responds to each request with a page.
#[allow(dead_code, reason = "not every test needs it")]
pub struct Server {
    pub url: String,
    /// The version of HTTP of each request.
    pub versions: UnboundedReceiver<Version>,
    connections: Arc<AtomicUsize>,
}

#[allow(dead_code, reason = "not every test needs it")]
impl Server {
    pub async fn start(config: ServerConfig) -> Self {
        let (listener, url) = listen().await;
        let (sender, versions) = mpsc::unbounded_channel();
        let connections = Arc::new(AtomicUsize::new(0));
        let (config, count) = (Arc::new(config), Arc::clone(&connections));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let (config, sender) = (Arc::clone(&config), sender.clone());
                tokio::spawn(async move {
                    if let Some(stream) = accept(&config, stream).await {
                        answer(stream, move |version| sender.send(version).unwrap_or_default()).await;
                    }
                });
            }
        });
        Self { url, versions, connections }
    }

    /// How many connections clients have made.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

/// Answers the requests of a connection.
pub async fn answer(stream: TlsStream<TcpStream>, seen: impl Fn(Version) + Clone + Send + 'static) {
    let service = hyper::service::service_fn(move |request: Request<Incoming>| {
        seen(request.version());
        async { Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from_static(PAGE.as_bytes())))) }
    });
    let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
}
