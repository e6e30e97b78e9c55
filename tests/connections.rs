//! How connections are made: TLS and whom it trusts, HTTP/2, proxies, packed answers.

use std::io::Write as _;
use std::sync::Arc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto;
use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use modelarts_tests::serve;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{self, UnboundedReceiver};
use tokio_rustls::TlsAcceptor;

const PAGE: &str = r#"{"is_success": true, "job_total_count": 0, "job_count_limit": 1, "quotas": 1, "jobs": []}"#;

fn builder(endpoint: &str) -> ClientBuilder {
    let client = Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"));
    client.retries(RetryPolicy::never())
}

async fn list(client: ClientBuilder) -> Result<i32, Error> {
    Ok(client.build()?.list_training_jobs().send().await?.quotas)
}

/// A server with a certificate that no system trusts: its address, the certificate as PEM, and the
/// version of HTTP of each request.
async fn secure(protocols: &[&[u8]]) -> (String, String, UnboundedReceiver<Version>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let certificate = CertificateDer::from(made.cert.der().to_vec());
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_no_client_auth().with_single_cert(vec![certificate], key).unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let (sender, versions) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, sender) = (acceptor.clone(), sender.clone());
            tokio::spawn(async move {
                // A client that does not trust the certificate goes away here.
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let service = hyper::service::service_fn(move |request: Request<Incoming>| {
                    let _ = sender.send(request.version());
                    async {
                        Ok::<_, std::convert::Infallible>(Response::new(Full::new(Bytes::from_static(PAGE.as_bytes()))))
                    }
                });
                let _ = auto::Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    (address, made.cert.pem(), versions)
}

#[tokio::test]
async fn a_certificate_is_trusted_once_it_is_named() {
    let (endpoint, pem, mut versions) = secure(&[]).await;
    let error = list(builder(&endpoint)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection, "{error}");
    assert!(error.is_retryable() && format!("{error:?}").contains("UnknownIssuer"), "{error:?}");
    assert_eq!(list(builder(&endpoint).root_certificate(pem)).await.unwrap(), 1);
    assert_eq!(versions.recv().await, Some(Version::HTTP_11));

    for wrong in ["", "no PEM", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let error = list(builder(&endpoint).root_certificate(wrong)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().contains("PEM"), "{error}");
    }
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered() {
    for (offered, spoken) in
        [(&[b"h2".as_slice(), b"http/1.1"][..], Version::HTTP_2), (&[b"http/1.1"], Version::HTTP_11)]
    {
        let (endpoint, pem, mut versions) = secure(offered).await;
        let client = builder(&endpoint).root_certificate(pem).build().unwrap();
        for _ in 0..3 {
            assert_eq!(client.list_training_jobs().send().await.unwrap().quotas, 1);
            assert_eq!(versions.recv().await, Some(spoken));
        }
    }
}

#[tokio::test]
async fn a_proxy_is_asked_for_everything() {
    let answer = || modelarts_tests::json(PAGE);
    let proxy = serve([answer()]);
    let client = builder("http://modelarts.invalid").allow_http(true);
    assert_eq!(list(client.clone().proxy(proxy)).await.unwrap(), 1);
    let error = list(client.clone().proxy("no address")).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.to_string().as_str()),
        (ErrorKind::Configuration, "the `proxy` is not the address of one")
    );
    // The password of a proxy is a secret as any other.
    let shown = format!("{:?}", client.proxy("http://user:canary@proxy.invalid"));
    assert!(!shown.contains("canary"), "{shown}");
}

/// An answer with a packed body.
fn packed(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(body).unwrap();
    let body = packer.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

#[tokio::test]
async fn a_packed_answer_is_unpacked_up_to_the_limit() {
    assert_eq!(list(builder(&serve([packed(PAGE.as_bytes())]))).await.unwrap(), 1);
    // 64 MiB of blanks in 64 KiB.
    let bomb = packed(&[PAGE.as_bytes(), &vec![b' '; 64 << 20]].concat());
    assert!(bomb.len() < 100_000);
    let error = list(builder(&serve([bomb])).max_response_bytes(1 << 20)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
}
