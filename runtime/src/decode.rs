//! The reader: JSON into records, by their tables.
//!
//! It is lenient where the service is loose, and here is the only place that knows how:
//! a number may come as a text and a text as a number, `null` for a text or a list reads as the
//! empty one, fields that the table does not have are passed over, codes that a table does not
//! have are kept. A field that the documents promise must be there.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{
    Deserialize as _, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor,
};

use crate::record::{self, Field, List, Place, Record, Slot, Table, Wish};
use crate::service::Service;

/// What an answer says of its own failure.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    /// Where it stands; nowhere, in answers of other services.
    fields: &'static [Field],
    success: Option<bool>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) solution: Option<String>,
}

impl Failure {
    /// Nothing yet, of an answer of this service.
    pub(crate) fn of(service: &Service) -> Self {
        Self { fields: service.failure, ..Self::default() }
    }

    /// Whether the answer says that the call failed.
    pub(crate) fn is_failure(&self) -> bool {
        self.success == Some(false)
            || (self.success.is_none() && self.code.as_ref().is_some_and(|code| !code.is_empty()))
    }

    fn slot(&mut self, field: usize) -> Slot<'_> {
        match field {
            0 => self.success.slot(),
            1 => self.code.slot(),
            2 => self.message.slot(),
            _ => self.solution.slot(),
        }
    }
}

/// An answer that cannot be read.
#[derive(Debug)]
pub(crate) struct DecodeError {
    /// Where in the answer, as in `jobs[3].status`; empty for the answer as a whole.
    pub(crate) path: String,
    /// What is wrong there.
    pub(crate) message: String,
}

/// Reads the answer to a call: a record, or the failure in its place.
pub(crate) fn answer(body: &[u8], slot: Slot<'_>, failure: &mut Failure) -> Result<(), DecodeError> {
    // serde_json reads a `str` faster than bytes, whose texts it checks one by one.
    let text = std::str::from_utf8(body)
        .map_err(|_| DecodeError { path: String::new(), message: "the body is not UTF-8".to_owned() })?;
    let mut reading = Reading { trail: Trail::default(), failure: Some(failure) };
    let mut json = serde_json::Deserializer::from_str(text);
    Target::new(slot, &mut reading)
        .deserialize(&mut json)
        .and_then(|()| json.end())
        .map_err(|error| DecodeError { path: reading.trail.to_string(), message: plain_words(&error) })
}

/// Reads the failure that stands in a body, where there is one.
pub(crate) fn failure(service: &Service, body: &[u8]) -> Option<Failure> {
    let mut failure = Failure::of(service);
    answer(body, Slot::Nothing, &mut failure).ok().map(|()| failure)
}

/// A record without fields, for answers that tell of their own failure only.
struct Nothing;
record::fields!(Nothing {});

/// Reads a record or a code from any format of serde.
#[cfg(feature = "serde")]
pub fn deserialize<'de, T: Place, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut place = T::EMPTY;
    let mut reading = Reading { trail: Trail::default(), failure: None };
    match Target::new(place.slot(), &mut reading).deserialize(deserializer) {
        Ok(()) => Ok(place),
        Err(error) if reading.trail.0.is_empty() => Err(error),
        Err(error) => Err(D::Error::custom(format_args!("{}: {error}", reading.trail))),
    }
}

fn plain_words(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the body ends too early".to_owned();
    }
    if error.is_syntax() {
        return format!("the body is not JSON (line {}, column {})", error.line(), error.column());
    }
    let said = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    said.strip_suffix(&place).unwrap_or(&said).to_owned()
}

/// The way to the place that failed, innermost step first.
#[derive(Default)]
struct Trail(Vec<Step>);

