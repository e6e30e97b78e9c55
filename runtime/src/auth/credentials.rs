//! Credentials, as callers give them.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

use crate::auth::account::{Account, ApplicationCredential, Domain, LoginMethod, User};
use crate::auth::credential_part::Part;
use crate::auth::signing::SigningKey;
use crate::value::redact::Secrets;
use crate::value::secret::Secret;

/// What a caller proves who it is with.
///
/// `Debug` shows names, never a secret.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) kind: CredentialsKind,
    /// When they end, where that is known.
    pub(crate) expires_at: Option<SystemTime>,
    /// What is wrong with the secret key, which itself is not kept.
    secret_key_fault: Option<&'static str>,
}

#[derive(Clone)]
pub(crate) enum CredentialsKind {
    AkSk { key: SigningKey, security_token: Option<Secret> },
    Account(Account),
    Token(Secret),
    Provider(Arc<dyn CredentialsProvider>),
}

/// Where credentials come from that the client has no name for: a vault, a broker, another login.
///
/// It is asked when a client sends its first request, and again before what it gave last expires (see
/// [`Credentials::with_expiry`]) or when the service refuses it; never by two calls at once. It runs in a
/// task of its own, under [`ResponseFuture::blocking`](crate::ResponseFuture) on a thread of its own: it may make blocking
/// calls of other clients there.
///
/// A provider that panics, or gives nothing within 60 seconds, is asked again while calls wait for it. An
/// error of its own ends the calls that wait, and the next call asks again: retries are the provider's
/// business. A refused login with what it gave is remembered as for [`Credentials::account`].
///
/// ```
/// use modelarts::{Client, Credentials, CredentialsProvider, CredentialsFuture};
///
/// #[derive(Debug)]
/// struct TokenFile(std::path::PathBuf);
///
/// impl CredentialsProvider for TokenFile {
///     fn provide(&self) -> CredentialsFuture<'_> {
///         Box::pin(async {
///             let token = std::fs::read_to_string(&self.0)?;
///             Ok(Credentials::token(token.trim()))
///         })
///     }
/// }
///
/// let client = Client::builder()
///     .region("eu-de")
///     .project_id("0f2c4a")
///     .credentials(Credentials::provider(TokenFile("/run/token".into())))
///     .build()?;
/// # Ok::<(), modelarts::Error>(())
/// ```
pub trait CredentialsProvider: fmt::Debug + Send + Sync {
    /// Gives credentials of any kind; those of an account are then logged in with.
    fn provide(&self) -> CredentialsFuture<'_>;
}

