//! A response that is not decoded yet.

use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Result};
use crate::service::Service;
use crate::service::operation::Operation;
use crate::transport::response::Response;
use crate::value::decode::{self, DecodeError, DecodeErrorKind, Failure};
use crate::value::failure_body;
use crate::value::redact::Secrets;
use crate::value::schema::Many;
use crate::value::slot::Slot;

/// A response that is not decoded yet.
#[derive(Debug)]
pub struct RawResponse {
    pub(super) service: &'static Service,
    pub(super) operation: &'static Operation,
    pub(super) secrets: Arc<Secrets>,
    pub(crate) response: Response,
    /// The limit of the client for responses.
    pub(super) limit: usize,
    /// How long a stream waits for more bytes.
    pub(super) stream_timeout: Duration,
}

impl RawResponse {
    /// Decodes the response: into the slot, or into the error that it reports.
    pub(crate) fn decode(&self, slot: Slot<'_>) -> Result<()> {
        self.try_decode(slot)
            .map_err(|error| error.with_operation(self.operation).with_response(self.service, &self.response))
            .map_err(|error| error.with_body(&self.response.body).without_secrets(&self.secrets))
    }

    /// Returns an error about the content of the response.
    pub(crate) fn error(&self, error: DecodeError) -> Error {
        let error = Error::decode(self.response.status, error).with_operation(self.operation);
        error.with_response(self.service, &self.response).with_body(&self.response.body)
    }

    fn try_decode(&self, slot: Slot<'_>) -> Result<()> {
        let Response { status, body, .. } = &self.response;
        if !self.response.is_success() {
            return Err(Error::rejected_with(
                self.service,
                *status,
                failure_body::read(self.service.failure, self.service.failure_object, body).unwrap_or_default(),
            ));
        }
        if let Slot::Text(target) = slot {
            *target = self.text()?;
            return Ok(());
        }
        let text = decode::without_bom(body).trim_ascii();
        if matches!(slot, Slot::Nothing) && matches!(text, b"" | b"null" | b"\"\"") {
            return Ok(());
        }
        // A status without a body, such as 204.
        if text.is_empty() && matches!(slot, Slot::Optional(_)) {
            return Ok(());
        }
        if text.is_empty() && self.operation.is_change() {
            return without_body(&slot).map_err(|error| Error::decode(*status, error));
        }
        // An object in place of a list would be its only item.
        if matches!(slot, Slot::Json(_)) || matches!(slot, Slot::List(_)) && text.starts_with(b"{") {
            self.check_flag()?;
        }
        let mut failure = Failure::of(self.service.outer_failure());
        let read = decode::response_within(self.limit, body, slot, &mut failure);
        if failure.is_failure() {
            return Err(Error::rejected_with(self.service, *status, failure));
        }
        let Err(error) = read else { return Ok(()) };
        // A response of any status may hold a failure instead of what is missing.
        if let Some(failure) = failure_body::in_object(self.service.failure, self.service.failure_object, body) {
            return Err(Error::rejected_with(self.service, *status, failure));
        }
        Err(match self.response.header("content-type") {
            Some(content_type) if error.kind == DecodeErrorKind::Invalid && !self.is_json() => {
                let message = format!("the content type is `{content_type}`, not JSON; check the endpoint");
                Error::decode(*status, DecodeError::new(message))
            }
            _ => Error::decode(*status, error),
        })
    }

    /// Fails if the service rejected the request.
    pub(super) fn accepted(&self) -> Result<()> {
        if self.response.is_success() { Ok(()) } else { self.decode(Slot::Nothing) }
    }

    /// Adds what is known about the call to an error.
    pub(super) fn described(&self, error: Error) -> Error {
        let error = error.with_operation(self.operation).with_response(self.service, &self.response);
        error.without_secrets(&self.secrets)
    }

    /// Returns a response that is a text. Some services write it as JSON.
    fn text(&self) -> Result<String> {
        let body = decode::without_bom(&self.response.body);
        if self.is_json() {
            self.check_flag()?;
            if let Ok(text) = serde_json::from_slice(body) {
                return Ok(text);
            }
        }
        let not_utf_8 = |_| Error::decode(self.response.status, DecodeError::new("the body is not UTF-8"));
        String::from_utf8(body.to_vec()).map_err(not_utf_8)
    }

    /// Fails if JSON of any shape says of itself that the call failed.
    fn check_flag(&self) -> Result<()> {
        let mut failure = Failure::of(self.service.outer_failure());
        // What is not an object says nothing.
        let _ = decode::response(&self.response.body, Slot::Nothing, &mut failure);
        match failure.is_flagged() {
            true => Err(Error::rejected_with(self.service, self.response.status, failure)),
            false => Ok(()),
        }
    }

    fn is_json(&self) -> bool {
        let content_type = self.response.header("content-type");
        content_type.is_none_or(|text| text.as_bytes().windows(4).any(|word| word == b"json"))
    }
}

/// Returns whether the empty response to a change is complete: the schema requires no field.
fn without_body(slot: &Slot<'_>) -> std::result::Result<(), DecodeError> {
    match slot {
        Slot::Record(record) => match record.schema().missing(&Many::default()) {
            Some(field) => Err(DecodeError::new(format!("the body is empty, `{}` is missing", field.name))),
            None => Ok(()),
        },
        _ => Err(DecodeError::new("the body is empty")),
    }
}
