//! A proxy between a client and a service. It injects the faults of networks and gateways.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{advance, sleep};

/// What is done to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// It is passed on late.
    Latency(Duration),
    /// The connection is reset before the request is read.
    ResetBefore,
    /// The connection is reset in the middle of the request.
    ResetDuring,
    /// The request takes effect, and the connection is reset instead of a response.
    ResetAfter,
    /// The request takes effect, and its response ends halfway.
    CutOff,
    /// The request takes effect, and its response arrives a byte at a time, with this delay.
    Drip(Duration),
    /// The gateway responds itself: status, other headers, content type, body.
    Answer(u16, &'static str, &'static str, &'static str),
    /// The same, with lines of headers and a body that are made up for this request.
    Reply(u16, String, String),
    /// The request takes effect, and the gateway responds itself anyway.
    AnswerAfter(u16),
}

/// Chooses what is done, by the method and the path of a request and its number.
pub type Chooser = dyn Fn(&str, &str, usize) -> Fault + Send + Sync;

/// A running proxy. It stops when it is dropped.
#[derive(Debug)]
pub struct FaultProxy {
    address: SocketAddr,
    counts: Arc<Counts>,
    listening: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Counts {
    requests: AtomicUsize,
    open: AtomicUsize,
    under_way: AtomicUsize,
    most_under_way: AtomicUsize,
    at_service: AtomicUsize,
}

impl FaultProxy {
    /// Starts a proxy before an address, as in `http://127.0.0.1:8080`, on the runtime of the caller.
    ///
    /// # Panics
    ///
    /// If loopback cannot be listened on.
    pub async fn start(
        upstream: &str,
        choose: impl Fn(&str, &str, usize) -> Fault + Send + Sync + 'static,
    ) -> FaultProxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("loopback can be listened on");
        let address = listener.local_addr().expect("a listener has an address");
        let upstream: SocketAddr = upstream.trim_start_matches("http://").parse().expect("an address of loopback");
        let counts = Arc::new(Counts::default());
        let (shared, choose): (_, Arc<Chooser>) = (Arc::clone(&counts), Arc::new(choose));
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (counts, choose) = (Arc::clone(&shared), Arc::clone(&choose));
                tokio::spawn(async move {
                    counts.open.fetch_add(1, Ordering::SeqCst);
                    // What breaks here is meant to, or is the client's business.
                    let _ = serve(stream, upstream, &counts, &*choose).await;
                    counts.open.fetch_sub(1, Ordering::SeqCst);
                });
            }
        });
        FaultProxy { address, counts, listening }
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many requests have come.
    pub fn requests(&self) -> usize {
        self.counts.requests.load(Ordering::SeqCst)
    }

    /// How many connections are open.
    pub fn open(&self) -> usize {
        self.counts.open.load(Ordering::SeqCst)
    }

    /// Lets the frozen clock advance whenever every task waits for it, and none for the service.
    pub fn run_clock(&self) -> JoinHandle<()> {
        let counts = Arc::clone(&self.counts);
        tokio::spawn(async move {
            loop {
                // Each of these polls all connections. On loopback, data arrives at once.
                for _ in 0..32 {
                    yield_now().await;
                }
                if counts.at_service.load(Ordering::SeqCst) == 0 {
                    advance(Duration::from_millis(5)).await;
                }
            }
        })
    }

    /// How many requests were under way at once, at most.
    pub fn most_under_way(&self) -> usize {
        self.counts.most_under_way.load(Ordering::SeqCst)
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn serve(mut client: TcpStream, upstream: SocketAddr, counts: &Counts, choose: &Chooser) -> io::Result<()> {
    client.set_nodelay(true)?;
    let mut server = TcpStream::connect(upstream).await?;
    server.set_nodelay(true)?;
    loop {
        let Some(head) = read_head(&mut client).await? else { return Ok(()) };
        let number = counts.requests.fetch_add(1, Ordering::SeqCst);
        let now = counts.under_way.fetch_add(1, Ordering::SeqCst) + 1;
        counts.most_under_way.fetch_max(now, Ordering::SeqCst);
        let goes_on = exchange(&mut client, &mut server, head, number, choose, counts).await;
        counts.under_way.fetch_sub(1, Ordering::SeqCst);
        if !goes_on? {
            return Ok(());
        }
    }
}

/// Responds to a request; returns whether the connection is still usable.
async fn exchange(
    client: &mut TcpStream,
    server: &mut TcpStream,
    head: Vec<u8>,
    number: usize,
    choose: &Chooser,
    counts: &Counts,
) -> io::Result<bool> {
    let text = String::from_utf8_lossy(&head).into_owned();
    let mut words = text.split(' ');
    let fault = choose(words.next().unwrap_or(""), words.next().unwrap_or(""), number);
    let length = content_length(&text);
    match fault {
        Fault::ResetBefore => return reset(client),
        Fault::ResetDuring => {
            let mut half = vec![0; length / 2];
            client.read_exact(&mut half).await?;
            return reset(client);
        }
        _ => {}
    }
    let mut request = head;
    let at = request.len();
    request.resize(at + length, 0);
    client.read_exact(&mut request[at..]).await?;
    if let Fault::Answer(status, headers, content_type, body) = fault {
        client.write_all(&gateways_answer(status, headers, content_type, body)).await?;
        return Ok(true);
    }
    if let Fault::Reply(status, headers, body) = &fault {
        client.write_all(&gateways_answer(*status, headers, "application/json", body)).await?;
        return Ok(true);
    }
    if let Fault::Latency(pause) = fault {
        sleep(pause).await;
    }
    counts.at_service.fetch_add(1, Ordering::SeqCst);
    let answer = ask(server, &request).await;
    counts.at_service.fetch_sub(1, Ordering::SeqCst);
    let (head, body) = answer?;
    match fault {
        Fault::ResetAfter => return reset(client),
        Fault::AnswerAfter(status) => client.write_all(&gateways_answer(status, "", "text/html", "<html>")).await?,
        Fault::CutOff => {
            client.write_all(&head).await?;
            client.write_all(&body[..body.len() / 2]).await?;
            return Ok(false);
        }
        Fault::Drip(pause) => {
            client.write_all(&head).await?;
            for byte in body {
                client.write_all(&[byte]).await?;
                sleep(pause).await;
            }
        }
        _ => client.write_all(&[head, body].concat()).await?,
    }
    Ok(true)
}

/// Ends a connection as one that has gone does, without a goodbye.
fn reset(client: &TcpStream) -> io::Result<bool> {
    client.set_zero_linger()?;
    Ok(false)
}

fn gateways_answer(status: u16, headers: &str, content_type: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!("HTTP/1.1 {status} Said\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n{headers}\r\n{body}")
        .into_bytes()
}

/// The head of a message, with the empty line; nothing at the end of the connection.
///
/// # Errors
///
/// The connection breaks.
pub async fn read_head(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::with_capacity(1024);
    let mut waiting = [0; 4096];
    while !head.ends_with(b"\r\n\r\n") {
        // A body must not be read along: what has come is looked at first.
        let count = stream.peek(&mut waiting).await?;
        if count == 0 {
            return Ok(None);
        }
        let begin = head.len();
        head.extend_from_slice(&waiting[..count]);
        let searched = begin.saturating_sub(3);
        let end = head[searched..].windows(4).position(|end| end == b"\r\n\r\n");
        head.truncate(end.map_or(head.len(), |end| searched + end + 4));
        stream.read_exact(&mut waiting[..head.len() - begin]).await?;
    }
    Ok(Some(head))
}

async fn ask(server: &mut TcpStream, request: &[u8]) -> io::Result<(Vec<u8>, Vec<u8>)> {
    server.write_all(request).await?;
    let head = read_head(server).await?.ok_or(io::ErrorKind::UnexpectedEof)?;
    let mut body = vec![0; content_length(&String::from_utf8_lossy(&head))];
    server.read_exact(&mut body).await?;
    Ok((head, body))
}

fn content_length(head: &str) -> usize {
    let line = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    line.unwrap_or(0)
}