/// What a [`CredentialsProvider`] gives. An error becomes one of kind
/// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials), with this as its source: it must hold no
/// secret.
pub type CredentialsFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Credentials, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl Credentials {
    fn new(kind: CredentialsKind) -> Self {
        Self { kind, expires_at: None, secret_key_fault: None }
    }

    /// An access key (AK) and its secret key (SK). Every request is signed; the secret key is
    /// never sent.
    #[must_use]
    pub fn ak_sk(access_key: impl Into<String>, secret_key: impl AsRef<str>) -> Self {
        Self::signed(access_key.into(), secret_key.as_ref(), None)
    }

    /// A temporary access key, its secret key, and the security token that belongs to them.
    #[must_use]
    pub fn temporary_ak_sk(
        access_key: impl Into<String>,
        secret_key: impl AsRef<str>,
        security_token: impl Into<String>,
    ) -> Self {
        Self::signed(access_key.into(), secret_key.as_ref(), Some(Secret(security_token.into())))
    }

    fn signed(access_key: String, secret_key: &str, security_token: Option<Secret>) -> Self {
        let key = SigningKey::new(access_key, secret_key);
        let secret_key_fault = Part::Text.fault(secret_key);
        Self { secret_key_fault, ..Self::new(CredentialsKind::AkSk { key, security_token }) }
    }

    /// Keys as a place describes them: temporary ones where it has a token with them.
    pub(super) fn keys(access_key: String, secret_key: &str, security_token: Option<String>) -> Self {
        match security_token {
            Some(token) => Self::temporary_ak_sk(access_key, secret_key, token),
            None => Self::ak_sk(access_key, secret_key),
        }
    }

    /// A user of the identity service (IAM): the account's name (its domain), the user's name and
    /// password. A token is fetched with them, kept, and fetched again before it expires.
    ///
    /// If the identity service refuses them (401, 403), the client remembers the error for 5 minutes, so that
    /// no account is locked by a wrong password; any other final failure is remembered for 30 seconds. Calls
    /// fail with it meanwhile. Other clients are not affected.
    ///
    /// A token that the service refuses is replaced at once; if it refuses every token, about one a minute.
    #[must_use]
    pub fn account(domain: impl Into<String>, user: impl Into<String>, password: impl Into<String>) -> Self {
        let user = User::Name(user.into(), Domain::Name(domain.into()));
        Self::logging_in(Account::new(LoginMethod::Password(user), password.into()))
    }

    /// A user of the identity service (IAM) by its ID, and the password. Otherwise like [`Self::account`].
    #[must_use]
    pub fn user_id(user_id: impl Into<String>, password: impl Into<String>) -> Self {
        Self::logging_in(Account::new(LoginMethod::Password(User::Id(user_id.into())), password.into()))
    }

    /// An application credential of the identity service: its ID and its secret. It is for one project, which
    /// it was created in. A token is fetched with it, kept, and fetched again before it expires.
    #[must_use]
    pub fn application_credential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        let method = LoginMethod::ApplicationCredential(ApplicationCredential::Id(id.into()));
        Self::logging_in(Account::new(method, secret.into()))
    }

    pub(super) fn logging_in(account: Account) -> Self {
        Self::new(CredentialsKind::Account(account))
    }

    /// A token of the identity service that is at hand already. It counts as account-based
    /// authentication; it cannot be renewed.
    #[must_use]
    pub fn token(token: impl Into<String>) -> Self {
        Self::new(CredentialsKind::Token(Secret(token.into())))
    }

    /// What a provider gives.
    #[must_use]
    pub fn provider(provider: impl CredentialsProvider + 'static) -> Self {
        Self::new(CredentialsKind::Provider(Arc::new(provider)))
    }

    /// Sets when they expire, by this machine's clock. A [`CredentialsProvider`] is asked again before that.
    /// Credentials that have expired already are sent for a minute: the clock may be wrong.
    #[must_use]
    pub fn with_expiry(self, time: SystemTime) -> Self {
        Self { expires_at: Some(time), ..self }
    }

    /// Adds the secrets in the credentials to those that are redacted.
    pub(crate) fn add_secrets_to(&self, secrets: &Secrets) {
        match &self.kind {
            CredentialsKind::AkSk { key, security_token } => {
                secrets.add(key.secret_key());
                security_token.iter().for_each(|token| secrets.add(token));
            }
            CredentialsKind::Account(account) => secrets.add(&account.secret),
            CredentialsKind::Token(token) => secrets.add(token),
            CredentialsKind::Provider(_) => {}
        }
    }

    /// Says what is wrong with the first part that no service accepts. The parts are not shown.
    pub(crate) fn problem(&self) -> Option<String> {
        let parts: Vec<(&str, &str, Part)> = match &self.kind {
            CredentialsKind::AkSk { .. } if self.secret_key_fault.is_some() => {
                return self.secret_key_fault.map(|fault| format!("the secret key {fault}"));
            }
            CredentialsKind::AkSk { key, security_token: None } => {
                vec![("the access key", key.access_key(), Part::Header)]
            }
            CredentialsKind::AkSk { key, security_token: Some(token) } => {
                vec![("the access key", key.access_key(), Part::Header), ("the security token", &token.0, Part::Header)]
            }
            CredentialsKind::Account(account) => {
                account.parts().into_iter().map(|(name, value)| (name, value, Part::Text)).collect()
            }
            CredentialsKind::Token(token) => vec![("the token", token.0.as_str(), Part::Header)],
            CredentialsKind::Provider(_) => Vec::new(),
        };
        parts.iter().find_map(|(name, value, part)| Some(format!("{name} {}", part.fault(value)?)))
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            CredentialsKind::AkSk { key, security_token } => {
                f.debug_struct("AkSk").field("key", key).field("security_token", security_token).finish()
            }
            CredentialsKind::Account(account) => account.fmt(f),
            CredentialsKind::Token(token) => f.debug_tuple("Token").field(token).finish(),
            CredentialsKind::Provider(provider) => f.debug_tuple("Provider").field(provider).finish(),
        }
    }
}
