//! Responses.

use hyper::StatusCode;
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use serde_json::Value;

/// A response, without the headers that all responses have.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    /// The token of a login.
    pub(crate) token: Option<HeaderValue>,
    pub(crate) body: Bytes,
}

impl Response {
    /// Creates a response with a JSON body. `null` is an empty body.
    pub(crate) fn json(status: StatusCode, value: &Value) -> Self {
        let body = if value.is_null() { Bytes::new() } else { Bytes::from(value.to_string()) };
        Self { status, content_type: "application/json", token: None, body }
    }

    /// Creates a response with a text body.
    pub(crate) fn text(status: StatusCode, text: impl Into<Bytes>) -> Self {
        Self { status, content_type: "text/plain", token: None, body: text.into() }
    }

    /// Creates a response with a body of bytes.
    pub(crate) fn bytes(status: StatusCode, bytes: impl Into<Bytes>) -> Self {
        Self { content_type: "application/octet-stream", ..Self::text(status, bytes) }
    }
}