enum Step {
    Field(&'static str),
    Item(usize),
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.0.iter().rev().enumerate() {
            match step {
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Field(name) if depth == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

/// What the reader knows beside the place that it reads into.
struct Reading<'f> {
    trail: Trail,
    /// Where the outermost object puts what it says of a failure.
    failure: Option<&'f mut Failure>,
}

/// A slot that waits for its value. serde moves visitors from call to call, so what visits is a
/// reference to it.
struct Target<'a, 'b, 'f> {
    slot: Slot<'a>,
    reading: &'b mut Reading<'f>,
    /// Whether the value may come as a text that holds JSON.
    encoded: bool,
}

impl<'a, 'b, 'f> Target<'a, 'b, 'f> {
    fn new(slot: Slot<'a>, reading: &'b mut Reading<'f>) -> Self {
        Self { slot, reading, encoded: false }
    }

    /// The place itself, once it is known that there is a value for it.
    #[inline]
    fn present(&mut self) -> Slot<'a> {
        let mut slot = self.take();
        while let Slot::Optional(place) = slot {
            slot = place.place(Wish::Filled).unwrap_or(Slot::Nothing);
        }
        slot
    }

    #[inline]
    fn take(&mut self) -> Slot<'a> {
        std::mem::replace(&mut self.slot, Slot::Nothing)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Target<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

// `#[inline]`: one call for each value of an answer is what this module costs.
impl Slot<'_> {
    #[inline]
    fn take_number(self, number: i64) -> Result<(), Rejected> {
        let taken = match self {
            Slot::Long(place) => {
                *place = number;
                true
            }
            Slot::Number(place) => place.set(number),
            Slot::Code(place) => place.set_number(number),
            Slot::Float(place) => {
                *place = number as f64;
                true
            }
            Slot::Json(place) => {
                *place = number.into();
                true
            }
            Slot::Text(place) => {
                *place = number.to_string();
                true
            }
            slot => return Err(Rejected(slot.wanted())),
        };
        if taken { Ok(()) } else { Err(Rejected("a number that fits the type")) }
    }

    /// A number that is larger than any with a sign.
    #[cold]
    fn take_large_number(self, number: u64) -> Result<(), Rejected> {
        match self {
            Slot::Text(place) => *place = number.to_string(),
            Slot::Float(place) => *place = number as f64,
            Slot::Json(place) => *place = number.into(),
            _ => return Err(Rejected("a number that fits the type")),
        }
        Ok(())
    }

    #[inline]
    fn take_text(self, text: &str) -> Result<(), Rejected> {
        match self {
            Slot::Text(place) => {
                *place = String::from(text);
                Ok(())
            }
            Slot::Json(place) => {
                *place = text.into();
                Ok(())
            }
            slot => slot.take_loose_text(text),
        }
    }

    /// A text where something else is promised.
    fn take_loose_text(self, text: &str) -> Result<(), Rejected> {
        let wanted = self.wanted();
        let taken = match self {
            Slot::Code(place) => place.set_text(text),
            Slot::Boolean(place) => text.parse().map(|value| *place = value).is_ok(),
            Slot::Float(place) => text.trim().parse().map(|value| *place = value).is_ok(),
            slot => match text.trim().parse() {
                Ok(number) => return slot.take_number(number),
                Err(_) => false,
            },
        };
        if taken { Ok(()) } else { Err(Rejected(wanted)) }
    }

    /// What a place is for, in the words of an error.
    fn wanted(&self) -> &'static str {
        match self {
            Slot::Boolean(_) => "a boolean",
            Slot::Long(_) | Slot::Number(_) | Slot::Float(_) => "a number",
            Slot::Json(_) => "JSON",
            Slot::Map(_) => "an object",
            Slot::Nothing => "an object",
            Slot::Text(_) => "a text",
            Slot::Code(_) => "a code",
            Slot::Record(record) => record.table().name,
            Slot::List(_) => "a list",
            Slot::Optional(_) => "a value",
        }
    }
}

