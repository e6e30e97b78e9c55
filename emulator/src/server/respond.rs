//! Passes a request to its service and records it.

use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue};
use hyper::http::request::Parts;

use crate::http::{Request, Response};
use crate::rules::auth_scheme::AuthScheme;
use crate::services::{iam, metadata, service};
use crate::state::{RecordedRequest, SharedState};

/// Returns the response to a request.
pub(super) fn respond(parts: Parts, body: Bytes, state: &SharedState) -> hyper::Response<Bytes> {
    let request = Request::new(parts, body);
    let response = iam::respond(&request, state)
        .or_else(|| metadata::respond(&request, state))
        .unwrap_or_else(|| service::respond(&request, state));
    let number = record(&request, &response, state);
    with_headers(response, number, state)
}

/// Records a request. Returns its number.
fn record(request: &Request, response: &Response, state: &SharedState) -> u64 {
    state.requests.record(RecordedRequest {
        method: request.method.clone(),
        path: request.path.clone(),
        query: request.query.clone(),
        // The body of a login holds a password.
        body: if request.path == iam::LOGIN { Bytes::new() } else { request.body.clone() },
        auth_scheme: AuthScheme::of(&request.headers),
        status: response.status.as_u16(),
    })
}

/// Adds the headers that all responses have.
fn with_headers(response: Response, number: u64, state: &SharedState) -> hyper::Response<Bytes> {
    let Response { status, content_type, token, body } = response;
    let mut response = hyper::Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(state.clock.now())) {
        headers.insert(DATE, date);
    }
    let request_id = HeaderName::from_bytes(state.api.service.request_id.as_bytes());
    if let (Ok(name), Ok(value)) = (request_id, HeaderValue::from_str(&format!("emulator-{number}"))) {
        headers.insert(name, value);
    }
    if let Some(token) = token {
        headers.insert("x-subject-token", token);
    }
    response
}
