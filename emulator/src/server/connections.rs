//! Connections: how many there are, how long each may take, and how much all of their bodies hold.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Body as _, Bytes};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use crate::limits;
use crate::server::{Shared, answer};
use crate::write_timeout::WriteTimeout;

/// What a connection is told that is one too many.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/// How long no connection is accepted after that failed: the cause, such as too many open files, needs time to go.
const PAUSE: Duration = Duration::from_millis(50);
/// The timeouts that a caller may set.
const TIMEOUTS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(24 * 60 * 60));

/// What all connections share of the limits.
struct Room {
    shared: Arc<Shared>,
    read_timeout: Duration,
    write_timeout: Duration,
    /// A permit for each byte of the bodies under way.
    bodies: Arc<Semaphore>,
}

/// Serves until it is stopped.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stop: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("error: cannot accept connections: {error}"),
    };
    let slots = Arc::new(Semaphore::new(shared.limits.connections.min(Semaphore::MAX_PERMITS)));
    let read_timeout = shared.limits.read_timeout.clamp(TIMEOUTS.0, TIMEOUTS.1);
    let write_timeout = shared.limits.write_timeout.clamp(TIMEOUTS.0, TIMEOUTS.1);
    let room = Arc::new(Room { shared, read_timeout, write_timeout, bodies: Arc::new(Semaphore::new(limits::BODIES)) });
    loop {
        let accepted = tokio::select! {
            biased;
            _ = &mut stop => return,
            accepted = listener.accept() => accepted,
        };
        match (accepted, Arc::clone(&slots).try_acquire_owned()) {
            (Ok((stream, _)), Ok(slot)) => drop(tokio::spawn(connection(stream, Arc::clone(&room), slot))),
            (Ok((stream, _)), Err(_)) => refuse(stream),
            // The peer is gone already.
            (Err(error), _) if is_of_the_peer(&error) => {}
            (Err(_), _) => sleep(PAUSE).await,
        }
    }
}

fn is_of_the_peer(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

/// Refuses a connection that is one too many.
fn refuse(stream: TcpStream) {
    // A client that does not get the words gets the end of its connection.
    let _ = stream.into_std().and_then(|mut stream| stream.write_all(BUSY));
}

async fn connection(stream: TcpStream, room: Arc<Room>, slot: OwnedSemaphorePermit) {
    // A response must not wait for the acknowledgement of another. It is as right, if slow, without.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| handle(request, &room));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(room.read_timeout)
        .max_buf_size(limits::HEAD)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream, room.write_timeout)), service);
    let mut connection = std::pin::pin!(connection);
    // A connection that breaks is its client's business.
    if timeout(limits::CONNECTION_AGE, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(room.read_timeout, connection).await;
    }
    drop(slot);
}

async fn handle(request: Request<hyper::body::Incoming>, room: &Room) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let read = timeout(room.read_timeout, read(body, &room.bodies)).await;
    let (body, permit) = match read.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT)) {
        Ok(read) => read,
        Err(status) => return Ok(refused(status)),
    };
    let response = answer(parts, body, &room.shared);
    drop(permit);
    Ok(hold(response, &room.bodies))
}

/// Reads a body, and takes a permit for each of its bytes.
///
/// # Errors
///
/// The status of the refusal: the body is too large or torn, or all bodies together are too large.
async fn read(
    mut body: hyper::body::Incoming,
    bodies: &Arc<Semaphore>,
) -> Result<(Bytes, Option<OwnedSemaphorePermit>), StatusCode> {
    if body.size_hint().lower() > limits::BODY as u64 {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    let mut bytes = Vec::new();
    let mut permit: Option<OwnedSemaphorePermit> = None;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| StatusCode::BAD_REQUEST)?.into_data() else { continue };
        if bytes.len().saturating_add(data.len()) > limits::BODY {
            return Err(StatusCode::PAYLOAD_TOO_LARGE);
        }
        let more = permits(bodies, data.len()).ok_or(StatusCode::SERVICE_UNAVAILABLE)?;
        match &mut permit {
            Some(permit) => permit.merge(more),
            None => permit = Some(more),
        }
        bytes.extend_from_slice(&data);
    }
    bytes.shrink_to_fit();
    Ok((bytes.into(), permit))
}

fn permits(bodies: &Arc<Semaphore>, bytes: usize) -> Option<OwnedSemaphorePermit> {
    Arc::clone(bodies).try_acquire_many_owned(u32::try_from(bytes).ok()?).ok()
}

/// A response whose body takes its permits until it is sent.
fn hold(response: Response<Bytes>, bodies: &Arc<Semaphore>) -> Response<Full<Bytes>> {
    struct Held(Bytes, #[allow(dead_code, reason = "it is held")] OwnedSemaphorePermit);
    impl AsRef<[u8]> for Held {
        fn as_ref(&self) -> &[u8] {
            &self.0
        }
    }
    let Some(permit) = permits(bodies, response.body().len()) else { return refused(StatusCode::SERVICE_UNAVAILABLE) };
    response.map(|body| Full::new(Bytes::from_owner(Held(body, permit))))
}

/// The end of a connection whose request cannot be read.
fn refused(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
