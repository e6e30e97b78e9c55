//! HTTP on loopback: requests in, answers out.

use std::convert::Infallible;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, PoisonError};

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
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
use crate::{Identity, identity, service};

const MAX_BODY: usize = 16 * 1024 * 1024;

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) api: Api,
    pub(crate) identity: Identity,
    pub(crate) tokens: Tokens,
    pub(crate) store: Store,
    pub(crate) live: Live,
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
}

impl Shared {
    pub(crate) fn new(api: Api, identity: Identity, count: usize) -> Self {
        let store = Store::new(&api, count);
        Self { api, identity, tokens: Tokens::default(), store, live: Live::default(), requests: Mutex::default() }
    }

    pub(crate) fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn record(&self, request: &Incoming) -> usize {
        let recorded = Recorded {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            body: if request.path == identity::PATH { Bytes::new() } else { request.body.clone() },
            way: service::way(request),
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
    let number = shared.record(&request);
    let (status, token, body) = answer(&request, shared);
    let body = if body.is_null() { Bytes::new() } else { Bytes::from(body.to_string()) };
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let request_id = hyper::header::HeaderName::from_bytes(shared.api.service.request_id.as_bytes());
    if let (Ok(name), Ok(value)) = (request_id, HeaderValue::from_str(&format!("emulator-{number}"))) {
        headers.insert(name, value);
    }
    if let Some(token) = token.and_then(|token| HeaderValue::from_str(&token).ok()) {
        headers.insert("x-subject-token", token);
    }
    Ok(response)
}

fn answer(request: &Incoming, shared: &Shared) -> (StatusCode, Option<String>, Value) {
    if request.method == "POST" && request.path == identity::PATH {
        return identity::login(&request.body, &shared.identity, &shared.tokens);
    }
    match service::answer(request, shared) {
        Ok((status, body)) => (status, None, body),
        Err(refusal) => (refusal.status, None, refusal.body(&shared.api.service, service::way(request))),
    }
}
