//! Rejections of requests.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, FailureObject};
use serde_json::json;

use super::auth_scheme::AuthScheme;
use crate::http::Response;

/// The reason why a request is rejected.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    code: Code,
    message: String,
}

/// An error code.
#[derive(Debug)]
enum Code {
    /// One of the spec.
    Known(String),
    /// One of the emulator, by its digits: they follow the prefix that codes of the service have.
    Digits(&'static str),
}

impl Code {
    fn text(self, api: &Api) -> String {
        match self {
            Self::Known(code) => code,
            Self::Digits(digits) => {
                let known = api.error_codes.first().and_then(|known| known.code.split_once('.'));
                format!("{}.{digits}", known.map_or(api.service.name.as_str(), |(prefix, _)| prefix))
            }
        }
    }
}

impl Refusal {
    /// Creates a refusal by the digits of its error code.
    pub(crate) fn new(status: StatusCode, digits: &'static str, message: impl Into<String>) -> Self {
        Self { status, code: Code::Digits(digits), message: message.into() }
    }

    /// Creates a refusal with an error code of the spec, if the spec has the code.
    fn of_spec(api: &Api, code: Option<&str>, message: &str) -> Option<Self> {
        let code = api.error_code(code?)?;
        let status = code.failure_status().and_then(|status| StatusCode::from_u16(status).ok());
        let status = status.unwrap_or(StatusCode::BAD_REQUEST);
        Some(Self { status, code: Code::Known(code.code.clone()), message: message.to_owned() })
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
        Self::of_spec(api, code, &message).unwrap_or_else(|| Self::new(StatusCode::NOT_FOUND, "2836", message))
    }

    /// A name is in use. `code` is the error code of the spec for it, if there is one.
    pub(crate) fn name_conflict(api: &Api, code: Option<&str>, name: &str) -> Self {
        let message = format!("duplicate name: `{name}` is in use");
        Self::of_spec(api, code, &message)
            .unwrap_or_else(|| Self { status: StatusCode::CONFLICT, ..Self::argument(message) })
    }

    /// An action is not allowed in a state. `code` is the error code of the spec for it, if there is one.
    pub(crate) fn wrong_state(api: &Api, code: Option<&str>, action: &str, state: &str) -> Self {
        let message = format!("`{action}` is not allowed in the state {state}");
        Self::of_spec(api, code, &message)
            .unwrap_or_else(|| Self { status: StatusCode::CONFLICT, ..Self::argument(message) })
    }

    /// Returns the response.
    ///
    /// The vendor documents two names for the field of the message: pages of the REST API (AK/SK) have one, pages of
    /// the SDK the other. A client must read both.
    pub(crate) fn response(self, api: &Api, scheme: Option<AuthScheme>) -> Response {
        let failure = &api.service.failure;
        let message = match (scheme, &failure.message_alias) {
            (Some(AuthScheme::AkSk), Some(also)) => also,
            _ => &failure.message,
        };
        let mut body = json!({ failure.code.as_str(): self.code.text(api), message.as_str(): self.message });
        if let Some(success) = &failure.success {
            body[success] = false.into();
        }
        let body = match &failure.object {
            None => body,
            Some(FailureObject::Named(name)) => json!({ name.as_str(): body }),
            Some(FailureObject::Any) => json!({ outer_name(self.status): body }),
        };
        Response::json(self.status, &body)
    }
}

/// Returns a name for the object of a failure, as in `badRequest`.
fn outer_name(status: StatusCode) -> String {
    let reason = status.canonical_reason().unwrap_or("failure").replace(' ', "");
    let mut letters = reason.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_lowercase().to_string() + letters.as_str())
}
