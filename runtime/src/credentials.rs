//! Who calls.

mod account;
mod chain;
#[cfg(feature = "clouds")]
mod clouds;
mod environment;
mod metadata;
mod openstack;
mod vendor_file;
#[cfg(feature = "clouds")]
mod yaml;

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) use self::account::Account;
use self::account::{ApplicationCredential, Domain, Proof, User};
pub(crate) use self::chain::{Surroundings, find};
pub use self::metadata::MetadataProvider;
use crate::secret::Secret;
use crate::signing::SigningKey;

/// What a caller proves who it is with.
///
/// `Debug` shows names, never a secret.
#[derive(Clone)]
pub struct Credentials {
    pub(crate) kind: Kind,
    /// When they end, where that is known.
    pub(crate) expires_at: Option<SystemTime>,
}

#[derive(Clone)]
pub(crate) enum Kind {
    AkSk { key: SigningKey, security_token: Option<Secret> },
    Account(Account),
    Token(Secret),
    Provider(Arc<dyn CredentialsProvider>),
}

/// The way of authentication, on which some names on the wire depend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    AkSk,
    Account,
}

/// Where credentials come from that the client has no name for: a vault, a broker, another login.
///
/// It is asked when a client sends its first request, and anew before what it gave last ends (see
/// [`Credentials::expires_at`]) or when the service refuses it; never by two calls at once.
///
/// ```
/// use modelarts::{Client, Credentials, CredentialsProvider, Provided};
///
/// #[derive(Debug)]
/// struct TokenFile(std::path::PathBuf);
///
/// impl CredentialsProvider for TokenFile {
///     fn provide(&self) -> Provided<'_> {
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
    fn provide(&self) -> Provided<'_>;
}

/// What a [`CredentialsProvider`] gives. An error becomes one of kind
/// [`ErrorKind::Credentials`](crate::ErrorKind::Credentials), with this as its source: it must hold no
/// secret.
pub type Provided<'a> = Pin<Box<dyn Future<Output = Result<Credentials, Box<dyn StdError + Send + Sync>>> + Send + 'a>>;

impl Credentials {
    fn new(kind: Kind) -> Self {
        Self { kind, expires_at: None }
    }

    /// An access key (AK) and its secret key (SK). Every request is signed; the secret key is
    /// never sent.
    #[must_use]
    pub fn ak_sk(access_key: impl Into<String>, secret_key: impl AsRef<str>) -> Self {
        let key = SigningKey::new(access_key, secret_key.as_ref());
        Self::new(Kind::AkSk { key, security_token: None })
    }

    /// A temporary access key, its secret key, and the security token that belongs to them.
    #[must_use]
    pub fn temporary_ak_sk(
        access_key: impl Into<String>,
        secret_key: impl AsRef<str>,
        security_token: impl Into<String>,
    ) -> Self {
        let key = SigningKey::new(access_key, secret_key.as_ref());
        Self::new(Kind::AkSk { key, security_token: Some(Secret(security_token.into())) })
    }

    /// Keys as a place describes them: temporary ones where it has a token with them.
    fn keys(access_key: String, secret_key: &str, security_token: Option<String>) -> Self {
        match security_token {
            Some(token) => Self::temporary_ak_sk(access_key, secret_key, token),
            None => Self::ak_sk(access_key, secret_key),
        }
    }

    /// A user of the identity service (IAM): the account's name (its domain), the user's name and
    /// password. A token is fetched with them, kept, and fetched anew before it ends.
    #[must_use]
    pub fn account(domain: impl Into<String>, user: impl Into<String>, password: impl Into<String>) -> Self {
        let user = User::Name(user.into(), Domain::Name(domain.into()));
        Self::logging_in(Account::new(Proof::Password(user), password.into()))
    }

    /// A user of the identity service (IAM) by its ID, and the password. Otherwise like [`Self::account`].
    #[must_use]
    pub fn user_id(user_id: impl Into<String>, password: impl Into<String>) -> Self {
        Self::logging_in(Account::new(Proof::Password(User::Id(user_id.into())), password.into()))
    }

    /// An application credential of the identity service: its ID and its secret. It is for one project, which
    /// it was created in. A token is fetched with it, kept, and fetched again before it expires.
    #[must_use]
    pub fn application_credential(id: impl Into<String>, secret: impl Into<String>) -> Self {
        let proof = Proof::ApplicationCredential(ApplicationCredential::Id(id.into()));
        Self::logging_in(Account::new(proof, secret.into()))
    }

    fn logging_in(account: Account) -> Self {
        Self::new(Kind::Account(account))
    }

    /// A token of the identity service that is at hand already. It counts as account-based
    /// authentication; it cannot be renewed.
    #[must_use]
    pub fn token(token: impl Into<String>) -> Self {
        Self::new(Kind::Token(Secret(token.into())))
    }

    /// The agency of the machine that the program runs on: temporary keys of the cloud's metadata
    /// service, renewed before they end. See [`MetadataProvider`].
    #[must_use]
    pub fn metadata() -> Self {
        Self::provider(MetadataProvider::new())
    }

    /// What a provider gives.
    #[must_use]
    pub fn provider(provider: impl CredentialsProvider + 'static) -> Self {
        Self::new(Kind::Provider(Arc::new(provider)))
    }

    /// When they end. A [`CredentialsProvider`] is asked anew before that.
    #[must_use]
    pub fn expires_at(self, time: SystemTime) -> Self {
        Self { expires_at: Some(time), ..self }
    }

    /// The name of the first part that is empty.
    pub(crate) fn empty_part(&self) -> Option<&'static str> {
        let parts: &[(&'static str, &str)] = match &self.kind {
            Kind::AkSk { key, security_token: None } => &[("the access key", key.access_key())],
            Kind::AkSk { key, security_token: Some(token) } => {
                &[("the access key", key.access_key()), ("the security token", &token.0)]
            }
            Kind::Account(account) => &account.parts(),
            Kind::Token(token) => &[("the token", &token.0)],
            Kind::Provider(_) => &[],
        };
        parts.iter().find(|(_, value)| value.is_empty()).map(|(name, _)| *name)
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::AkSk { key, security_token } => {
                f.debug_struct("AkSk").field("key", key).field("security_token", security_token).finish()
            }
            Kind::Account(account) => account.fmt(f),
            Kind::Token(token) => f.debug_tuple("Token").field(token).finish(),
            Kind::Provider(provider) => f.debug_tuple("Provider").field(provider).finish(),
        }
    }
}
