//! The client: what generated operations are methods of.

use std::fmt;
use std::time::Duration;

use modelarts_runtime::{ClientInner, Result, RetryPolicy};

/// Makes a [`Client`].
pub type ClientBuilder = modelarts_runtime::ClientBuilder<Client>;

/// A client for one project.
///
/// Cloning is cheap; clones share connections, tokens and the budget of retries.
#[derive(Clone)]
pub struct Client(pub(crate) ClientInner);

impl Client {
    /// Begins a client.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// A client as the environment, the files of a user, or the machine describe it, which is how
    /// notebooks and jobs in the cloud do. See [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming what is missing or wrong.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// The operations of version 2 of the API.
    pub fn v2(&self) -> ClientV2 {
        ClientV2(self.0.clone())
    }

    /// The same client with another limit for each whole call, as in [`ClientBuilder::timeout`].
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(self.0.with_timeout(timeout))
    }

    /// The same client with other retries, as in [`ClientBuilder::retry_policy`].
    #[must_use]
    pub fn with_retry_policy(&self, retry_policy: RetryPolicy) -> Self {
        Self(self.0.with_retry_policy(retry_policy))
    }
}

impl From<ClientInner> for Client {
    fn from(handle: ClientInner) -> Self {
        Self(handle)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe("Client", f)
    }
}

/// The operations of version 2 of the API, made by [`Client::v2`].
#[derive(Clone)]
pub struct ClientV2(#[allow(dead_code, reason = "a spec may have no operation of version 2")] pub(crate) ClientInner);

impl fmt::Debug for ClientV2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe("ClientV2", f)
    }
}
