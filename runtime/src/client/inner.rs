//! The project, credentials and connections of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::changes::Changes;
use crate::auth::sessions::Sessions;
use crate::executor::process::Process;
use crate::service::Service;
use crate::transport::call_options::Options;
use crate::transport::dispatch::Dispatch;
use crate::transport::endpoint::Endpoint;
use crate::transport::retry_policy::RetryPolicy;

/// A client of a service that generated code describes.
pub trait ServiceClient: From<ClientInner> {
    /// The description of the service.
    #[doc(hidden)]
    const SERVICE: &'static Service;
}

/// The project, credentials and connections of a client.
///
/// Cloning is cheap. Clones share connections, tokens and the retry budget.
#[derive(Clone)]
pub struct ClientInner {
    pub(crate) shared: Arc<Shared>,
    /// In an `Arc`, because every setter of a call moves it.
    pub(crate) options: Arc<Options>,
}

/// What the clones of a client share.
pub(crate) struct Shared {
    pub(crate) endpoint: Endpoint,
    pub(crate) sessions: Sessions,
    pub(crate) dispatch: Arc<Dispatch>,
    pub(crate) process: Process,
    pub(crate) changes: Arc<Changes>,
    /// The values of path parameters that are neither arguments nor the project.
    pub(crate) path_values: Vec<(&'static str, String)>,
}

impl ClientInner {
    /// Returns the same client with another timeout for each call, as in
    /// [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { options: Arc::new(Options { timeout, ..*self.options }), ..self.clone() }
    }

    /// Returns the same client with another retry policy, as in
    /// [`ClientBuilder::retry_policy`](crate::ClientBuilder::retry_policy).
    #[must_use]
    pub fn with_retry_policy(&self, retry_policy: RetryPolicy) -> Self {
        Self { options: Arc::new(Options { retry_policy, ..*self.options }), ..self.clone() }
    }
}

impl ClientInner {
    /// Formats a client with this name, without anything secret.
    #[doc(hidden)]
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("endpoint", &self.shared.endpoint.address())
            .field("project", self.shared.sessions.project())
            .field("credentials", self.shared.sessions.credentials())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ClientInner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe("ClientInner", f)
    }
}
