//! Credentials, as callers set them.

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

/// Credentials of a caller.
///
/// `Debug` shows names, never a secret.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) kind: CredentialsKind,
    /// When they expire, if that is known.
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

/// A source of credentials that the client does not know: a vault, a broker, another login.
///
/// The client calls it for its first request, before the credentials expire (see [`Credentials::with_expiry`]) and when
/// the service rejects them; never for two calls at once. It runs in its own task, and under
/// [`ResponseFuture::blocking`](crate::ResponseFuture) on its own thread, where it may make blocking calls of other
/// clients.
///
/// A provider that panics, or does not respond within 60 seconds, is called again while calls wait for it. If it
/// returns an error, the waiting calls fail, and the next call asks again: retries are the provider's responsibility.
/// If the identity service rejects a login with its credentials, that is remembered as for [`Credentials::account`].
///
#[cfg_attr(feature = "tls", doc = "```")]
#[cfg_attr(not(feature = "tls"), doc = "```no_run")] // the region has an `https` endpoint
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
    /// Returns credentials of any kind. Those of an account are used to log in.
    fn provide(&self) -> CredentialsFuture<'_>;
}

/// The future of a [`CredentialsProvider`]. An error becomes the source of an error of kind
/// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials): it must not contain a secret.
pub type CredentialsFuture<'a> =
    Pin<Box<dyn Future<Output = Result<Credentials, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl Credentials {
    fn new(kind: CredentialsKind) -> Self {
        Self { kind, expires_at: None, secret_key_fault: None }
    }

    /// Creates credentials from an access key (AK) and its secret key (SK). Every request is signed. The secret key is
    /// never sent.
    #[must_use]
    pub fn ak_sk(access_key: impl Into<String>, secret_key: impl AsRef<str>) -> Self {
        Self::signed(access_key.into(), secret_key.as_ref(), None)
    }

    /// Creates credentials from a temporary access key, its secret key and its security token.
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

    /// Creates credentials from keys: temporary ones if there is a security token.
    pub(super) fn keys(access_key: String, secret_key: &str, security_token: Option<String>) -> Self {
        match security_token {
            Some(token) => Self::temporary_ak_sk(access_key, secret_key, token),
            None => Self::ak_sk(access_key, secret_key),
        }
    }

    /// Creates credentials from a user of the identity service (IAM): the name of the account (its domain), and the
    /// name and password of the user. The client requests a token with them, keeps it, and requests another before it
    /// expires.
    ///
    /// If the identity service rejects them (401, 403), the client remembers the error for 5 minutes, so that a wrong
    /// password does not lock the account. Any other permanent failure is remembered for 30 seconds. Calls fail with
    /// the error meanwhile. Other clients are not affected.
    ///
    /// A rejected token is replaced at once. If the service rejects every token, the client requests about one a
    /// minute.
    #[must_use]
    pub fn account(domain: impl Into<String>, user: impl Into<String>, password: impl Into<String>) -> Self {
        let user = User::Name(user.into(), Domain::Name(domain.into()));
        Self::logging_in(Account::new(LoginMethod::Password(user), password.into()))
    }

    /// Creates credentials from the ID and the password of a user of the identity service (IAM). Otherwise like
    /// [`Self::account`].
    #[must_use]
    pub fn user_id(user_id: impl Into<String>, password: impl Into<String>) -> Self {
        Self::logging_in(Account::new(LoginMethod::Password(User::Id(user_id.into())), password.into()))
    }

    /// Creates credentials from the ID and the secret of an application credential of the identity service, which is
    /// for the project that it was created in. The client requests a token with it, keeps it, and requests another
    /// before it expires.
    #[must_use]
    pub fn application_credential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        let method = LoginMethod::ApplicationCredential(ApplicationCredential::Id(id.into()));
        Self::logging_in(Account::new(method, secret.into()))
    }

    pub(super) fn logging_in(account: Account) -> Self {
        Self::new(CredentialsKind::Account(account))
    }

    /// Creates credentials from an existing token of the identity service. It is used as that of an account, and cannot
    /// be renewed.
    #[must_use]
    pub fn token(token: impl Into<String>) -> Self {
        Self::new(CredentialsKind::Token(Secret(token.into())))
    }

    /// Creates credentials from a provider.
    #[must_use]
    pub fn provider(provider: impl CredentialsProvider + 'static) -> Self {
        Self::new(CredentialsKind::Provider(Arc::new(provider)))
    }

    /// Sets when they expire, by this machine's clock. The [`CredentialsProvider`] is called again before that. Expired
    /// credentials are used for a minute: the clock may be wrong.
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

    /// Returns what is wrong with the first part that no service accepts. The parts are not shown.
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
