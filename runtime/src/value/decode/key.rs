//! Finds the field of a key.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use crate::value::schema::{Field, Schema};

/// Returns whether two short names are the same, without a call: each value of a response has a name.
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

/// Looks up a key in a schema.
pub(super) struct Key {
    pub(super) schema: &'static Schema,
    /// The next field, if the service keeps the order of the schema.
    pub(super) expected: usize,
    /// The fields of a failure, if there may be one.
    pub(super) failure: &'static [Field],
}

pub(super) enum KeyMatch {
    Field(usize),
    Failure(usize),
    Nothing,
}

impl<'de> DeserializeSeed<'de> for Key {
    type Value = KeyMatch;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<KeyMatch, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl Key {
    #[inline(never)]
    fn look_up(&self, key: &str) -> KeyMatch {
        let position = |fields: &[Field]| fields.iter().position(|field| field.is(key));
        match position(self.schema.fields) {
            Some(index) => KeyMatch::Field(index),
            None => position(self.failure).map_or(KeyMatch::Nothing, KeyMatch::Failure),
        }
    }
}

impl Visitor<'_> for Key {
    type Value = KeyMatch;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a field")
    }

    #[inline]
    fn visit_str<E: Error>(self, key: &str) -> Result<KeyMatch, E> {
        let expected = self.schema.fields.get(self.expected);
        Ok(match expected.is_some_and(|field| is_same(field.name, key)) {
            true => KeyMatch::Field(self.expected),
            false => self.look_up(key),
        })
    }
}
