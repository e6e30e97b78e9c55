//! The clock of the service, as far as it is known.

use std::ops::Range;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use crate::transport::response::Response;
use crate::transport::telemetry;

/// Signatures are not rejected for smaller differences: the service allows 15 minutes.
const TOLERATED: Duration = Duration::from_secs(60);
/// The plausible dates of a service, in seconds since 1970: those of the years 2020 to 2099.
const PLAUSIBLE: Range<u64> = 1_577_836_800..4_102_444_800;

/// This machine's clock, corrected by the dates of the service.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    /// The number of seconds by which the service is ahead.
    ahead: AtomicI64,
}

/// A correction to try. It is proved by a request that succeeds with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Correction {
    ahead: i64,
}

impl Clock {
    /// Returns the service's time, as far as it is known, or according to a correction.
    fn now(&self, correction: Option<Correction>) -> SystemTime {
        let ahead = correction.map_or_else(|| self.ahead.load(Ordering::Relaxed), |correction| correction.ahead);
        let distance = Duration::from_secs(ahead.unsigned_abs());
        let now = SystemTime::now();
        let set = if ahead < 0 { now.checked_sub(distance) } else { now.checked_add(distance) };
        set.unwrap_or(now)
    }

    /// Returns the correction to try after a signature was rejected. This is the date of the response if it differs
    /// from that of the request, or else this machine's own time if it was corrected.
    fn correction(&self, sent_at: SystemTime, response: &Response) -> Option<Correction> {
        if !matches!(response.status, 401 | 403) {
            return None;
        }
        match response.header("date").and_then(plausible) {
            Some(theirs) => {
                let differs = seconds_ahead(theirs, sent_at).unsigned_abs() > TOLERATED.as_secs();
                differs.then(|| Correction { ahead: seconds_ahead(theirs, SystemTime::now()) })
            }
            None => (self.ahead.load(Ordering::Relaxed) != 0).then_some(Correction { ahead: 0 }),
        }
    }

    /// Keeps a correction that is proved.
    fn keep(&self, correction: Correction) {
        self.ahead.store(correction.ahead, Ordering::Relaxed);
        telemetry::clock_set();
    }
}

/// The clock of a call, which tries one correction. It is kept once it is proved.
pub(crate) struct CallClock<'c> {
    clock: &'c Clock,
    correction: Option<Correction>,
}

impl<'c> CallClock<'c> {
    pub(crate) fn new(clock: &'c Clock) -> Self {
        Self { clock, correction: None }
    }

    /// Returns the time for the next request.
    pub(crate) fn now(&self) -> SystemTime {
        self.clock.now(self.correction)
    }

    /// Keeps the correction after a request that succeeded with it.
    pub(crate) fn accepted(&self) {
        self.correction.into_iter().for_each(|correction| self.clock.keep(correction));
    }

    /// Takes a correction from a response that rejects a signature. Returns whether there is one to try.
    pub(crate) fn correct(&mut self, sent_at: SystemTime, response: &Response) -> bool {
        if self.correction.is_some() {
            return false;
        }
        self.correction = self.clock.correction(sent_at, response);
        self.correction.is_some()
    }

    /// Forgets the correction, which nothing has proved.
    pub(crate) fn reset(&mut self) {
        self.correction = None;
    }
}

/// Returns the date of a header, if it is plausible.
fn plausible(date: &str) -> Option<SystemTime> {
    let date = httpdate::parse_http_date(date).ok()?;
    let since = date.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    PLAUSIBLE.contains(&since.as_secs()).then_some(date)
}

/// Returns the number of seconds by which a time is ahead of another.
fn seconds_ahead(time: SystemTime, of: SystemTime) -> i64 {
    let seconds = |distance: Duration| i64::try_from(distance.as_secs()).unwrap_or(0);
    match time.duration_since(of) {
        Ok(distance) => seconds(distance),
        Err(error) => -seconds(error.duration()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rejected(status: u16, date: Option<&str>) -> Response {
        let mut headers = Box::<reqwest::header::HeaderMap>::default();
        if let Some(date) = date {
            headers.insert("date", date.parse().unwrap());
        }
        Response { status, headers, body: bytes::Bytes::new(), stream: None, attempts: 1 }
    }

    fn shown(ahead: i64) -> String {
        httpdate::fmt_http_date(Clock { ahead: AtomicI64::new(ahead) }.now(None))
    }

    #[test]
    fn only_dates_that_matter_correct_a_clock() {
        let clock = Clock::default();
        for (status, date) in [
            (401, None),
            (403, Some("yesterday".to_owned())),
            (401, Some(shown(30))),
            (200, Some(shown(3600))),
            (407, Some(shown(3600))),
        ] {
            let response = rejected(status, date.as_deref());
            assert_eq!(clock.correction(clock.now(None), &response), None, "{status} {date:?}");
        }
        for ahead in [3600, -7200, 70 * 365 * 24 * 3600] {
            let correction = clock.correction(clock.now(None), &rejected(401, Some(&shown(ahead)))).unwrap();
            assert!(correction.ahead.abs_diff(ahead) <= 2);
            clock.keep(correction);
            assert_eq!(clock.correction(clock.now(None), &rejected(401, Some(&shown(ahead)))), None, "it is right now");
            clock.keep(Correction { ahead: 0 });
        }
    }

    #[test]
    fn implausible_dates_correct_no_clock() {
        let clock = Clock::default();
        for date in [
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
            "Fri, 01 Jan 2100 00:00:00 GMT",
            "Tue, 31 Dec 2019 23:59:59 GMT",
            "\u{1F552}",
        ] {
            let mut response = rejected(403, None);
            response.headers.insert("date", reqwest::header::HeaderValue::from_bytes(date.as_bytes()).unwrap());
            assert_eq!(clock.correction(clock.now(None), &response), None, "{date}");
        }
    }

    #[test]
    fn a_wrong_correction_is_undone_without_a_date() {
        let clock = Clock::default();
        clock.keep(Correction { ahead: 86_400 });
        let correction = clock.correction(clock.now(None), &rejected(401, None)).unwrap();
        assert_eq!(correction, Correction { ahead: 0 });
    }

    #[test]
    fn every_offset_gives_a_valid_date() {
        for ahead in [i64::MIN, -1, 0, 1, i64::MAX] {
            let clock = Clock { ahead: AtomicI64::new(ahead) };
            assert_eq!(crate::signing::date(clock.now(None)).len(), "20260102T030405Z".len(), "{ahead}");
        }
    }
}
