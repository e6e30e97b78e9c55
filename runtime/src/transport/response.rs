//! A response whose body has been read.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;

use crate::error::Error;
use crate::service::Service;
use crate::transport::retry_after::retry_after;

/// An response whose body has been read.
#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    /// Boxed, so that the many hands through which an response goes move little.
    pub(crate) headers: Box<HeaderMap>,
    pub(crate) body: Bytes,
    /// How many attempts it took.
    pub(crate) attempts: u32,
}

impl Response {
    pub(crate) fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// How long the service asks to be left alone.
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
