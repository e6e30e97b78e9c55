//! The service's clock, as far as it is known.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

/// Dates that differ by less than this are not what a signature is refused for: the service allows
/// a quarter of an hour.
const TOLERATED: Duration = Duration::from_secs(60);

/// This machine's clock, set right by what the service says of its own.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// Seconds by which the service is ahead.
    ahead: AtomicI64,
}

impl Clock {
    pub(crate) fn now(&self) -> SystemTime {
        let ahead = self.ahead.load(Ordering::Relaxed);
        let distance = Duration::from_secs(ahead.unsigned_abs());
        let now = SystemTime::now();
        let set = if ahead < 0 { now.checked_sub(distance) } else { now.checked_add(distance) };
        set.unwrap_or(now)
    }

    /// Takes the date of an answer over, if it differs enough from that of its request to matter; tells
    /// whether it does. Calls side by side may each find it out: the clock is right after the first.
    pub(crate) fn adopt(&self, sent_at: SystemTime, date: Option<&str>) -> bool {
        let Some(theirs) = date.and_then(|date| httpdate::parse_http_date(date).ok()) else { return false };
        let differs = seconds_ahead(theirs, sent_at).unsigned_abs() > TOLERATED.as_secs();
        if differs {
            self.ahead.store(seconds_ahead(theirs, SystemTime::now()), Ordering::Relaxed);
        }
        differs
    }
}

/// Seconds by which one time is ahead of another.
fn seconds_ahead(time: SystemTime, of: SystemTime) -> i64 {
    let seconds = |distance: Duration| i64::try_from(distance.as_secs()).unwrap_or(0);
    match time.duration_since(of) {
        Ok(distance) => seconds(distance),
        Err(error) => -seconds(error.duration()),
    }
}

/// The time that an answer asks to wait for: seconds, or a date.
pub(crate) fn retry_after(value: &str, date: Option<&str>) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let until = httpdate::parse_http_date(value).ok()?;
    // By the service's own clock, where it tells the time.
    let now = date.and_then(|date| httpdate::parse_http_date(date).ok()).unwrap_or_else(SystemTime::now);
    Some(until.duration_since(now).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_is_set_by_what_matters_only() {
        let clock = Clock::default();
        let shown = |ahead: i64| httpdate::fmt_http_date(Clock { ahead: AtomicI64::new(ahead) }.now());
        let adopt = |date: Option<&str>| clock.adopt(clock.now(), date);
        assert!(!adopt(None) && !adopt(Some("yesterday")) && !adopt(Some(&shown(30))));
        assert_eq!(clock.ahead.load(Ordering::Relaxed), 0);
        for ahead in [3600, -7200] {
            let sent_at = clock.now();
            for _ in 0..2 {
                assert!(clock.adopt(sent_at, Some(&shown(ahead))), "{ahead}");
                assert!(clock.ahead.load(Ordering::Relaxed).abs_diff(ahead) <= 2);
            }
            assert!(!adopt(Some(&shown(ahead))), "it is right now");
        }
    }

    #[test]
    fn waiting_times_are_seconds_or_dates() {
        let date = "Tue, 24 Nov 2026 10:00:00 GMT";
        for (value, seconds) in [
            ("0", Some(0)),
            (" 120 ", Some(120)),
            ("Tue, 24 Nov 2026 10:00:30 GMT", Some(30)),
            ("Tue, 24 Nov 2026 09:00:00 GMT", Some(0)),
            ("-1", None),
            ("soon", None),
        ] {
            assert_eq!(retry_after(value, Some(date)), seconds.map(Duration::from_secs), "{value}");
        }
    }
}
