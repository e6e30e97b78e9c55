//! A response whose body has been read.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use crate::error::Error;
use crate::service::Service;
use crate::transport::retry_after::retry_after;

/// A response whose body has been read.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Boxed, so that moving a response is cheap.
    pub(crate) headers: Box<HeaderMap>,
    pub(crate) body: Bytes,
    /// The body, if it is read as it arrives.
    pub(crate) stream: Option<Box<reqwest::Body>>,
    /// The number of attempts.
    pub(crate) attempts: u32,
}

impl Response {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Returns how long the service asks to wait.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        retry_after(self.header("retry-after")?, self.header("date"))
    }
}

impl Error {
    /// Adds what a response says in addition to its body.
    pub(crate) fn with_response(self, service: &Service, response: &Response) -> Self {
        self.with_request_id(response.header(service.request_id))
            .with_attempts(response.attempts)
            .with_retry_after(response.retry_after())
    }
}
