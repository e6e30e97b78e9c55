//! How often a call is tried, and with which delays.

use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};

use crate::error::Error;

/// How often a call is tried, and how long the pauses between are.
///
/// A call is tried again if the service was not reached, if it asks to be called later (by its
/// status, as 429), or if its answer was lost or tells of a fault of its own (as 503). In the last
/// two cases the first request may have been carried out: operations that would then be carried out
/// twice, as `create_training_job`, are not tried again.
///
/// Each pause is chosen at random between nothing and a bound, which doubles with each attempt
/// ("full jitter"); where the service names a time in `Retry-After`, that one is waited for. All calls
/// of a client share a budget: when most of them fail, what is left of the budget is spent, and
/// then each call is tried once until calls succeed again.
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
    /// 8 attempts, with pauses of up to 0.1, 0.2, 0.4, 0.8, 1.6, 3.2 and 6.4 seconds: of calls whose every
    /// attempt fails with a chance of 30 %, fewer than one in 10,000 is lost.
    fn default() -> Self {
        Self::of(8, Duration::from_millis(100), Duration::from_secs(20))
    }
}

impl RetryPolicy {
    pub(crate) const fn of(attempts: u32, first: Duration, longest: Duration) -> Self {
        Self { attempts, first, longest }
    }

    /// One attempt. A refused token is replaced anyway, and a wrong clock is corrected. A call that waits for a
    /// login fails with the first attempt of it that fails.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// The largest number of attempts, the first included; 0 counts as 1. 8 if not set.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Self {
        Self { attempts: attempts.max(1), ..self }
    }

    /// The bound of the first pause, and that of all. 0.1 and 20 seconds if not set.
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
            // Not all who were given the same time come back at once.
            Some(asked) => asked.saturating_add(jitter(self.first)),
            None => {
                let bound = self.first.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1)));
                jitter(bound.min(self.longest))
            }
        }
    }
}

/// A time between nothing and a bound, at random.
pub(crate) fn jitter(bound: Duration) -> Duration {
    let mut bytes = [0; 4];
    // Without randomness the bound itself is as good a pause.
    match SystemRandom::new().fill(&mut bytes) {
        Ok(()) => bound.mul_f64(f64::from(u32::from_le_bytes(bytes)) / f64::from(u32::MAX)),
        Err(_) => bound,
    }
}
