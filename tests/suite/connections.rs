//! How connections are made: trusted certificates, HTTP/2, compressed responses, failures.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use hyper::Version;
use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use modelarts_tests::{answer, read_head, serve};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;

use crate::tls_server::{Identity, PAGE, Server};

fn builder(endpoint: &str) -> ClientBuilder {
    let client = Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"));
    client.retry_policy(RetryPolicy::never())
}

async fn list(client: ClientBuilder) -> Result<i32, Error> {
    Ok(client.build()?.training_jobs_v1().list().send().await?.quotas)
}

#[tokio::test]
async fn a_certificate_is_trusted_once_it_is_named() {
    let identity = Identity::localhost();
    let mut server = Server::start(identity.server(&[])).await;
    let error = list(builder(&server.url)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Tls, "{error}");
    assert!(!error.is_retryable() && error.to_string().contains("UnknownIssuer"), "{error:?}");
    assert_eq!(list(builder(&server.url).root_certificate(identity.certificate_pem())).await.unwrap(), 1);
    assert_eq!(server.versions.recv().await, Some(Version::HTTP_11));

    for wrong in ["", "no PEM", "-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----\n"] {
        let error = list(builder(&server.url).root_certificate(wrong)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
        assert!(error.to_string().contains("PEM"), "{error}");
    }
}

#[tokio::test]
async fn http_2_is_spoken_where_it_is_offered() {
    for (offered, spoken) in
        [(&[b"h2".as_slice(), b"http/1.1"][..], Version::HTTP_2), (&[b"http/1.1"], Version::HTTP_11)]
    {
        let identity = Identity::localhost();
        let mut server = Server::start(identity.server(offered)).await;
        let client = builder(&server.url).root_certificate(identity.certificate_pem()).build().unwrap();
        for _ in 0..3 {
            assert_eq!(client.training_jobs_v1().list().send().await.unwrap().quotas, 1);
            assert_eq!(server.versions.recv().await, Some(spoken));
        }
    }
}

/// A server that keeps connections open, and how many it has.
async fn patient() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let connections = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&connections);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            count.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                while let Ok(Some(_)) = read_head(&mut stream).await {
                    let page = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{PAGE}", PAGE.len());
                    stream.write_all(page.as_bytes()).await.unwrap();
                }
            });
        }
    });
    (url, connections)
}

#[tokio::test]
async fn connections_are_used_again_unless_they_have_been_idle_for_nearly_a_minute() {
    for (idle, expected) in [(30, 1), (59, 2)] {
        let (url, connections) = patient().await;
        let client = builder(&url).build().unwrap();
        client.training_jobs_v1().list().send().await.unwrap();
        tokio::time::pause();
        tokio::time::advance(Duration::from_secs(idle)).await;
        tokio::time::resume();
        client.training_jobs_v1().list().send().await.unwrap();
        assert_eq!(connections.load(Ordering::SeqCst), expected, "after {idle} s");
    }
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(body).unwrap();
    packer.finish().unwrap()
}

/// A response whose body has an encoding.
fn encoded(status: &str, encoding: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

#[tokio::test]
async fn a_compressed_response_is_decompressed_up_to_the_limit() {
    let packed = gzip(PAGE.as_bytes());
    assert_eq!(list(builder(&serve([encoded("200 OK", "gzip", &packed)]))).await.unwrap(), 1);
    // 16 MiB of blanks in 16 KiB.
    let bomb = encoded("200 OK", "gzip", &gzip(&[PAGE.as_bytes(), &vec![b' '; 16 << 20]].concat()));
    assert!(bomb.len() < 25_000);
    let error = list(builder(&serve([bomb])).max_response_bytes(1 << 20)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooLarge, "{error}");
}

#[tokio::test]
async fn encodings_are_read_in_any_case_with_all_members() {
    let (begin, end) = PAGE.split_at(40);
    let members = [gzip(begin.as_bytes()), gzip(b""), gzip(end.as_bytes())].concat();
    for (encoding, body) in [
        ("GZIP", gzip(PAGE.as_bytes())),
        ("X-GZip", gzip(PAGE.as_bytes())),
        ("gzip", members),
        ("identity", PAGE.into()),
        ("Identity, gzip", gzip(PAGE.as_bytes())),
        ("gzip , GZIP", gzip(&gzip(PAGE.as_bytes()))),
        ("", PAGE.into()),
    ] {
        assert_eq!(list(builder(&serve([encoded("200 OK", encoding, &body)]))).await.unwrap(), 1, "{encoding}");
    }
}

#[tokio::test]
async fn encodings_that_cannot_be_read_are_named() {
    let packed = gzip(PAGE.as_bytes());
    for (encoding, body, named) in [
        ("br", PAGE.as_bytes(), "`br`"),
        ("deflate", PAGE.as_bytes(), "`deflate`"),
        ("gzip, Zstd", &packed, "`Zstd`"),
        ("gzip", &packed[..packed.len() / 2], "`gzip`"),
        ("gzip", PAGE.as_bytes(), "`gzip`"),
    ] {
        let error = list(builder(&serve([encoded("200 OK", encoding, body)]))).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)), "{error}");
        assert!(error.to_string().contains(named), "{error}");
        // The status decides what a failure is, for any body.
        let error = list(builder(&serve([encoded("503 Busy", encoding, body)]))).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Service, true), "{error}");
    }
}

#[tokio::test]
async fn unreachable_servers_are_named_with_the_cause() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    for (host, cause) in [(closed.to_string(), "refused"), ("modelarts.invalid".to_owned(), "name cannot be resolved")]
    {
        let error = list(builder(&format!("http://{host}")).allow_http(true)).await.unwrap_err();
        let text = error.to_string();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Connection, true), "{text}");
        assert!(text.contains(&format!("cannot connect to `{host}`: ")) && text.contains(cause), "{text}");
    }
}

#[tokio::test]
async fn connections_that_break_are_named_with_the_cause() {
    let mut cut = answer("200 OK", "application/json", PAGE);
    cut.truncate(cut.len() - 10);
    for bytes in [cut, b"HTTP/1.1 200".to_vec(), Vec::new(), b"what?\r\n\r\n".to_vec()] {
        let url = serve([bytes]);
        let error = list(builder(&url)).await.unwrap_err();
        let text = error.to_string();
        let expected = format!("the connection to `{}` broke before the response was complete: ", &url[7..]);
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Connection, true), "{text}");
        assert!(text.contains(&expected) && !text.ends_with(&expected), "{text}");
    }
}

#[test]
fn endpoints_that_a_parser_would_repair_are_refused() {
    for endpoint in
        ["https:///x", "https:x", "https:/x", "https:\\\\x", "https://\\x", " https://x", "https://x\n", "https://"]
    {
        for client in [
            builder(endpoint),
            builder("https://x").iam_endpoint(endpoint).credentials(Credentials::account("d", "u", "password")),
        ] {
            let error = client.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{endpoint}");
            assert!(error.to_string().contains("it must be an address"), "{error}");
        }
    }
}
