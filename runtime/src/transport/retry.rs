//! When a request is sent again: policy, pauses, and the budget that stops a storm.
//!
//! Which failures allow it is said by [`Error::allows_another`], by the spec's table of statuses and
//! the effect of the operation.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use ring::rand::{SecureRandom as _, SystemRandom};
use tokio::time::Instant;

use crate::call::Effect;
use crate::dispatch::Options;
use crate::error::{Error, Result};

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

/// What all calls of a client may spend on retries together: a full budget pays for 100, and each
/// call that succeeds earns half of one.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

const FULL: u32 = 200;
const COST: u32 = 2;
const EARNED: u32 = 1;

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    fn spend(&self) -> bool {
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(COST)).is_ok()
    }

    pub(crate) fn earn(&self) {
        // Nearly always it is full, and nothing is written.
        if self.0.load(Ordering::Relaxed) < FULL {
            let earned = |left: u32| Some((left + EARNED).min(FULL));
            let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, earned);
        }
    }
}

/// The attempts of one call.
#[derive(Debug)]
pub(crate) struct Attempts<'a> {
    options: &'a Options,
    budget: &'a Budget,
    effect: Effect,
    pub(crate) deadline: Instant,
    /// How many have been begun.
    pub(crate) count: u32,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(options: &'a Options, budget: &'a Budget, effect: Effect) -> Self {
        Self { options, budget, effect, deadline: options.deadline(), count: 0 }
    }

    /// Begins an attempt; tells when it must be over.
    pub(crate) fn begin(&mut self) -> Result<Instant> {
        let now = Instant::now();
        if now >= self.deadline {
            let error = Error::too_late(self.options.timeout).with_attempts(self.count);
            return Err(if self.count == 0 { error.before_sending() } else { error });
        }
        self.count += 1;
        Ok(now.checked_add(self.options.attempt_timeout).map_or(self.deadline, |end| end.min(self.deadline)))
    }

    /// The failure of an attempt that was not over in time.
    pub(crate) fn timed_out(&self) -> Error {
        match Instant::now() < self.deadline {
            true => Error::no_answer(self.options.attempt_timeout),
            false => Error::too_late(self.options.timeout),
        }
    }

    /// The pause before the next attempt, if there is to be one behind this failure. A pause that
    /// would outlive the deadline is not begun.
    pub(crate) fn again(&self, error: &Error) -> Option<Duration> {
        let policy = &self.options.retries;
        if self.count >= policy.attempts || !error.allows_another(self.effect) {
            return None;
        }
        let pause = policy.delay(self.count, error);
        let left = self.deadline.saturating_duration_since(Instant::now());
        (pause < left && self.budget.spend()).then_some(pause)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::call::Parameter;
    use crate::service::{self, Service};

    service::statuses!(STATUSES {
        400 "" Correct "", 404 "" Correct "", 408 "" Repeat "", 409 "" Resolve "", 429 "" Wait "", 500 "" Report "",
        502 "" Report "", 503 "" Report "", 504 "" Report "",
    });

    fn failure(status: u16) -> Error {
        let project = Parameter::path("project_id");
        let service =
            Service { request_id: "", failure: &[], statuses: STATUSES, clouds: &[], project, error_codes: &[] };
        Error::refused(&service, status)
    }

    fn attempts(budget: &Budget, effect: Effect, count: u32) -> Attempts<'_> {
        static OPTIONS: LazyLock<Options> =
            LazyLock::new(|| Options { timeout: Duration::from_secs(60), ..Options::default() });
        Attempts { count, ..Attempts::new(&OPTIONS, budget, effect) }
    }

    #[test]
    fn what_may_have_been_carried_out_is_not_repeated() {
        let budget = Budget::default();
        for (status, once, idempotent) in
            [(400, false, false), (404, false, false), (409, false, false), (408, true, true), (429, true, true)]
                .into_iter()
                .chain([500, 502, 503, 504].map(|status| (status, false, true)))
        {
            assert_eq!(attempts(&budget, Effect::Once, 1).again(&failure(status)).is_some(), once, "{status}");
            assert_eq!(attempts(&budget, Effect::Idempotent, 1).again(&failure(status)).is_some(), idempotent);
        }
    }

    #[test]
    fn what_was_too_late_for_its_first_attempt_was_not_sent() {
        let budget = Budget::default();
        let late = |count| {
            let late = Attempts { deadline: Instant::now(), ..attempts(&budget, Effect::Once, count) }.begin();
            late.unwrap_err().allows_another(Effect::Once)
        };
        assert!(late(0));
        assert!(!late(1), "the first attempt may have been carried out");
    }

    #[test]
    fn pauses_grow_to_a_bound_and_end_with_the_attempts() {
        let budget = Budget::default();
        for (count, bound) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1600), (6, 3200), (7, 6400)] {
            let pauses = (0..20).filter_map(|_| attempts(&budget, Effect::Idempotent, count).again(&failure(503)));
            let longest = pauses.max().unwrap();
            let bound = Duration::from_millis(bound);
            assert!(longest <= bound && longest > bound / 2, "{longest:?} of {bound:?}");
            budget.0.store(FULL, Ordering::Relaxed);
        }
        assert_eq!(attempts(&budget, Effect::Idempotent, 8).again(&failure(503)), None);
        let asked = failure(429).with_retry_after(Some(Duration::from_secs(7)));
        let pause = attempts(&budget, Effect::Once, 1).again(&asked).unwrap();
        assert!(pause >= Duration::from_secs(7) && pause <= Duration::from_millis(7100));
        let asked = failure(429).with_retry_after(Some(Duration::from_secs(61)));
        assert_eq!(attempts(&budget, Effect::Once, 1).again(&asked), None, "beyond the deadline");
    }

    #[test]
    fn a_storm_ends_with_the_budget_and_successes_fill_it() {
        let budget = Budget::default();
        let retries = |calls: usize| {
            (0..calls).filter(|_| attempts(&budget, Effect::Idempotent, 1).again(&failure(500)).is_some()).count()
        };
        assert_eq!(retries(1000), 100);
        (0..10).for_each(|_| budget.earn());
        assert_eq!(retries(1000), 5);
        (0..1000).for_each(|_| budget.earn());
        assert_eq!(retries(1000), 100, "no more than a full one");
    }
}
