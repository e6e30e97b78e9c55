//! The task that makes a session. It is independent of its callers: one that is canceled, that is not polled or that
//! gives up early does not affect the others.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::auth::login::{Login, LoginContext, LoginError, credentials_error};
use crate::auth::pending_session::{ATTEMPT_TIMEOUT, Reporter};
use crate::auth::session::Session;
use crate::auth::session_cache::SessionCache;
use crate::error::{Error, ErrorKind};

/// The longest delay between two attempts, whatever the identity service asks for.
const MAX_DELAY: Duration = Duration::from_secs(60);

/// The task. However it ends, the next caller can begin another one.
pub(super) struct RefreshTask {
    context: Arc<LoginContext>,
    cache: Arc<SessionCache>,
    reporter: Reporter,
}

impl Drop for RefreshTask {
    fn drop(&mut self) {
        self.cache.forget(self.reporter.id);
    }
}

impl RefreshTask {
    pub(super) fn new(context: &Arc<LoginContext>, cache: &Arc<SessionCache>, reporter: Reporter) -> Self {
        Self { context: Arc::clone(context), cache: Arc::clone(cache), reporter }
    }

    /// Makes the session. Transient failures are retried while a call waits.
    pub(super) async fn run(self) {
        let mut login = Login::default();
        loop {
            self.reporter.attempt_begins();
            match self.attempt(&mut login).await {
                Ok(session) => {
                    let session = Arc::new(session);
                    self.cache.put(self.reporter.id, &session);
                    return self.reporter.publish(Ok(session));
                }
                Err(LoginError::Permanent(error, memory)) => {
                    self.cache.failed(self.reporter.id, &error, memory);
                    return self.reporter.publish(Err(error));
                }
                Err(LoginError::Transient(error)) => {
                    self.cache.postpone(&error, Duration::ZERO);
                    let policy = &self.context.options.retry_policy;
                    let delay = |failures, error: &Error| policy.delay(failures, error).min(MAX_DELAY);
                    sleep(self.reporter.attempt_failed(error, delay)).await;
                    if !self.cache.is_wanted(&self.reporter) {
                        return;
                    }
                }
            }
        }
    }

    /// Makes one attempt, which neither hangs nor panics.
    async fn attempt(&self, login: &mut Login) -> std::result::Result<Session, LoginError> {
        let outcome = {
            let mut attempt = pin!(login.attempt(&self.context));
            let caught = poll_fn(|context| {
                catch_unwind(AssertUnwindSafe(|| attempt.as_mut().poll(context)))
                    .map_or_else(|_| Poll::Ready(None), |poll| poll.map(Some))
            });
            timeout(ATTEMPT_TIMEOUT, caught).await
        };
        match outcome {
            Ok(Some(outcome)) => outcome,
            Ok(None) => {
                *login = Login::default();
                Err(LoginError::Transient(credentials_error("the provider of the credentials panicked")))
            }
            Err(_) => Err(LoginError::Transient(Error::new(
                ErrorKind::Timeout,
                format!("no session within {ATTEMPT_TIMEOUT:?}: the provider of the credentials does not respond"),
            ))),
        }
    }
}
