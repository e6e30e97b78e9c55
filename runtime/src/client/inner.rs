//! The handle on everything that the calls of a client share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call::Call;
use crate::changes::Changes;
use crate::dispatch::{Dispatch, Options};
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::executor;
use crate::fork::Process;
use crate::retry::{Attempts, RetryPolicy};
use crate::service::{Asks, Service};
use crate::session::Sessions;
use crate::transport::Answer;

/// A client of a service that generated code describes.
pub trait Api: From<Handle> {
    /// What holds for the whole service.
    #[doc(hidden)]
    const SERVICE: &'static Service;
}

/// What a client consists of: its project, credentials and connections.
///
/// Cloning is cheap; clones share connections, tokens and the budget of retries.
#[derive(Clone)]
pub struct Handle {
    pub(crate) shared: Arc<Shared>,
    /// Behind a pointer, as every setter of a builder moves the handle.
    pub(crate) options: Arc<Options>,
}

/// What clones share.
pub(crate) struct Shared {
    pub(crate) endpoint: Endpoint,
    pub(crate) sessions: Sessions,
    pub(crate) dispatch: Dispatch,
    /// What holds for logins, whichever call waits for them.
    pub(crate) options: Options,
    pub(crate) process: Process,
    pub(crate) changes: Arc<Changes>,
}

impl Handle {
    /// The same client with another limit for each whole call, as in [`ClientBuilder::timeout`](crate::ClientBuilder::timeout).
    #[must_use]
    pub fn with_timeout(&self, timeout: Duration) -> Self {
        Self { options: Arc::new(Options { timeout, ..*self.options }), ..self.clone() }
    }

    /// The same client with other retries, as in [`ClientBuilder::retries`](crate::ClientBuilder::retries).
    #[must_use]
    pub fn with_retries(&self, retries: RetryPolicy) -> Self {
        Self { options: Arc::new(Options { retries, ..*self.options }), ..self.clone() }
    }

    /// Carries a call out, as often as it takes and is allowed. What the service refuses because of an
    /// expired token, or of a wrong clock, is sent once more with a right one.
    pub(crate) async fn execute(&self, call: &Call) -> Result<Answer> {
        let Shared { endpoint, sessions, dispatch, process, .. } = &*self.shared;
        process.check().and_then(|()| executor::runtime()).map_err(Error::before_sending)?;
        let mut attempts = Attempts::new(&self.options, &dispatch.budget, call.operation().effect);
        let (mut may_renew, mut correction) = (true, None);
        loop {
            let session = sessions.get(&self.shared, &self.options, attempts.deadline);
            let session = session.await.map_err(Error::before_sending)?;
            let now = dispatch.clock.now(correction);
            let request = endpoint.request(&call.outgoing(&session)?, Some(session.caller()), now)?;
            let sent = dispatch.transport.send(request);
            let Some(answer) = dispatch.attempt(&mut attempts, sent).await? else { continue };
            if answer.is_success() {
                session.served();
                correction.into_iter().for_each(|correction| dispatch.clock.keep(correction));
                return Ok(answer);
            }
            if correction.is_none() && session.identity.is_signed() {
                correction = dispatch.clock.correction(now, &answer);
                if correction.is_some() {
                    continue;
                }
            }
            if may_renew && self.wants_authentication(&answer) && sessions.refused(&session) {
                // Nothing has proved the correction, and another session may do without it.
                (may_renew, correction) = (false, None);
            } else {
                return Ok(answer);
            }
        }
    }

    /// Whether the service itself refused the session. A proxy (407) knows nothing of sessions.
    fn wants_authentication(&self, answer: &Answer) -> bool {
        let status = self.shared.dispatch.service.status(answer.status);
        answer.status != 407 && status.is_some_and(|status| status.asks == Asks::Authenticate)
    }
}

impl Handle {
    /// Shows a client of this name, without anything secret.
    #[doc(hidden)]
    pub fn describe(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("endpoint", &self.shared.endpoint.address())
            .field("project", &self.shared.sessions.project)
            .field("credentials", &self.shared.sessions.credentials)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Handle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.describe("Handle", f)
    }
}
