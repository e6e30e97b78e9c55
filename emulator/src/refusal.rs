//! How the emulator says no.

use hyper::StatusCode;
use modelarts_codegen::model::{ErrorCode, Service};
use serde_json::{Value, json};

use crate::authentication::Way;

/// A request that is not carried out.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    code: String,
    message: String,
}

impl Refusal {
    /// A refusal by the digits of its error code.
    pub(crate) fn new(status: StatusCode, digits: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: format!("ModelArts.{digits}"), message: message.into() }
    }

    /// A refusal by an error code of the spec.
    pub(crate) fn coded(code: &ErrorCode, message: impl Into<String>) -> Self {
        let status = code.failure_status().and_then(|status| StatusCode::from_u16(status).ok());
        Self { status: status.unwrap_or(StatusCode::BAD_REQUEST), code: code.code.clone(), message: message.into() }
    }

    /// An argument is wrong.
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "0104", message)
    }

    /// Nobody, or nobody known, calls.
    pub(crate) fn unauthorized(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, code, message)
    }

    /// The failure as the service words it: under AK/SK the message has the name that pages of
    /// the REST API give it, else the one that pages of the SDK do. A client must read both.
    pub(crate) fn body(&self, service: &Service, way: Option<Way>) -> Value {
        let failure = &service.failure;
        let message = match (way, &failure.message_alias) {
            (Some(Way::AkSk), Some(also)) => also,
            _ => &failure.message,
        };
        json!({
            failure.success.as_str(): false,
            failure.code.as_str(): self.code,
            message.as_str(): self.message,
        })
    }
}
