//! The client. Its generated methods return the groups of operations.

use std::fmt;
use std::time::Duration;

use modelarts_runtime::{ClientInner, Result, RetryPolicy};

/// Builds a [`Client`].
pub type ClientBuilder = modelarts_runtime::ClientBuilder<Client>;

/// A client for one project.
///
/// Cloning is cheap. Clones share connections, tokens and the retry budget.
#[derive(Clone)]
pub struct Client(pub(crate) ClientInner);

impl Client {
    /// Returns a builder.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::new()
    }

    /// Creates a client from the environment, the files of the user, or the machine, as notebooks and jobs in the cloud
    /// do. See [`ClientBuilder::from_env`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), which names what is missing or invalid.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// Returns the same client with another timeout for each call, as in [`ClientBuilder::timeout`].
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(self.0.with_timeout(timeout))
    }

    /// Returns the same client with another retry policy, as in [`ClientBuilder::retry_policy`].
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
