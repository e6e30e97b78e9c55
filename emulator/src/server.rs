//! HTTP on loopback: requests in, answers out.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderValue};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use modelarts_codegen::Api;
use percent_encoding::percent_decode_str;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::authentication::{Tokens, Way};
use crate::live::Live;
use crate::store::Store;
use crate::{Identity, identity, metadata, service};

const MAX_BODY: usize = 16 * 1024 * 1024;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) api: Api,
    pub(crate) identity: Identity,
    pub(crate) tokens: Tokens,
    pub(crate) store: Store,
    pub(crate) live: Live,
    /// Seconds by which the clock is ahead of the machine's.
    clock_ahead: AtomicI64,
    requests: Mutex<Vec<Recorded>>,
}

/// A request that has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// Method.
    pub method: String,
    /// Path, as it came.
    pub path: String,
    /// Query, as it came.
    pub query: String,
    /// Body, as it came; that of a login is left out, since it holds a password.
    pub body: Bytes,
    /// The way of authentication that it used, right or wrong.
    pub way: Option<Way>,
    /// Status of the answer to it.
    pub status: u16,
}

impl Shared {
    pub(crate) fn new(api: Api, identity: Identity, count: usize) -> Self {
        let store = Store::new(&api, count);
        Self {
            api,
            identity,
            tokens: Tokens::default(),
            store,
            live: Live::default(),
            clock_ahead: AtomicI64::new(0),
            requests: Mutex::default(),
        }
    }

    /// What the service takes for the time.
    pub(crate) fn now(&self) -> SystemTime {
        let ahead = self.clock_ahead.load(Ordering::Relaxed);
        let distance = Duration::from_secs(ahead.unsigned_abs());
        if ahead < 0 { SystemTime::now() - distance } else { SystemTime::now() + distance }
    }

    pub(crate) fn set_clock_ahead(&self, seconds: i64) {
        self.clock_ahead.store(seconds, Ordering::Relaxed);
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes note of a request and what was answered; gives its number.
    fn record(&self, request: &Incoming, status: StatusCode) -> usize {
        let recorded = Recorded {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            body: if request.path == identity::LOGIN { Bytes::new() } else { request.body.clone() },
            way: service::way(request),
            status: status.as_u16(),
        };
        let mut requests = self.requests.lock().unwrap_or_else(PoisonError::into_inner);
        requests.push(recorded);
        requests.len()
    }
}

/// A request whose body has been read.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Incoming {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.headers.get(name)?.as_bytes()).ok()
    }

    /// Names and values of the query, decoded.
    pub(crate) fn query_pairs(&self) -> impl Iterator<Item = (String, String)> {
        let decode = |text: &str| percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
        self.query.split('&').filter(|pair| !pair.is_empty()).map(move |pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
    }
}

/// Serves until told to stop.
pub(crate) async fn serve(listener: TcpListener, shared: Arc<Shared>, mut stop: oneshot::Receiver<()>) {
    let listener = match tokio::net::TcpListener::from_std(listener) {
        Ok(listener) => listener,
        Err(error) => return eprintln!("the emulator cannot listen: {error}"),
    };
    loop {
        let stream = tokio::select! {
            biased;
            _ = &mut stop => return,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => stream,
                // The peer is gone already.
                Err(_) => continue,
            },
        };
        // An answer must not wait for the acknowledgement of another. It is as right, if slow, without.
        let _ = stream.set_nodelay(true);
        let shared = Arc::clone(&shared);
        tokio::spawn(async move {
            let service = service_fn(|request| handle(request, &shared));
            // A connection that breaks is its client's business.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn handle(request: Request<hyper::body::Incoming>, shared: &Shared) -> Result<Response<Full<Bytes>>, Infallible> {
    let (parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, MAX_BODY).collect().await else {
        let mut response = Response::new(Full::default());
        *response.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
        return Ok(response);
    };
    let request = Incoming {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body: body.to_bytes(),
    };
    let answer = answer(&request, shared);
    let number = shared.record(&request, answer.status);
    let mut response = Response::new(Full::new(answer.body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(shared.now())) {
        headers.insert(DATE, date);
    }
    let request_id = hyper::header::HeaderName::from_bytes(shared.api.service.request_id.as_bytes());
    if let (Ok(name), Ok(value)) = (request_id, HeaderValue::from_str(&format!("emulator-{number}"))) {
        headers.insert(name, value);
    }
    if let Some(token) = answer.token {
        headers.insert("x-subject-token", token);
    }
    Ok(response)
}

/// What is answered.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    content_type: &'static str,
    /// The token of a login.
    pub(crate) token: Option<HeaderValue>,
    body: Bytes,
}

impl Answer {
    /// A value; nothing for `null`.
    pub(crate) fn json(status: StatusCode, value: &Value) -> Self {
        let body = if value.is_null() { Bytes::new() } else { Bytes::from(value.to_string()) };
        Self { status, content_type: "application/json", token: None, body }
    }

    pub(crate) fn text(status: StatusCode, text: &'static str) -> Self {
        Self { status, content_type: "text/plain", token: None, body: Bytes::from_static(text.as_bytes()) }
    }
}

fn answer(request: &Incoming, shared: &Shared) -> Answer {
    let elsewhere = identity::answer(request, shared).or_else(|| metadata::answer(request, shared));
    elsewhere.unwrap_or_else(|| match service::answer(request, shared) {
        Ok((status, body)) => Answer::json(status, &body),
        Err(refusal) => Answer::json(refusal.status, &refusal.body(&shared.api.service, service::way(request))),
    })
}
