//! A response that is not decoded yet.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::service::Service;
use crate::service::operation::Operation;
use crate::transport::response::Response;
use crate::value::decode::{self, DecodeError, DecodeErrorKind, Failure};
use crate::value::failure_body;
use crate::value::redact::Secrets;
use crate::value::slot::Slot;

/// A response that is not decoded yet.
#[derive(Debug)]
pub(crate) struct RawResponse {
    pub(super) service: &'static Service,
    pub(super) operation: &'static Operation,
    pub(super) secrets: Arc<Secrets>,
    pub(crate) response: Response,
    /// The limit of the client for responses.
    pub(super) limit: usize,
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
                failure_body::read(self.service.failure, body).unwrap_or_default(),
            ));
        }
        let text = decode::without_bom(body).trim_ascii();
        if matches!(slot, Slot::Nothing) && matches!(text, b"" | b"null" | b"\"\"") {
            return Ok(());
        }
        if text.is_empty() && self.operation.is_change() {
            return without_body(&slot).map_err(|error| Error::decode(*status, error));
        }
        let mut failure = Failure::of(self.service.failure);
        let read = decode::response_within(self.limit, body, slot, &mut failure);
        if failure.is_failure() {
            return Err(Error::rejected_with(self.service, *status, failure));
        }
        read.map_err(|error| match self.response.header("content-type") {
            Some(content_type)
                if error.kind == DecodeErrorKind::Invalid
                    && !content_type.as_bytes().windows(4).any(|word| word == b"json") =>
            {
                let message = format!("the content type is `{content_type}`, not JSON; check the endpoint");
                Error::decode(*status, DecodeError::new(message))
            }
            _ => Error::decode(*status, error),
        })
    }
}

/// Returns whether the empty response to a change is complete: the schema requires no field.
fn without_body(slot: &Slot<'_>) -> std::result::Result<(), DecodeError> {
    match slot {
        Slot::Record(record) => match record.schema().missing(0) {
            Some(field) => Err(DecodeError::new(format!("the body is empty, `{}` is missing", field.name))),
            None => Ok(()),
        },
        _ => Err(DecodeError::new("the body is empty")),
    }
}
