//! Requests in, responses out.

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, DATE, HeaderMap, HeaderName, HeaderValue};
use hyper::http::request::Parts;
use hyper::{Response, StatusCode};
use modelarts_codegen::Api;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::clock::ServiceClock;
use crate::limits::Limits;
use crate::requests::{Recorded, Requests};
use crate::tokens::Tokens;
use crate::world::World;
use crate::{Identity, identity, metadata, service};

/// What all connections share.
#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) api: Api,
    pub(crate) identity: Identity,
    pub(crate) limits: Limits,
    pub(crate) clock: ServiceClock,
    pub(crate) tokens: Tokens,
    pub(crate) world: World,
    pub(crate) requests: Requests,
}

impl Shared {
    pub(crate) fn new(api: Api, identity: Identity, limits: Limits, jobs: usize) -> Self {
        let (clock, tokens) = (ServiceClock::default(), Tokens::default());
        let requests = Requests::new(limits.recorded_requests);
        Self { api, identity, limits, clock, tokens, world: World::new(jobs), requests }
    }

    /// Issues a token that is valid as long as the identity says, and tells when it expires.
    pub(crate) fn issue_token(&self) -> (String, std::time::SystemTime) {
        let now = self.clock.now();
        let end = crate::clock::later(now, self.identity.token_lifetime);
        (self.tokens.issue(now, end), end)
    }

    /// Records a request and the status of its response; gives its number.
    fn record(&self, request: &Incoming, status: StatusCode) -> u64 {
        self.requests.record(Recorded {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            body: if request.path == identity::LOGIN { Bytes::new() } else { request.body.clone() },
            way: service::way(request),
            status: status.as_u16(),
        })
    }
}

/// A request, read to its end.
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

/// Answers a request.
pub(crate) fn answer(parts: Parts, body: Bytes, shared: &Shared) -> Response<Bytes> {
    let request = Incoming {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers,
        body,
    };
    let answer = dispatch(&request, shared);
    let number = shared.record(&request, answer.status);
    let mut response = Response::new(answer.body);
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(answer.content_type));
    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(shared.clock.now())) {
        headers.insert(DATE, date);
    }
    let request_id = HeaderName::from_bytes(shared.api.service.request_id.as_bytes());
    if let (Ok(name), Ok(value)) = (request_id, HeaderValue::from_str(&format!("emulator-{number}"))) {
        headers.insert(name, value);
    }
    if let Some(token) = answer.token {
        headers.insert("x-subject-token", token);
    }
    response
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

fn dispatch(request: &Incoming, shared: &Shared) -> Answer {
    let elsewhere = identity::answer(request, shared).or_else(|| metadata::answer(request, shared));
    elsewhere.unwrap_or_else(|| match service::answer(request, shared) {
        Ok((status, body)) => Answer::json(status, &body),
        Err(refusal) => Answer::json(refusal.status, &refusal.body(&shared.api.service, service::way(request))),
    })
}
