//! Authentication schemes.

use hyper::header::HeaderMap;

/// The authentication scheme of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// A signature with an access key.
    AkSk,
    /// The token of an account.
    Account,
}

impl AuthScheme {
    /// Returns the scheme that a request uses, even if its credentials are invalid.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        if headers.contains_key("authorization") {
            Some(Self::AkSk)
        } else if headers.contains_key("x-auth-token") {
            Some(Self::Account)
        } else {
            None
        }
    }

    pub(crate) fn other(self) -> Self {
        match self {
            Self::AkSk => Self::Account,
            Self::Account => Self::AkSk,
        }
    }
}
