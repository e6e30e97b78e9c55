//! How often a call is tried, and with which delays.

use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::error::Error;

/// How often a call is attempted, and with which delays.
///
/// A call is retried if the service was not reached, if the service asks to retry later (as with status 429), or if its
/// response was lost or reports a fault of the service (as with status 503). In the last two cases the first request
/// may have taken effect: operations that are not safe to repeat, such as `training_jobs_v1.create`, are not retried.
///
/// Each delay is random, up to a limit that doubles with each attempt ("full jitter"). If the service sends
/// `Retry-After`, the delay is at least that long. All calls of a client share a budget: when most of them fail, the
/// budget runs out, and each call is attempted once until calls succeed again.
///
/// ```
/// use std::time::Duration;
/// use modelarts::RetryPolicy;
///
/// let patient = RetryPolicy::default().attempts(10).backoff(Duration::from_secs(1), Duration::from_secs(60));
/// let never = RetryPolicy::never();
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    first: Duration,
    longest: Duration,
}

impl Default for RetryPolicy {
    /// 8 attempts, with delays of up to 0.1, 0.2, 0.4, 0.8, 1.6, 3.2 and 6.4 seconds. If each attempt fails with a
    /// probability of 30 %, fewer than one call in 10,000 fails.
    fn default() -> Self {
        Self::of(8, Duration::from_millis(100), Duration::from_secs(20))
    }
}

impl RetryPolicy {
    pub(crate) const fn of(attempts: u32, first: Duration, longest: Duration) -> Self {
        Self { attempts, first, longest }
    }

    /// Returns a policy with one attempt. A rejected token is replaced anyway, and a wrong clock is corrected. A call
    /// that waits for a login fails with the first failed attempt of the login.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// Sets the largest number of attempts, including the first. 0 counts as 1. Default: 8.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts.max(1), ..self }
    }

    /// Sets the limit of the first delay, and that of all delays. Default: 0.1 and 20 seconds.
    #[must_use]
    pub fn backoff(self, first: Duration, longest: Duration) -> Self {
        Self { first, longest, ..self }
    }

    pub(crate) fn max_attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the delay after a failed attempt, counted from 1.
    pub(crate) fn delay(&self, attempt: u32, error: &Error) -> Duration {
        match error.retry_after() {
            // The jitter keeps clients that wait equally long from retrying at once.
            Some(retry_after) => retry_after.saturating_add(jitter(self.first)),
            None => {
                let bound = self.first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
                jitter(bound.min(self.longest))
            }
        }
    }
}

/// Returns a random time up to a limit.
pub(crate) fn jitter(bound: Duration) -> Duration {
    let mut bytes = [0; 4];
    // Without randomness, the limit itself is used.
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => bound.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)),
        Err(_) => bound,
    }
}
