//! The handle on everything that the calls of a client share.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use crate::call::Call;
use crate::dispatch::{Dispatch, Options};
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::retry::{Attempts, RetryPolicy};
use crate::service::{Asks, Service};
use crate::session::{Identity, Session, Sessions};
use crate::telemetry;
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

    /// Carries a call out, as often as it takes and is allowed. What the service refuses because of a
    /// token that has ended, or of a clock that is wrong, is sent once more with a right one.
    pub(crate) async fn execute(&self, call: &Call) -> Result<Answer> {
        let Shared { endpoint, sessions, dispatch } = &*self.shared;
        let mut attempts = Attempts::new(&self.options, &dispatch.budget, call.operation().effect);
        let (mut may_renew, mut may_set_clock) = (true, true);
        loop {
            let session =
                sessions.get(dispatch, &self.options, attempts.deadline).await.map_err(Error::before_sending)?;
            let now = dispatch.clock.now();
            let request = endpoint.request(&call.outgoing(&session)?, Some(session.caller()), now)?;
            let sent = dispatch.transport.send(request);
            let Some(answer) = dispatch.attempt(&mut attempts, sent).await? else { continue };
            if answer.is_success() {
                return Ok(answer);
            }
            if may_set_clock && self.sets_clock(&session, now, &answer) {
                may_set_clock = false;
            } else if may_renew && self.wants_authentication(&answer) && sessions.refused(&session) {
                may_renew = false;
            } else {
                return Ok(answer);
            }
        }
    }

    fn wants_authentication(&self, answer: &Answer) -> bool {
        let status = self.shared.dispatch.service.status(answer.status);
        status.is_some_and(|status| status.asks == Asks::Authenticate)
    }

    /// Whether a signature was refused while the clocks differ. They do not any more then. Only the
    /// service itself refuses one: the clock of a proxy (407) is not asked for.
    fn sets_clock(&self, session: &Session, sent_at: SystemTime, answer: &Answer) -> bool {
        let is_refused = matches!(answer.status, 401 | 403) && matches!(session.identity, Identity::Key { .. });
        let sets = is_refused && self.shared.dispatch.clock.adopt(sent_at, answer.header("date"));
        if sets {
            telemetry::clock_set();
        }
        sets
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