/// A value that a slot does not take, and what it would take.
struct Rejected(&'static str);

impl Rejected {
    #[cold]
    fn error<E: Error>(&self, unexpected: Unexpected<'_>) -> E {
        E::invalid_value(unexpected, &self.0)
    }
}

// `#[inline(never)]`: what is rare stays out of the code that every value runs through.
impl<'de> Visitor<'de> for &mut Target<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slot.wanted())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        match self.present() {
            Slot::Boolean(place) => *place = value,
            Slot::Text(place) => *place = value.to_string(),
            Slot::Json(place) => *place = value.into(),
            slot => return Err(Rejected(slot.wanted()).error(Unexpected::Bool(value))),
        }
        Ok(())
    }

    #[inline(never)]
    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.present().take_number(number).map_err(|rejected| rejected.error(Unexpected::Signed(number)))
    }

    #[inline]
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        match (&mut self.slot, i64::try_from(number)) {
            // What most numbers are.
            (Slot::Long(place), Ok(number)) => {
                **place = number;
                Ok(())
            }
            (_, Ok(number)) => self.visit_i64(number),
            (_, Err(_)) => {
                let taken = self.present().take_large_number(number);
                taken.map_err(|rejected| rejected.error(Unexpected::Unsigned(number)))
            }
        }
    }

    #[inline(never)]
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        // Beyond 2^53 a float is no longer a whole number for sure.
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let taken = match self.present() {
            Slot::Text(place) => {
                *place = number.to_string();
                Ok(())
            }
            Slot::Float(place) => {
                *place = number;
                Ok(())
            }
            Slot::Json(place) => {
                *place = number.into();
                Ok(())
            }
            slot if number.fract() == 0.0 && number.abs() <= EXACT => slot.take_number(number as i64),
            slot => Err(Rejected(slot.wanted())),
        };
        taken.map_err(|rejected| rejected.error(Unexpected::Float(number)))
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        if self.encoded {
            return self.read_encoded(text);
        }
        if let Slot::Text(place) = &mut self.slot {
            // The place is empty: what `clone_into` would reuse is not there.
            **place = String::from(text);
            return Ok(());
        }
        self.present().take_text(text).map_err(|rejected| rejected.error(Unexpected::Str(text)))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        match self.take() {
            Slot::Optional(place) => {
                place.place(Wish::Empty);
            }
            Slot::Text(place) => place.clear(),
            Slot::Json(place) => *place = serde_json::Value::Null,
            Slot::Map(_) => {}
            // It is empty already.
            Slot::List(_) => {}
            slot => return Err(Rejected(slot.wanted()).error(Unexpected::Unit)),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let list = match self.present() {
            Slot::List(list) => list,
            Slot::Json(place) => {
                *place = serde_json::Value::deserialize(SeqAccessDeserializer::new(items))?;
                return Ok(());
            }
            slot => return Err(Rejected(slot.wanted()).error(Unexpected::Seq)),
        };
        // What stands in a list is not the answer itself.
        self.reading.failure = None;
        for index in 0.. {
            match items.next_element_seed(Item { list: &mut *list, reading: &mut *self.reading }) {
                Ok(Some(())) => {}
                Ok(None) => break,
                Err(error) => {
                    self.reading.trail.0.push(Step::Item(index));
                    return Err(error);
                }
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<(), A::Error> {
        match self.present() {
            Slot::Record(record) => read_fields(record, self.reading, fields),
            Slot::Map(place) => read_map(place, self.reading, fields),
            // One item without its list.
            Slot::List(list) => match list.item(None) {
                Some(slot) => Target::new(slot, self.reading).visit_map(fields),
                None => Err(A::Error::custom("the list takes no more items")),
            },
            Slot::Nothing => read_fields(&mut Nothing, self.reading, fields),
            Slot::Json(place) => {
                *place = serde_json::Value::deserialize(MapAccessDeserializer::new(fields))?;
                Ok(())
            }
            slot => Err(Rejected(slot.wanted()).error(Unexpected::Map)),
        }
    }
}

impl Target<'_, '_, '_> {
    /// Reads a text that holds JSON; an empty one holds nothing.
    #[cold]
    fn read_encoded<E: Error>(&mut self, text: &str) -> Result<(), E> {
        let slot = self.take();
        if text.trim().is_empty() {
            return match slot {
                Slot::Optional(place) => {
                    place.place(Wish::Empty);
                    Ok(())
                }
                _ => Ok(()),
            };
        }
        let mut json = serde_json::Deserializer::from_str(text);
        let read = Target::new(slot, self.reading).deserialize(&mut json).and_then(|()| json.end());
        read.map_err(|error| E::custom(format_args!("the text in it: {}", plain_words(&error))))
    }
}

/// The next item of a list: its place is made when there is an item.
struct Item<'a, 'f> {
    list: &'a mut dyn List,
    reading: &'a mut Reading<'f>,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.list.item(None) {
            Some(slot) => deserializer.deserialize_any(&mut Target::new(slot, self.reading)),
            None => Err(D::Error::custom("the list takes no more items")),
        }
    }
}

/// Whether two short names are the same, without a call: there is a name before each value of an answer.
#[inline]
fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len() != other.len() {
        return false;
    }
    match one.len() {
        4..8 => one.first_chunk::<4>() == other.first_chunk() && one.last_chunk::<4>() == other.last_chunk(),
        8..=16 => one.first_chunk::<8>() == other.first_chunk() && one.last_chunk::<8>() == other.last_chunk(),
        _ => one == other,
    }
}

