//! Positions in logs, which can be stored.

use std::fmt;
use std::str::FromStr;

use serde_json::{Value, json};

use super::preview::{Digest, Progress};

/// A position in a log. The text before it is not read again.
///
/// [`LogFollower::position`](super::LogFollower::position) returns it and
/// [`LogFollower::resume`](super::LogFollower::resume) takes it. It can be stored as text. The text contains the last
/// lines that were read: protect it like the log itself.
#[derive(Clone, PartialEq, Eq)]
pub struct LogPosition(pub(super) Point);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Point {
    /// Before or after the current text.
    Start,
    End,
    /// Version 1: after a line.
    Line(String),
    /// Version 2: after a text.
    Text(Progress),
}

impl fmt::Display for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value = match &self.0 {
            Point::Start => json!("start"),
            Point::End => json!("end"),
            Point::Line(line) => json!({ "line": line }),
            Point::Text(Progress { size, whole, tail, held_back }) => {
                let whole = whole.map(|Digest { length, hash }| json!([length, hash]));
                json!({ "size": size, "whole": whole, "tail": tail, "held_back": held_back })
            }
        };
        value.fmt(f)
    }
}

impl FromStr for LogPosition {
    type Err = InvalidLogPosition;

    fn from_str(text: &str) -> Result<Self, InvalidLogPosition> {
        let value: Value = serde_json::from_str(text).map_err(|_| InvalidLogPosition)?;
        at(&value).map(Self).ok_or(InvalidLogPosition)
    }
}

fn at(value: &Value) -> Option<Point> {
    match value.as_str() {
        Some("start") => return Some(Point::Start),
        Some("end") => return Some(Point::End),
        Some(_) => return None,
        None => {}
    }
    if let Some(line) = value.get("line") {
        return line.as_str().map(|line| Point::Line(line.to_owned()));
    }
    let pair = |key: &str| match value.get(key)? {
        Value::Null => Some(None),
        pair => Some(Some((pair.get(0)?.as_u64()?, pair.get(1)?.as_u64()?))),
    };
    let whole = match pair("whole")? {
        Some((length, hash)) => Some(Digest { length: usize::try_from(length).ok()?, hash }),
        None => None,
    };
    let text = |key: &str| value.get(key)?.as_str().map(str::to_owned);
    Some(Point::Text(Progress { size: pair("size")?, whole, tail: text("tail")?, held_back: text("held_back")? }))
}

impl fmt::Debug for LogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogPosition")
    }
}

/// Error returned when a text is not a [`LogPosition`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidLogPosition;

impl fmt::Display for InvalidLogPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid log position: it must be the text of a `LogPosition`; start again without one")
    }
}

impl std::error::Error for InvalidLogPosition {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_survive_being_written_as_text() {
        let whole = Some(Digest { length: 5, hash: u64::MAX });
        let progress =
            |size, whole| Point::Text(Progress { size, whole, tail: "ü\n\"".into(), held_back: "\r".into() });
        for at in
            [Point::Start, Point::End, Point::Line("15".into()), progress(Some((4, 6)), whole), progress(None, None)]
        {
            let position = LogPosition(at);
            assert!(position.to_string().parse::<LogPosition>() == Ok(position.clone()), "{position}");
        }
        for text in ["", "{}", "\"middle\"", r#"{"line":1}"#, r#"{"size":[1],"whole":null,"tail":""}"#] {
            assert_eq!(text.parse::<LogPosition>(), Err(InvalidLogPosition), "{text}");
        }
    }
}
