//! The clock that signatures and tokens are checked by.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// 9999-12-31T23:59:59Z, in seconds since 1970: no header and no text has room for a later time.
const LATEST: u64 = 253_402_300_799;

/// A clock that may be ahead of the machine's, or behind it.
#[derive(Debug, Default)]
pub(crate) struct ServiceClock {
    /// Seconds by which it is ahead.
    ahead: AtomicI64,
}

impl ServiceClock {
    pub(crate) fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::Relaxed);
    }

    /// The time, from 1970 to 9999.
    pub(crate) fn now(&self) -> SystemTime {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let seconds = now.as_secs().saturating_add_signed(self.ahead.load(Ordering::Relaxed));
        time(Duration::new(seconds, now.subsec_nanos()))
    }
}

/// A time after another one, no later than 9999.
pub(crate) fn later(time: SystemTime, by: Duration) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    self::time(since.saturating_add(by))
}

fn time(since: Duration) -> SystemTime {
    let since = since.min(Duration::from_secs(LATEST));
    SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_time_can_be_written() {
        let clock = ServiceClock::default();
        for ahead in [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX] {
            clock.set_ahead(ahead);
            for by in [Duration::ZERO, Duration::from_secs(u64::MAX), Duration::MAX] {
                let time = later(clock.now(), by);
                assert!(httpdate::fmt_http_date(time).ends_with(" GMT"));
                assert!(humantime::format_rfc3339_micros(time).to_string().ends_with('Z'));
            }
        }
    }
}
