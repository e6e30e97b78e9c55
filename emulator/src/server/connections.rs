//! Accepts connections and limits their number and age.

use std::convert::Infallible;
use std::io::{self, Write as _};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONNECTION, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};
use tokio::time::{sleep, timeout};

use super::bodies::Bodies;
use super::respond::respond;
use super::write_timeout::WriteTimeout;
use crate::config::limits;
use crate::state::SharedState;

/// The response to a connection beyond the limit.
const BUSY: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
/// The delay after accepting failed. The cause, such as too many open files, needs time to go away.
const ACCEPT_DELAY: Duration = Duration::from_millis(50);
/// The range of the timeouts that a builder can set.
const TIMEOUTS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(24 * 60 * 60));

/// What all connections share.
struct Context {
    state: Arc<SharedState>,
    read_timeout: Duration,
    write_timeout: Duration,
    bodies: Bodies,
}

/// Serves connections until `stop` resolves.
pub(super) async fn serve(listener: TcpListener, state: Arc<SharedState>, mut stop: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("error: cannot accept connections: {error}"),
    };
    let slots = Arc::new(Semaphore::new(state.limits.connections.min(Semaphore::MAX_PERMITS)));
    let read_timeout = state.limits.read_timeout.clamp(TIMEOUTS.0, TIMEOUTS.1);
    let write_timeout = state.limits.write_timeout.clamp(TIMEOUTS.0, TIMEOUTS.1);
    let context = Arc::new(Context { state, read_timeout, write_timeout, bodies: Bodies::new() });
    loop {
        let accepted = tokio::select! {
            biased;
            _ = &mut stop => return,
            accepted = listener.accept() => accepted,
        };
        match (accepted, Arc::clone(&slots).try_acquire_owned()) {
            (Ok((stream, _)), Ok(slot)) => drop(tokio::spawn(serve_connection(stream, Arc::clone(&context), slot))),
            (Ok((stream, _)), Err(_)) => refuse(stream),
            (Err(error), _) if is_closed_by_client(&error) => {}
            (Err(_), _) => sleep(ACCEPT_DELAY).await,
        }
    }
}

fn is_closed_by_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
    matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted)
}

/// Refuses a connection beyond the limit.
fn refuse(stream: TcpStream) {
    // If the response cannot be written, the client sees a closed connection.
    let _ = stream.into_std().and_then(|mut stream| stream.write_all(BUSY));
}

async fn serve_connection(stream: TcpStream, context: Arc<Context>, slot: OwnedSemaphorePermit) {
    // With Nagle's algorithm, a response waits for the acknowledgement of the one before. That is slow, but no error.
    let _ = stream.set_nodelay(true);
    let service = service_fn(|request| handle(request, &context));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(context.read_timeout)
        .max_buf_size(limits::HEAD)
        .serve_connection(TokioIo::new(WriteTimeout::new(stream, context.write_timeout)), service);
    let mut connection = std::pin::pin!(connection);
    // Errors of a connection concern its client only.
    if timeout(limits::CONNECTION_AGE, connection.as_mut()).await.is_err() {
        connection.as_mut().graceful_shutdown();
        let _ = timeout(context.read_timeout, connection).await;
    }
    drop(slot);
}

async fn handle(request: Request<Incoming>, context: &Context) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let read = timeout(context.read_timeout, context.bodies.read(body)).await;
    let (body, permit) = match read.unwrap_or(Err(StatusCode::REQUEST_TIMEOUT)) {
        Ok(read) => read,
        Err(status) => return Ok(closing(status)),
    };
    let response = respond(parts, body, &context.state);
    drop(permit);
    Ok(context.bodies.hold(response).unwrap_or_else(|| closing(StatusCode::SERVICE_UNAVAILABLE)))
}

/// Returns a response without a body that closes the connection.
fn closing(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
