//! Rejections of requests.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, ErrorCode, Service};
use serde_json::{Value, json};

use super::auth_scheme::AuthScheme;
use crate::http::Response;

/// The reason why a request is rejected.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: String,
    message: String,
}

impl Refusal {
    /// Creates a refusal by the digits of its error code.
    pub(crate) fn new(status: StatusCode, digits: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: format!("ModelArts.{digits}"), message: message.into() }
    }

    /// Creates a refusal with an error code of the spec.
    fn coded(code: &ErrorCode, message: impl Into<String>) -> Self {
        let status = code.failure_status().and_then(|status| StatusCode::from_u16(status).ok());
        Self { status: status.unwrap_or(StatusCode::BAD_REQUEST), code: code.code.clone(), message: message.into() }
    }

    /// An argument is invalid.
    pub(crate) fn argument(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "0104", message)
    }

    /// Credentials are missing or invalid.
    pub(crate) fn unauthorized(digits: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, digits, message)
    }

    /// An item does not exist. `code` is the error code of the spec for it, if there is one.
    pub(crate) fn not_found(api: &Api, code: Option<&str>, name: &str, value: &str) -> Self {
        let message = format!("unknown `{name}`: `{value}` does not exist");
        match code.and_then(|code| api.error_code(code)) {
            Some(code) => Self::coded(code, message),
            None => Self::new(StatusCode::NOT_FOUND, "2836", message),
        }
    }

    /// A name is in use.
    pub(crate) fn name_conflict(name: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "2751", format!("duplicate name: `{name}` is in use"))
    }

    /// An action is not allowed in a state. `code` is the error code of the spec for it, if there is one.
    pub(crate) fn wrong_state(api: &Api, code: Option<&str>, action: &str, state: &str) -> Self {
        let message = format!("`{action}` is not allowed in the state {state}");
        match code.and_then(|code| api.error_code(code)) {
            Some(code) => Self::coded(code, message),
            None => Self { status: StatusCode::CONFLICT, ..Self::argument(message) },
        }
    }

    /// Returns the response.
    ///
    /// The vendor documents two names for the field of the message: pages of the REST API (AK/SK) have one, pages of
    /// the SDK the other. A client must read both.
    pub(crate) fn response(&self, service: &Service, scheme: Option<AuthScheme>) -> Response {
        let failure = &service.failure;
        let message = match (scheme, &failure.message_alias) {
            (Some(AuthScheme::AkSk), Some(also)) => also,
            _ => &failure.message,
        };
        let body: Value = json!({
            failure.success.as_str(): false,
            failure.code.as_str(): self.code,
            message.as_str(): self.message,
        });
        Response::json(self.status, &body)
    }
}
