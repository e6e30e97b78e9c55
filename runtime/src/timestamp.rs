//! Points in time, as the service counts them.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
///
/// ```
/// let created = modelarts::Timestamp::from_millis(1_524_189_990_635);
/// assert_eq!(created.to_string(), "2018-04-20T02:06:30.635Z");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(pub(crate) i64);

impl Timestamp {
    /// The point in time that is `millis` milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

/// A time that the system cannot represent becomes the nearest one that it can, the epoch.
impl From<Timestamp> for SystemTime {
    fn from(at: Timestamp) -> Self {
        let distance = Duration::from_millis(at.0.unsigned_abs());
        let time = if at.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        time.unwrap_or(UNIX_EPOCH)
    }
}

/// Fails for a time that a [`jiff::Timestamp`] cannot represent.
#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = jiff::Error;

    fn try_from(at: Timestamp) -> std::result::Result<Self, jiff::Error> {
        Self::from_millisecond(at.0)
    }
}

/// What is finer than a millisecond is cut off.
#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}

/// A time that a [`chrono::DateTime`] cannot represent.
#[cfg(feature = "chrono")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange(Timestamp);

#[cfg(feature = "chrono")]
impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is not a time that `chrono::DateTime` can represent", self.0)
    }
}

#[cfg(feature = "chrono")]
impl std::error::Error for OutOfRange {}

#[cfg(feature = "chrono")]
impl TryFrom<Timestamp> for chrono::DateTime<chrono::Utc> {
    type Error = OutOfRange;

    fn try_from(at: Timestamp) -> std::result::Result<Self, OutOfRange> {
        Self::from_timestamp_millis(at.0).ok_or(OutOfRange(at))
    }
}

/// What is finer than a millisecond is cut off.
#[cfg(feature = "chrono")]
impl From<chrono::DateTime<chrono::Utc>> for Timestamp {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// RFC 3339 in UTC; outside the years 1970 to 9999 the bare milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const YEAR_10000: i64 = 253_402_300_800_000;
        if (0..YEAR_10000).contains(&self.0) {
            humantime::format_rfc3339_millis((*self).into()).fmt(f)
        } else {
            write!(f, "{} ms", self.0)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_can_be_shown() {
        for (millis, shown) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
            (253_402_300_800_000, "253402300800000 ms"),
            (-1, "-1 ms"),
            (i64::MIN, "-9223372036854775808 ms"),
        ] {
            assert_eq!(Timestamp::from_millis(millis).to_string(), shown);
        }
    }

    #[cfg(feature = "jiff")]
    #[test]
    fn jiff_has_the_same_time() {
        let at = Timestamp::from_millis(1_524_189_990_635);
        let theirs = jiff::Timestamp::try_from(at).unwrap();
        assert_eq!((theirs.to_string().as_str(), Timestamp::from(theirs)), ("2018-04-20T02:06:30.635Z", at));
        assert!(jiff::Timestamp::try_from(Timestamp::from_millis(i64::MAX)).is_err());
    }

    #[cfg(feature = "chrono")]
    #[test]
    fn chrono_has_the_same_time() {
        let at = Timestamp::from_millis(1_524_189_990_635);
        let theirs = chrono::DateTime::try_from(at).unwrap();
        assert_eq!((theirs.to_string().as_str(), Timestamp::from(theirs)), ("2018-04-20 02:06:30.635 UTC", at));
        assert!(chrono::DateTime::try_from(Timestamp::from_millis(i64::MAX)).is_err());
    }
}
