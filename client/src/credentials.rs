//! Who calls.

use std::fmt;

use crate::secret::Secret;
use crate::signing::SigningKey;

/// What a caller proves who it is with.
///
/// `Debug` shows names, never a secret.
#[derive(Clone)]
pub struct Credentials(pub(crate) Kind);

#[derive(Clone)]
pub(crate) enum Kind {
    AkSk { key: SigningKey, security_token: Option<Secret> },
    Account(Account),
    Token(Secret),
}

/// A user of the identity service.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) domain: String,
    pub(crate) user: String,
    pub(crate) password: Secret,
}

/// The way of authentication, on which some names on the wire depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    AkSk,
    Account,
}

impl Credentials {
    /// An access key (AK) and its secret key (SK). Every request is signed; the secret key is
    /// never sent.
    #[must_use]
    pub fn ak_sk(access_key: impl Into<String>, secret_key: impl AsRef<str>) -> Self {
        Self(Kind::AkSk { key: SigningKey::new(access_key, secret_key.as_ref()), security_token: None })
    }

    /// A temporary access key, its secret key, and the security token that belongs to them.
    #[must_use]
    pub fn temporary_ak_sk(
        access_key: impl Into<String>,
        secret_key: impl AsRef<str>,
        security_token: impl Into<String>,
    ) -> Self {
        let security_token = Some(Secret(security_token.into()));
        Self(Kind::AkSk { key: SigningKey::new(access_key, secret_key.as_ref()), security_token })
    }

    /// A user of the identity service (IAM): the account's name (its domain), the user's name and
    /// password. A token is fetched with them, kept, and fetched anew before it ends.
    #[must_use]
    pub fn account(domain: impl Into<String>, user: impl Into<String>, password: impl Into<String>) -> Self {
        let password = Secret(password.into());
        Self(Kind::Account(Account { domain: domain.into(), user: user.into(), password }))
    }

    /// A token of the identity service that is at hand already. It counts as account-based
    /// authentication; it cannot be renewed.
    #[must_use]
    pub fn token(token: impl Into<String>) -> Self {
        Self(Kind::Token(Secret(token.into())))
    }

    pub(crate) fn way(&self) -> Way {
        match &self.0 {
            Kind::AkSk { .. } => Way::AkSk,
            Kind::Account(_) | Kind::Token(_) => Way::Account,
        }
    }

    /// The name of the first part that is empty.
    pub(crate) fn empty_part(&self) -> Option<&'static str> {
        let parts: &[(&'static str, &str)] = match &self.0 {
            Kind::AkSk { key, security_token: None } => &[("the access key", key.access_key())],
            Kind::AkSk { key, security_token: Some(token) } => {
                &[("the access key", key.access_key()), ("the security token", &token.0)]
            }
            Kind::Account(account) => {
                &[("the domain", &account.domain), ("the user", &account.user), ("the password", &account.password.0)]
            }
            Kind::Token(token) => &[("the token", &token.0)],
        };
        parts.iter().find(|(_, value)| value.is_empty()).map(|(name, _)| *name)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::AkSk { key, security_token } => {
                f.debug_struct("AkSk").field("key", key).field("security_token", security_token).finish()
            }
            Kind::Account(account) => account.fmt(f),
            Kind::Token(token) => f.debug_tuple("Token").field(token).finish(),
        }
    }
}
