//! The clock that signatures and tokens are checked with.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// 9999-12-31T23:59:59Z, in seconds since 1970. Dates in headers and bodies cannot be later.
const LATEST: u64 = 253_402_300_799;

/// A clock that can be ahead of the machine's clock, or behind it.
#[derive(Debug, Default)]
pub(crate) struct ServiceClock {
    /// Seconds ahead of the machine's clock.
    ahead: AtomicI64,
}

impl ServiceClock {
    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::Relaxed);
    }

    /// Returns the time, limited to the years 1970 to 9999.
    pub(crate) fn now(&self) -> SystemTime {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let seconds = now.as_secs().saturating_add_signed(self.ahead.load(Ordering::Relaxed));
        since_1970(Duration::new(seconds, now.subsec_nanos()))
    }
}

/// Returns `time + duration`, limited to the year 9999.
pub(super) fn add(time: SystemTime, duration: Duration) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    since_1970(since.saturating_add(duration))
}

fn since_1970(since: Duration) -> SystemTime {
    let since = since.min(Duration::from_secs(LATEST));
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_can_be_formatted() {
        let clock = ServiceClock::default();
        for ahead in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX] {
            clock.set_ahead(ahead);
            for duration in [Duration::ZERO, Duration::from_secs(u64::MAX), Duration::MAX] {
                let time = add(clock.now(), duration);
                assert!(httpdate::fmt_http_date(time).ends_with(" GMT"));
                assert!(humantime::format_rfc3339_micros(time).to_string().ends_with('Z'));
            }
        }
    }
}
