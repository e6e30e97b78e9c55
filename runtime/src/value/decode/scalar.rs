//! Stores single values in slots: numbers, texts, and what they may come as.

use serde::de::{Error, Unexpected};

use crate::value::slot::{Presence, Slot};
use crate::value::timestamp::Timestamp;

// `#[inline]`: these functions are called for each value of a response.
impl Slot<'_> {
    #[inline]
    pub(super) fn take_number(self, number: i64) -> Result<(), Rejected> {
        let taken = match self {
            Slot::Long(target) | Slot::Time(target) => {
                *target = number;
                true
            }
            Slot::Number(target) => target.set(number),
            Slot::Enum(target) => target.set_number(number),
            Slot::Float(target) => {
                *target = number as f64;
                true
            }
            Slot::Json(target) => {
                *target = number.into();
                true
            }
            Slot::Text(target) => {
                *target = number.to_string();
                true
            }
            Slot::Boolean(target) if matches!(number, 0 | 1) => {
                *target = number == 1;
                true
            }
            Slot::Nothing => true,
            slot => return Err(Rejected(slot.wanted())),
        };
        if taken { Ok(()) } else { Err(Rejected::RANGE) }
    }

    /// Stores a number that is larger than any `i64`.
    #[cold]
    pub(super) fn take_large_number(self, number: u64) -> Result<(), Rejected> {
        match self {
            Slot::Text(target) => *target = number.to_string(),
            Slot::Float(target) => *target = number as f64,
            Slot::Json(target) => *target = number.into(),
            Slot::Nothing => {}
            Slot::Long(_) | Slot::Time(_) | Slot::Number(_) => return Err(Rejected::RANGE),
            slot => return Err(Rejected(slot.wanted())),
        }
        Ok(())
    }

    pub(super) fn take_float(self, number: f64) -> Result<(), Rejected> {
        // Above 2^53 a float may not be the exact whole number.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        match self {
            Slot::Text(target) => *target = number.to_string(),
            Slot::Float(target) => *target = number,
            Slot::Json(target) => *target = number.into(),
            Slot::Nothing => {}
            slot if number.fract() == 0.0 && number.abs() <= EXACT => return slot.take_number(number as i64),
            Slot::Long(_) | Slot::Time(_) | Slot::Number(_) => return Err(Rejected::RANGE),
            slot => return Err(Rejected(slot.wanted())),
        }
        Ok(())
    }

    #[inline]
    pub(super) fn take_text(self, text: &str) -> Result<(), Rejected> {
        match self {
            Slot::Text(target) => {
                *target = String::from(text);
                Ok(())
            }
            Slot::Json(target) => {
                *target = text.into();
                Ok(())
            }
            slot => slot.take_loose_text(text),
        }
    }

    /// Stores a text in a slot of another type.
    fn take_loose_text(self, text: &str) -> Result<(), Rejected> {
        let (rejected, is_empty) = (Rejected(self.wanted()), text.trim().is_empty());
        let taken = match self {
            Slot::Enum(target) => !is_empty && target.set_text(text),
            Slot::Boolean(target) => boolean(text).map(|value| *target = value).is_some(),
            Slot::Float(target) => text.trim().parse().map(|value| *target = value).is_ok(),
            Slot::Nothing => true,
            slot => match (text.trim().parse(), slot) {
                (Ok(number), slot) => return slot.take_number(number),
                (Err(_), Slot::Time(target)) => Timestamp::parse(text).map(|time| *target = time.as_millis()).is_some(),
                (Err(_), Slot::Long(_) | Slot::Number(_)) if text.trim().parse::<f64>().is_ok() => {
                    return Err(Rejected::RANGE);
                }
                _ => false,
            },
        };
        if taken { Ok(()) } else { Err(rejected) }
    }

    /// Returns what a slot expects, as errors name it.
    pub(super) fn wanted(&self) -> &'static str {
        match self {
            Slot::Boolean(_) => "a boolean",
            Slot::Long(_) | Slot::Number(_) | Slot::Float(_) => "a number",
            Slot::Time(_) => "a time",
            Slot::Json(_) => "JSON",
            Slot::Map(_) => "an object",
            Slot::Nothing => "an object",
            Slot::Text(_) => "a text",
            Slot::Enum(_) => "an enumeration value",
            Slot::Record(record) => record.schema().name,
            Slot::List(_) => "a list",
            Slot::Optional(_) => "a value",
        }
    }
}

fn boolean(text: &str) -> Option<bool> {
    let text = text.trim();
    let is_any = |words: [&str; 2]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    is_any(["true", "1"]).then_some(true).or_else(|| is_any(["false", "0"]).then_some(false))
}

/// A value that a slot does not accept, and what it expects.
pub(super) struct Rejected(pub(super) &'static str);

impl Rejected {
    /// A number that is out of range for the type.
    pub(super) const RANGE: Self = Self("a number that fits the type");

    fn is_out_of_range(&self) -> bool {
        self.0 == Self::RANGE.0
    }

    #[cold]
    pub(super) fn error<E: Error>(&self, unexpected: Unexpected<'_>) -> E {
        match unexpected {
            // The text may be as long as the body.
            Unexpected::Str(text) if text.chars().nth(SHOWN).is_some() => {
                let shown: String = text.chars().take(SHOWN).chain(['\u{2026}']).collect();
                E::invalid_value(Unexpected::Str(&shown), &self.0)
            }
            unexpected => E::invalid_value(unexpected, &self.0),
        }
    }
}

/// The most characters of a text that an error shows.
pub(super) const SHOWN: usize = 60;

/// Stores a value, and returns the length of the text that it is kept as. An optional slot becomes absent if the value
/// is an empty text or a number that is out of range. `text` is the value, or [`NUMBER`].
#[inline]
pub(super) fn put(
    mut slot: Slot<'_>,
    text: &str,
    take: impl Fn(Slot<'_>) -> Result<(), Rejected>,
) -> Result<usize, Rejected> {
    let Slot::Optional(target) = slot else {
        take(slot.reborrow())?;
        return Ok(text_length(&slot));
    };
    let taken = match target.inner(Presence::Present) {
        Some(slot @ Slot::Optional(_)) => put_nested(slot, text, &take),
        Some(mut slot) => take(slot.reborrow()).map(|()| text_length(&slot)),
        None => Ok(0),
    };
    match taken {
        Err(rejected) if rejected.is_out_of_range() || text.trim().is_empty() => {
            target.inner(Presence::Absent);
            Ok(0)
        }
        taken => taken,
    }
}

/// Represents the text of a number.
pub(super) const NUMBER: &str = "number";

fn text_length(slot: &Slot<'_>) -> usize {
    if let Slot::Text(text) = slot { text.len() } else { 0 }
}

#[cold]
fn put_nested(slot: Slot<'_>, text: &str, take: &dyn Fn(Slot<'_>) -> Result<(), Rejected>) -> Result<usize, Rejected> {
    put(slot, text, take)
}
