//! TLS handshakes that fail: named, final, and with what to do about them; and certificates of clients.

use std::sync::Arc;

use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind};
use rcgen::{CertificateParams, DnType, date_time_ymd};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedProtocolVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::sync::mpsc;

use crate::tls_server::{self, Identity, Server, listen};

/// With the default retries: a failure that passes would be tried again.
fn builder(endpoint: &str) -> ClientBuilder {
    Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"))
}

async fn list(client: ClientBuilder) -> Result<i32, Error> {
    Ok(client.build()?.training_jobs_v1().list().send().await?.quotas)
}

/// The failure of a call that is final, and says where, why and what to do.
async fn refusal(client: ClientBuilder, url: &str, why: &[&str]) {
    let error = list(client).await.unwrap_err();
    let text = error.to_string();
    assert_eq!((error.kind(), error.attempts(), error.is_retryable()), (ErrorKind::Tls, 1, false), "{text}");
    let host = format!("cannot connect to `{}`: ", url.trim_start_matches("https://"));
    for part in why.iter().copied().chain([host.as_str()]) {
        assert!(text.contains(part), "`{part}` is missing: {text}");
    }
    assert!(!text.contains("may have been carried out"), "{text}");
}

#[tokio::test]
async fn certificates_that_are_not_accepted_are_final_and_named() {
    let params = |names: &[&str]| {
        let mut params =
            CertificateParams::new(names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>()).unwrap();
        params.distinguished_name.push(DnType::CommonName, "localhost");
        params
    };
    let with = |change: fn(&mut CertificateParams)| {
        let mut params = params(&["localhost"]);
        change(&mut params);
        params
    };
    for (params, why) in [
        (params(&["other.example.com"]), &["not valid for name", "other.example.com", "set an endpoint"][..]),
        (params(&[]), &["not valid for name", "subject alternative names"]),
        (params(&["127.0.0.1"]), &["not valid for name"]),
        (with(|params| params.not_after = date_time_ymd(2001, 1, 1)), &["expired", "clock"]),
        (with(|params| params.not_before = date_time_ymd(4000, 1, 1)), &["not valid yet", "clock"]),
    ] {
        let identity = Identity::of(params);
        let server = Server::start(identity.server(&[])).await;
        refusal(builder(&server.url).root_certificate(identity.certificate_pem()), &server.url, why).await;
        assert_eq!(server.connections(), 1);
    }
}

#[tokio::test]
async fn unknown_authorities_are_final_and_named() {
    let server = Server::start(Identity::localhost().server(&[])).await;
    for client in [builder(&server.url), builder(&server.url).root_certificate(Identity::localhost().certificate_pem())]
    {
        refusal(client, &server.url, &["UnknownIssuer", "`root_certificate`"]).await;
    }
    assert_eq!(server.connections(), 2);
}

/// A server that reads the client's greeting and responds with given bytes. Counts connections.
async fn raw(bytes: &'static [u8]) -> (String, mpsc::UnboundedReceiver<()>) {
    let (listener, url) = listen().await;
    let (sender, connections) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            sender.send(()).unwrap();
            let mut greeting = [0; 8192];
            let _ = stream.read(&mut greeting).await;
            stream.write_all(bytes).await.unwrap();
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
        }
    });
    (url, connections)
}

#[tokio::test]
async fn servers_without_a_common_version_are_final_and_named() {
    let alert = |description: &'static [u8; 7]| &description[..];
    // ServerHello of TLS 1.1: a random of 32 bytes, no session, a cipher.
    let hello_of_tls_1_1 = b"\x16\x03\x02\0\x2a\x02\0\0\x26\x03\x020123456789abcdef0123456789abcdef\0\xc0\x13\0";
    for (bytes, why) in [
        (alert(b"\x15\x03\x02\0\x02\x02\x46"), "TLS 1.2 or 1.3"),
        (&hello_of_tls_1_1[..], "TLS 1.2 or 1.3"),
        (alert(b"\x15\x03\x03\0\x02\x02\x28"), "ciphers"),
        (alert(b"\x15\x03\x03\0\x02\x02\x70"), "does not know this host name"),
        (alert(b"\x15\x03\x03\0\x02\x02\x78"), "HTTP/1.1 or HTTP/2"),
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "does not speak TLS"),
    ] {
        let (url, mut connections) = raw(bytes).await;
        refusal(builder(&url), &url, &[why]).await;
        assert!(connections.try_recv().is_ok() && connections.try_recv().is_err(), "{why}");
    }
}

#[tokio::test]
async fn handshakes_that_may_pass_are_tried_again() {
    // The alert `internal_error`, and a connection that ends in the middle.
    for bytes in [&b"\x15\x03\x03\0\x02\x02\x50"[..], b"\x16\x03\x03"] {
        let (listener, url) = listen().await;
        let identity = Identity::localhost();
        let config = Arc::new(identity.server(&[]));
        tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            let _ = stream.read(&mut [0; 8192]).await;
            stream.write_all(bytes).await.unwrap();
            drop(stream);
            let (stream, _) = listener.accept().await.unwrap();
            tls_server::answer(tls_server::accept(&config, stream).await.unwrap(), |_| ()).await;
        });
        assert_eq!(list(builder(&url).root_certificate(identity.certificate_pem())).await.unwrap(), 1);
    }
}

/// A server that wants certificates of an authority.
fn wanting(identity: &Identity, clients: &Identity, version: &'static SupportedProtocolVersion) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(clients.certificate_der()).unwrap();
    let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider)).build().unwrap();
    let config = ServerConfig::builder_with_provider(provider).with_protocol_versions(&[version]).unwrap();
    let config = config.with_client_cert_verifier(verifier);
    config.with_single_cert(vec![identity.certificate_der()], identity.key_der()).unwrap()
}

#[tokio::test]
async fn servers_that_want_a_client_certificate_get_it_or_are_named() {
    let (identity, right, wrong) = (Identity::localhost(), Identity::localhost(), Identity::localhost());
    for version in [&rustls::version::TLS13, &rustls::version::TLS12] {
        let server = Server::start(wanting(&identity, &right, version)).await;
        let client = builder(&server.url).root_certificate(identity.certificate_pem());
        refusal(client.clone(), &server.url, &["client certificate", "`client_certificate`"]).await;
        assert_eq!(server.connections(), 1);
        let rejected = client.clone().client_certificate(wrong.certificate_pem(), wrong.key_pem());
        refusal(rejected, &server.url, &["`client_certificate`"]).await;
        assert_eq!(server.connections(), 2);
        assert_eq!(list(client.client_certificate(right.certificate_pem(), right.key_pem())).await.unwrap(), 1);
    }
}

#[test]
fn client_certificates_that_cannot_be_used_are_refused_without_showing_the_key() {
    let (identity, other) = (Identity::localhost(), Identity::localhost());
    let (certificate, key) = (identity.certificate_pem(), identity.key_pem());
    let secret = key.lines().nth(1).unwrap().to_owned();
    for (certificate, key) in [
        (String::new(), key.clone()),
        (key.clone(), key.clone()),
        (certificate.clone(), String::new()),
        (certificate.clone(), certificate.clone()),
        (certificate.clone(), key.replace("-----END", "!")),
        (certificate.clone(), other.key_pem()),
    ] {
        let client = builder("https://localhost").client_certificate(certificate, key);
        assert!(!format!("{client:?}").contains(&secret));
        let error = client.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        let text = format!("{error} {error:?}");
        assert!(!text.contains(&secret) && (text.contains("certificate") || text.contains("key")), "{text}");
    }
    assert!(builder("https://localhost").client_certificate(certificate, key).build().is_ok());
}
