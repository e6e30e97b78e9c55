//! The client: what generated operations are methods of.

use std::fmt;
use std::time::Duration;

use modelarts_runtime::service::Service;
use modelarts_runtime::{Api, Handle};

use crate::generated::service::SERVICE;
use crate::{Result, RetryPolicy};

/// Makes a [`Client`].
pub type ClientBuilder = modelarts_runtime::ClientBuilder<Client>;

/// A client for one project.
///
/// Cloning is cheap; clones share connections, tokens and the budget of retries.
#[derive(Clone)]
pub struct Client(pub(crate) Handle);

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
    pub fn v2(&self) -> V2 {
        V2(self.0.clone())
    }

    /// The same client with another limit for each whole call, as in [`ClientBuilder::timeout`].
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self(self.0.with_timeout(timeout))
    }

    /// The same client with other retries, as in [`ClientBuilder::retries`].
    #[must_use]
    pub fn with_retries(&self, retries: RetryPolicy) -> Self {
        Self(self.0.with_retries(retries))
    }
}

impl Api for Client {
    const SERVICE: &'static Service = &SERVICE;
}

impl From<Handle> for Client {
    fn from(handle: Handle) -> Self {
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
pub struct V2(#[allow(dead_code, reason = "a spec may have no operation of version 2")] pub(crate) Handle);

impl fmt::Debug for V2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.describe("V2", f)
    }
}
