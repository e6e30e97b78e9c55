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
    /// Creates the point in time that is `millis` milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Parses an ISO 8601 text, as in `2018-04-20T10:06:30.635+08:00`. Without an offset it is in UTC.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches(['Z', 'z']);
        let (time, offset) = match text.get(10..)?.rfind(['+', '-']) {
            Some(sign) => text.split_at(10 + sign),
            None => (text, ""),
        };
        let time = if time.len() == 10 { format!("{time}T00:00:00") } else { time.to_ascii_uppercase() };
        let time = humantime::parse_rfc3339_weak(&time).ok()?;
        let since = i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_millis()).ok()?;
        Some(Self(since - offset_millis(offset)?))
    }

    /// Returns whether RFC 3339 has a text for it here, which is so in the years 1970 to 9999.
    pub(crate) fn has_year_of_four_digits(self) -> bool {
        const YEAR_10000: i64 = 253_402_300_800_000;
        (0..YEAR_10000).contains(&self.0)
    }

    /// Returns the milliseconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

/// Returns the offset of a time zone in milliseconds, as in `+08:00`, `+0800` or `-03`.
fn offset_millis(offset: &str) -> Option<i64> {
    const MINUTE: i64 = 60_000;
    let Some((sign, digits)) = offset.split_at_checked(1) else { return Some(0) };
    let digits = digits.replace(':', "");
    let number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok())?;
    let (hours, minutes) = match digits.len() {
        2 => (number(&digits)?, 0),
        4 => (number(digits.get(..2)?)?, number(digits.get(2..)?)?),
        _ => return None,
    };
    let sign = if sign == "-" { -1 } else { 1 };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * MINUTE)
}

/// A time that the system cannot represent becomes the epoch.
impl From<Timestamp> for SystemTime {
    fn from(at: Timestamp) -> Self {
        let distance = Duration::from_millis(at.0.unsigned_abs());
        let time = if at.0 < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
        time.unwrap_or(UNIX_EPOCH)
    }
}

/// Fails if a [`jiff::Timestamp`] cannot represent the time.
#[cfg(feature = "jiff")]
impl TryFrom<Timestamp> for jiff::Timestamp {
    type Error = jiff::Error;

    fn try_from(at: Timestamp) -> std::result::Result<Self, jiff::Error> {
        Self::from_millisecond(at.0)
    }
}

/// Truncates to milliseconds.
#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Timestamp {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}

/// Error returned when a [`chrono::DateTime`] cannot represent a time.
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

/// Truncates to milliseconds.
#[cfg(feature = "chrono")]
impl From<chrono::DateTime<chrono::Utc>> for Timestamp {
    fn from(at: chrono::DateTime<chrono::Utc>) -> Self {
        Self(at.timestamp_millis())
    }
}

/// Shows RFC 3339 in UTC, or the milliseconds outside the years 1970 to 9999.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.has_year_of_four_digits() {
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

    #[test]
    fn iso_8601_texts_are_read_with_their_offset() {
        for text in [
            "2018-04-20T02:06:30.635Z",
            "2018-04-20 02:06:30.635",
            "2018-04-20T10:06:30.635+08:00",
            "2018-04-20T10:06:30.635+0800",
            "2018-04-19t23:06:30.635000-03",
        ] {
            assert_eq!(Timestamp::parse(text), Some(Timestamp(1_524_189_990_635)), "{text}");
        }
        assert_eq!(Timestamp::parse("2018-04-20"), Some(Timestamp(1_524_182_400_000)));
        for text in ["", "yesterday", "2018-04-20T", "2018-13-20T00:00:00", "2018-04-20T00:00:00+8", "1-1-1"] {
            assert_eq!(Timestamp::parse(text), None, "{text}");
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
