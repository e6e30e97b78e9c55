//! How errors are created.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{Details, Error, ErrorKind};
use crate::service::Service;
use crate::service::error_code::ErrorCode;
use crate::service::operation::Operation;
use crate::value::decode::{DecodeError, DecodeErrorKind, Failure};
use crate::value::redact::Secrets;

/// The most bytes that an error keeps of each text of the service.
const MAX_TEXT_BYTES: usize = 64 * 1024;

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            operation: None,
            kind,
            was_sent: true,
            attempts: 0,
            retry_after: None,
            message: message.into(),
            parameter: None,
            status: None,
            known_status: None,
            code: None,
            known_code: None,
            solution: None,
            request_id: None,
            source: None,
            body: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    pub(crate) fn invalid(parameter: &'static str, message: String) -> Self {
        let mut error = Self::new(ErrorKind::InvalidParameter, message);
        error.0.parameter = Some(parameter);
        error
    }

    pub(crate) fn decode(status: u16, error: DecodeError) -> Self {
        let message = if error.path.is_empty() { error.message } else { format!("{}: {}", error.path, error.message) };
        let kind = match error.kind {
            DecodeErrorKind::Invalid => ErrorKind::Decode,
            DecodeErrorKind::TooLarge => ErrorKind::TooLarge,
        };
        Self::new(kind, message).with_status(status)
    }

    /// Creates the error for a status, without a failure in the body.
    pub(crate) fn rejected(service: &Service, status: u16) -> Self {
        let mut error = Self::new(ErrorKind::Service, "").with_status(status);
        error.0.known_status = service.status(status);
        error
    }

    pub(crate) fn rejected_with(service: &Service, status: u16, failure: Failure) -> Self {
        let mut error = Self::rejected(service, status);
        error.0.message = failure.message.unwrap_or_default();
        error.0.code = failure.code.filter(|code| !code.is_empty());
        error.0.known_code = error.code().and_then(|code| ErrorCode::find_in(service.error_codes, code));
        error.0.solution = failure.solution.filter(|solution| !solution.is_empty());
        error
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("the response is larger than {limit} bytes; request less, or raise `max_response_bytes`");
        Self::new(ErrorKind::TooLarge, message)
    }

    /// Creates the error for an attempt that timed out.
    pub(crate) fn attempt_timed_out(limit: Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("no response within {limit:?} (`attempt_timeout`)"))
    }

    /// Creates the error for a call that timed out.
    pub(crate) fn call_timed_out(timeout: Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("timed out after {timeout:?} (`timeout`)"))
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_boxed_source(mut self, source: Box<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(Arc::from(source));
        self
    }

    /// Removes the client's secrets from the service's texts, and truncates long texts.
    pub(crate) fn without_secrets(mut self, secrets: &Secrets) -> Self {
        let Details { message, code, solution, request_id, .. } = &mut *self.0;
        for text in [Some(message), code.as_mut(), solution.as_mut(), request_id.as_mut()].into_iter().flatten() {
            if let Cow::Owned(redacted) = secrets.redact(text) {
                *text = redacted;
            }
            if text.len() > MAX_TEXT_BYTES {
                let end = (0..=MAX_TEXT_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
                text.truncate(end);
                text.shrink_to_fit();
            }
        }
        self
    }

    /// Returns whether the request may have reached the service.
    #[cfg(feature = "tls")]
    pub(crate) fn was_sent(&self) -> bool {
        self.0.was_sent
    }

    /// Marks an error that occurred before the request was sent, or after a rejected request.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.was_sent = false;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<&str>) -> Self {
        self.0.request_id = request_id.map(str::to_owned);
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// Keeps the body of the response. It is shared, not copied.
    pub(crate) fn with_body(mut self, body: &Bytes) -> Self {
        self.0.body = Some(body.clone());
        self
    }
}
