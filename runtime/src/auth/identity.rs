//! What requests are authenticated with.

use std::fmt;

use reqwest::header::HeaderValue;

use crate::auth::credentials::CredentialsKind;
use crate::auth::signing::SigningKey;
use crate::error::Result;
use crate::service::parameter::AuthScheme;
use crate::transport::header::token_header;
use crate::value::secret::Secret;

/// What a request is authenticated with.
pub(crate) enum Identity {
    Key { key: SigningKey, security_token: Option<Secret> },
    Token(HeaderValue),
}

impl Identity {
    /// Returns the identity of credentials that need no login.
    pub(crate) fn of(kind: &CredentialsKind) -> Result<Option<Self>> {
        Ok(match kind {
            CredentialsKind::AkSk { key, security_token } => {
                Some(Self::Key { key: key.clone(), security_token: security_token.clone() })
            }
            CredentialsKind::Token(token) => Some(Self::Token(token_header(token)?)),
            CredentialsKind::Account(_) | CredentialsKind::Provider(_) => None,
        })
    }

    /// Returns whether requests are signed, which depends on the clock.
    pub(crate) fn is_signed(&self) -> bool {
        matches!(self, Self::Key { .. })
    }

    pub(crate) fn scheme(&self) -> AuthScheme {
        match self {
            Self::Key { .. } => AuthScheme::AkSk,
            Self::Token(_) => AuthScheme::Account,
        }
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Identity").field(&self.scheme()).finish_non_exhaustive()
    }
}
