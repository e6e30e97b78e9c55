//! The options of a call.

use std::time::Duration;

use tokio::time::Instant;

use crate::transport::retry_policy::RetryPolicy;

/// The options of a call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// For the whole call, including its attempts and the delays between them.
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) retry_policy: RetryPolicy,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(300),
            attempt_timeout: Duration::from_secs(60),
            retry_policy: RetryPolicy::default(),
        }
    }
}

impl Options {
    /// Returns the deadline of a call that begins now.
    pub(crate) fn deadline(&self) -> Instant {
        // A century is as good as forever.
        const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let now = Instant::now();
        now.checked_add(self.timeout).unwrap_or(now + NEVER)
    }
}
