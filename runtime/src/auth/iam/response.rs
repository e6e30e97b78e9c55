//! Decodes the responses of the identity service.

use std::time::{Duration, SystemTime};

use crate::value::decode;
use crate::value::fields::fields;
use crate::value::slot::ApiValue;

/// Used if the service does not say when a token expires. It is shorter than documented. A token that expires earlier
/// is replaced when the service rejects it.
pub(super) const DEFAULT_LIFETIME: Duration = Duration::from_secs(60 * 60);

/// A response: a token, projects, or an error.
#[derive(Default)]
pub(super) struct IamResponse {
    pub(super) token: Option<Token>,
    pub(super) projects: Vec<NamedProject>,
    pub(super) error: Option<Rejection>,
}
fields!(IamResponse { 0 token optional, 1 projects optional, 2 error optional });

pub(super) struct Token {
    issued_at: Option<String>,
    expires_at: Option<String>,
    pub(super) project: Option<NamedProject>,
}
fields!(Token {
    0 issued_at optional, 1 expires_at optional, 2 project optional,
});

pub(super) struct NamedProject {
    pub(super) id: String,
    pub(super) name: String,
}
fields!(NamedProject { 0 id, 1 name optional });

pub(super) struct Rejection {
    pub(super) message: String,
}
fields!(Rejection { 0 message });

impl Token {
    /// Returns how long the token is valid, by the service's own clock if the response has the time of issue. A time
    /// that is invalid or in the past is ignored.
    pub(super) fn lifetime(&self) -> Duration {
        let time = |text: &Option<String>| humantime::parse_rfc3339(text.as_deref()?).ok();
        let begin = time(&self.issued_at).unwrap_or_else(SystemTime::now);
        let lifetime = time(&self.expires_at).and_then(|end| end.duration_since(begin).ok());
        lifetime.filter(|lifetime| !lifetime.is_zero()).unwrap_or(DEFAULT_LIFETIME)
    }
}

impl IamResponse {
    /// Decodes a body. The response is empty if the body is not as documented.
    pub(super) fn decode(body: &[u8]) -> Self {
        let mut response = Self::default();
        match decode::response(body, response.slot(), &mut decode::Failure::default()) {
            Ok(()) => response,
            Err(_) => Self::default(),
        }
    }
}
