//! HTTP/2: what a server has turned down is sent again, what it may have begun is not; connections that are silent are
//! tested.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use modelarts::{Client, ClientBuilder, Credentials, Error, RetryPolicy};
use modelarts_tests::some_job;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio_rustls::server::TlsStream;

use crate::tls_server::{self, Identity, PAGE, listen};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const PING: u8 = 6;
const GOAWAY: u8 = 7;

/// A connection of HTTP/2, frame by frame: no library lets a server choose all that it says.
struct Frames(TlsStream<TcpStream>);

impl Frames {
    async fn begin(mut stream: TlsStream<TcpStream>) -> Self {
        let mut preface = [0; 24];
        stream.read_exact(&mut preface).await.unwrap();
        let mut frames = Self(stream);
        frames.write(SETTINGS, 0, 0, &[]).await;
        frames
    }

    async fn write(&mut self, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
        let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
        let frame = [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat();
        self.0.write_all(&frame).await.unwrap();
    }

    /// Kind, flags and stream of the next frame. None, at the end of the connection.
    async fn read(&mut self) -> Option<(u8, u8, u32)> {
        let mut head = [0; 9];
        self.0.read_exact(&mut head).await.ok()?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        self.0.read_exact(&mut vec![0; length as usize]).await.ok()?;
        Some((head[3], head[4], u32::from_be_bytes([head[5], head[6], head[7], head[8]])))
    }

    /// Waits for a request. Returns its stream.
    async fn request(&mut self) -> Option<u32> {
        loop {
            if let (HEADERS, _, stream) = self.read().await? {
                return Some(stream);
            }
        }
    }

    /// Answers a request with a page.
    async fn answer(&mut self, stream: u32) {
        // The status 200 in the table of names and values.
        self.write(HEADERS, 4, stream, &[0x88]).await;
        self.write(DATA, 1, stream, PAGE.as_bytes()).await;
    }

    async fn go_away(&mut self, last_stream: u32, code: u32) {
        self.write(GOAWAY, 0, 0, &[last_stream.to_be_bytes(), code.to_be_bytes()].concat()).await;
    }

    async fn until_the_end(mut self) {
        while self.read().await.is_some() {}
    }
}

/// What a server does with requests on its first connection, but for the first of them, which is answered.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// It names the first as the last that it will process, with this code.
    GoAwayUnprocessed(u32),
    /// It may have begun all of them, and closes the connection.
    GoAwayProcessed,
    /// It resets each of them with this code.
    Reset(u32),
}

/// A server of HTTP/2 with a fault. Returns its address, its certificate, and the number of requests that it processed on
/// later connections.
async fn faulty(fault: Fault) -> (String, Identity, Arc<AtomicUsize>) {
    let (listener, url) = listen().await;
    let identity = Identity::localhost();
    let config = Arc::new(identity.server(&[b"h2"]));
    let processed = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&processed);
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut frames = Frames::begin(tls_server::accept(&config, stream).await.unwrap()).await;
        let first = frames.request().await.unwrap();
        frames.answer(first).await;
        tokio::spawn(async move {
            let second = frames.request().await.unwrap();
            match fault {
                Fault::GoAwayUnprocessed(code) => frames.go_away(first, code).await,
                Fault::GoAwayProcessed => return frames.go_away(0x7fff_ffff, 0).await,
                Fault::Reset(code) => {
                    let mut stream = Some(second);
                    while let Some(id) = stream {
                        frames.write(RST_STREAM, 0, id, &code.to_be_bytes()).await;
                        stream = frames.request().await;
                    }
                }
            }
            frames.until_the_end().await;
        });
        while let Ok((stream, _)) = listener.accept().await {
            let (config, count) = (Arc::clone(&config), Arc::clone(&count));
            tokio::spawn(async move {
                let stream = tls_server::accept(&config, stream).await.unwrap();
                tls_server::answer(stream, move |_| {
                    count.fetch_add(1, Ordering::SeqCst);
                })
                .await;
            });
        }
    });
    (url, identity, processed)
}

fn client(url: &str, identity: &Identity) -> ClientBuilder {
    let client = Client::builder().endpoint(url).project_id("p").credentials(Credentials::token("t"));
    let retries = RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(5));
    client.root_certificate(identity.certificate_pem()).retry_policy(retries)
}

/// Creates jobs concurrently on one connection.
async fn create_jobs(client: &Client, count: usize) -> Vec<Result<(), Error>> {
    client.training_jobs_v1().list().send().await.unwrap();
    let calls =
        (0..count).map(|_| async { client.training_jobs_v1().create("job", some_job()).send().await.map(drop) });
    futures_util::future::join_all(calls).await
}

#[tokio::test]
async fn requests_after_the_last_stream_of_a_goaway_are_retried() {
    // NO_ERROR, INTERNAL_ERROR, ENHANCE_YOUR_CALM: the code does not matter.
    for code in [0, 2, 11] {
        let (url, identity, processed) = faulty(Fault::GoAwayUnprocessed(code)).await;
        for outcome in create_jobs(&client(&url, &identity).build().unwrap(), 40).await {
            outcome.unwrap();
        }
        assert_eq!(processed.load(Ordering::SeqCst), 40, "each request is processed once");
    }
}

#[tokio::test]
async fn requests_whose_streams_are_refused_are_sent_again() {
    const REFUSED_STREAM: u32 = 7;
    let (url, identity, processed) = faulty(Fault::Reset(REFUSED_STREAM)).await;
    // The connection goes on and refuses all requests: their attempts end, and nothing is in doubt.
    for outcome in create_jobs(&client(&url, &identity).build().unwrap(), 3).await {
        let error = outcome.unwrap_err();
        assert!(error.attempts() == 8 && error.is_retryable(), "{error}");
    }
    assert_eq!(processed.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn requests_that_the_server_may_have_begun_are_not_sent_again() {
    const INTERNAL_ERROR: u32 = 2;
    for fault in [Fault::GoAwayProcessed, Fault::Reset(INTERNAL_ERROR)] {
        let (url, identity, processed) = faulty(fault).await;
        for outcome in create_jobs(&client(&url, &identity).build().unwrap(), 1).await {
            let error = outcome.unwrap_err();
            assert!(error.attempts() == 1 && !error.is_retryable(), "{fault:?}: {error}");
            let host = url.trim_start_matches("https://");
            assert!(error.to_string().contains(&format!("the connection to `{host}` broke")), "{error}");
        }
        assert_eq!(processed.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn silent_connections_are_tested_and_given_up() {
    let (listener, url) = listen().await;
    let identity = Identity::localhost();
    let config = Arc::new(identity.server(&[b"h2"]));
    let (sender, mut seen) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut frames = Frames::begin(tls_server::accept(&config, stream).await.unwrap()).await;
        let first = frames.request().await.unwrap();
        frames.answer(first).await;
        while let Some((kind, flags, _)) = frames.read().await {
            if (kind, flags) == (PING, 0) {
                sender.send("ping").unwrap();
            }
        }
        sender.send("end").unwrap();
        let (stream, _) = listener.accept().await.unwrap();
        tls_server::answer(tls_server::accept(&config, stream).await.unwrap(), |_| ()).await;
    });
    let client = client(&url, &identity).build().unwrap();
    client.training_jobs_v1().list().send().await.unwrap();
    tokio::time::pause();
    assert_eq!(seen.recv().await, Some("ping"));
    assert_eq!(seen.recv().await, Some("end"), "no ping is answered");
    tokio::time::resume();
    client.training_jobs_v1().list().send().await.unwrap();
}