fn read_fields<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    reading: &mut Reading<'_>,
    mut fields: A,
) -> Result<(), A::Error> {
    let table = record.table();
    let mut failure = reading.failure.take();
    let failure_fields = failure.as_ref().map_or(&[][..], |failure| failure.fields);
    let mut seen = 0_u64;
    let mut expected = 0;
    while let Some(key) = fields.next_key_seed(Key { table, expected, failure: failure_fields })? {
        let Found::Field(index) = key else {
            read_beside(key, failure.as_deref_mut(), reading, &mut fields)?;
            continue;
        };
        expected = index + 1;
        seen |= 1 << index;
        read_field(&table.fields[index], record.field(index), reading, &mut fields)?;
    }
    // A failure need not keep what an answer promises.
    match table.missing(seen) {
        Some(field) if !failure.is_some_and(|failure| failure.is_failure()) => {
            reading.trail.0.push(Step::Field(field.name));
            Err(A::Error::custom("the field is missing"))
        }
        _ => Ok(()),
    }
}

/// Reads what no field of the table is for.
#[inline(never)]
fn read_beside<'de, A: MapAccess<'de>>(
    found: Found,
    failure: Option<&mut Failure>,
    reading: &mut Reading<'_>,
    fields: &mut A,
) -> Result<(), A::Error> {
    match (found, failure) {
        (Found::Failure(index), Some(failure)) => {
            read_field(&failure.fields[index], failure.slot(index), reading, fields)
        }
        _ => fields.next_value::<IgnoredAny>().map(|_| ()),
    }
}

#[inline]
fn read_field<'de, A: MapAccess<'de>>(
    field: &'static Field,
    slot: Slot<'_>,
    reading: &mut Reading<'_>,
    fields: &mut A,
) -> Result<(), A::Error> {
    let read = fields.next_value_seed(&mut Target { slot, reading, encoded: field.encoded });
    if read.is_err() {
        reading.trail.0.push(Step::Field(field.name));
    }
    read
}

/// Reads texts under free keys.
fn read_map<'de, A: MapAccess<'de>>(
    place: &mut BTreeMap<String, String>,
    reading: &mut Reading<'_>,
    mut fields: A,
) -> Result<(), A::Error> {
    while let Some(key) = fields.next_key::<String>()? {
        let mut value = String::new();
        fields.next_value_seed(&mut Target::new(Slot::Text(&mut value), reading))?;
        place.insert(key, value);
    }
    Ok(())
}

/// Looks a key up in a table.
struct Key {
    table: &'static Table,
    /// The field that comes next if the service keeps the order of the table.
    expected: usize,
    /// The fields of a failure, where there may be one.
    failure: &'static [Field],
}

enum Found {
    Field(usize),
    Failure(usize),
    Nothing,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Key {
    #[inline(never)]
    fn look_up(&self, key: &str) -> Found {
        let position = |fields: &[Field]| fields.iter().position(|field| field.is(key));
        match position(self.table.fields) {
            Some(index) => Found::Field(index),
            None => position(self.failure).map_or(Found::Nothing, Found::Failure),
        }
    }
}

impl Visitor<'_> for Key {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<Found, E> {
        let expected = self.table.fields.get(self.expected);
        Ok(match expected.is_some_and(|field| is_same(field.name, key)) {
            true => Found::Field(self.expected),
            false => self.look_up(key),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Failure, answer};
    use crate::record::{Place as _, field};

    struct Job {
        job_id: i64,
        error_code: String,
    }
    crate::record::fields!(Job { 0 job_id, 1 error_code });

    fn read(body: &str) -> (Job, bool) {
        let fields = &[field!("is_success" optional), field!("error_code" optional), field!("error_msg" optional)];
        let mut failure = Failure { fields, ..Failure::default() };
        let mut job = Job::EMPTY;
        answer(body.as_bytes(), job.slot(), &mut failure).unwrap();
        (job, failure.is_failure())
    }

    /// A job that has failed can be asked for with success.
    #[test]
    fn a_code_that_the_response_lists_as_a_field_is_data() {
        let (job, is_failure) = read(r#"{"job_id": 7, "error_code": "ModelArts.2763"}"#);
        assert_eq!((job.job_id, &*job.error_code, is_failure), (7, "ModelArts.2763", false));
        let (_, is_failure) = read(r#"{"is_success": false, "job_id": 7, "error_code": "ModelArts.2763"}"#);
        assert!(is_failure);
    }
}
