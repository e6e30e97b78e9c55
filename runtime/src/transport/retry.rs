//! Whether a request is retried: the attempts of a call, and the budget that all calls of a client share.
//!
//! [`Error::allows_retry`] says which failures allow it.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::{Error, Result};
use crate::service::operation::Idempotency;
use crate::transport::call_options::Options;

/// The retry budget of a client. A full budget pays for 100 retries, and each successful call earns half of one.
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
        // It is nearly always full, and nothing is written.
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
    idempotency: Idempotency,
    pub(crate) deadline: Instant,
    /// The number of attempts that have begun.
    pub(crate) count: u32,
}

impl<'a> Attempts<'a> {
    pub(crate) fn new(options: &'a Options, budget: &'a Budget, idempotency: Idempotency) -> Self {
        Self { options, budget, idempotency, deadline: options.deadline(), count: 0 }
    }

    /// Begins an attempt, and returns its deadline.
    pub(crate) fn begin(&mut self) -> Result<Instant> {
        let now = Instant::now();
        if now >= self.deadline {
            let error = Error::call_timed_out(self.options.timeout).with_attempts(self.count);
            return Err(if self.count == 0 { error.before_sending() } else { error });
        }
        self.count += 1;
        Ok(now.checked_add(self.options.attempt_timeout).map_or(self.deadline, |end| end.min(self.deadline)))
    }

    /// Returns the error for an attempt that timed out.
    pub(crate) fn timed_out(&self) -> Error {
        match Instant::now() < self.deadline {
            true => Error::attempt_timed_out(self.options.attempt_timeout),
            false => Error::call_timed_out(self.options.timeout),
        }
    }

    /// Returns the delay before the next attempt, if this failure is retried. A delay beyond the deadline is not begun.
    pub(crate) fn retry_delay(&self, error: &Error) -> Option<Duration> {
        let policy = &self.options.retry_policy;
        if self.count >= policy.max_attempts() || !error.allows_retry(self.idempotency) {
            return None;
        }
        let delay = policy.delay(self.count, error);
        let left = self.deadline.saturating_duration_since(Instant::now());
        (delay < left && self.budget.spend()).then_some(delay)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::service::Service;
    use crate::service::status::statuses;

    statuses!(STATUSES {
        400 "" Correct "", 404 "" Correct "", 408 "" Repeat "", 409 "" Resolve "", 429 "" Wait "", 500 "" Report "",
        502 "" Report "", 503 "" Report "", 504 "" Report "",
    });

    fn failure(status: u16) -> Error {
        let service = Service::of_statuses("test", STATUSES);
        Error::rejected(&service, status)
    }

    fn attempts(budget: &Budget, idempotency: Idempotency, count: u32) -> Attempts<'_> {
        static OPTIONS: LazyLock<Options> =
            LazyLock::new(|| Options { timeout: Duration::from_secs(60), ..Options::default() });
        Attempts { count, ..Attempts::new(&OPTIONS, budget, idempotency) }
    }

    #[test]
    fn requests_that_may_have_taken_effect_are_not_retried_unless_idempotent() {
        let budget = Budget::default();
        for (status, once, idempotent) in
            [(400, false, false), (404, false, false), (409, false, false), (408, true, true), (429, true, true)]
                .into_iter()
                .chain([500, 502, 503, 504].map(|status| (status, false, true)))
        {
            assert_eq!(
                attempts(&budget, Idempotency::NonIdempotent, 1).retry_delay(&failure(status)).is_some(),
                once,
                "{status}"
            );
            assert_eq!(
                attempts(&budget, Idempotency::Idempotent, 1).retry_delay(&failure(status)).is_some(),
                idempotent
            );
        }
    }

    #[test]
    fn a_call_that_times_out_before_its_first_attempt_was_not_sent() {
        let budget = Budget::default();
        let late = |count| {
            let late =
                Attempts { deadline: Instant::now(), ..attempts(&budget, Idempotency::NonIdempotent, count) }.begin();
            late.unwrap_err().allows_retry(Idempotency::NonIdempotent)
        };
        assert!(late(0));
        assert!(!late(1), "the first attempt may have been carried out");
    }

    #[test]
    fn delays_grow_to_a_limit_and_end_with_the_attempts() {
        let budget = Budget::default();
        for (count, bound) in [(1, 100), (2, 200), (3, 400), (4, 800), (5, 1600), (6, 3200), (7, 6400)] {
            let delays =
                (0..20).filter_map(|_| attempts(&budget, Idempotency::Idempotent, count).retry_delay(&failure(503)));
            let longest = delays.max().unwrap();
            let bound = Duration::from_millis(bound);
            assert!(longest <= bound && longest > bound / 2, "{longest:?} of {bound:?}");
            budget.0.store(FULL, Ordering::Relaxed);
        }
        assert_eq!(attempts(&budget, Idempotency::Idempotent, 8).retry_delay(&failure(503)), None);
        let asked = failure(429).with_retry_after(Some(Duration::from_secs(7)));
        let delay = attempts(&budget, Idempotency::NonIdempotent, 1).retry_delay(&asked).unwrap();
        assert!(delay >= Duration::from_secs(7) && delay <= Duration::from_millis(7100));
        let asked = failure(429).with_retry_after(Some(Duration::from_secs(61)));
        assert_eq!(attempts(&budget, Idempotency::NonIdempotent, 1).retry_delay(&asked), None, "beyond the deadline");
    }

    #[test]
    fn retries_stop_when_the_budget_is_empty_and_successes_refill_it() {
        let budget = Budget::default();
        let retries = |calls: usize| {
            (0..calls)
                .filter(|_| attempts(&budget, Idempotency::Idempotent, 1).retry_delay(&failure(500)).is_some())
                .count()
        };
        assert_eq!(retries(1000), 100);
        (0..10).for_each(|_| budget.earn());
        assert_eq!(retries(1000), 5);
        (0..1000).for_each(|_| budget.earn());
        assert_eq!(retries(1000), 100, "no more than a full one");
    }
}
