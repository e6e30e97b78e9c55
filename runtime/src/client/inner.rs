//! What a client consists of.

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
    /// What holds for the whole service.
    #[doc(hidden)]
    const SERVICE: &'static Service;
}

/// What a client consists of: its project, credentials and connections.
///
/// Cloning is cheap; clones share connections, tokens and the budget of retries.
#[derive(Clone)]
pub struct ClientInner {
    pub(crate) shared: Arc<Shared>,
    /// Behind a pointer, as every setter of a builder moves the handle.
    pub(crate) options: Arc<Options>,
}

/// What clones share.
pub(crate) struct Shared {
    pub(crate) endpoint: Endpoint,
    pub(crate) sessions: Sessions,
    pub(crate) dispatch: Arc<Dispatch>,
    pub(crate) process: Process,
    pub(crate) changes: Arc<Changes>,
}

impl ClientInner {
    /// The same client with another limit for each whole call, as in [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { options: Arc::new(Options { timeout, ..*self.options }), ..self.clone() }
    }

    /// The same client with other retries, as in [`ClientBuilder::retry_policy`](crate::ClientBuilder::retry_policy).
    #[must_use]
    pub fn with_retry_policy(&self, retry_policy: RetryPolicy) -> Self {
        Self { options: Arc::new(Options { retry_policy, ..*self.options }), ..self.clone() }
    }
}

impl ClientInner {
    /// Shows a client of this name, without anything secret.
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
