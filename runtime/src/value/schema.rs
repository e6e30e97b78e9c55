//! Schemas: the fields of generated types and their rules, as data.

use crate::value::rule::Rule;

/// The fields of a record.
#[doc(hidden)]
#[derive(Debug)]
pub struct Schema {
    pub name: &'static str,
    pub fields: &'static [Field],
    /// The rules that hold when it is sent.
    pub rules: &'static [Rule],
}

impl Schema {
    /// Returns the first required field that is not in `seen`.
    pub(crate) fn missing(&self, seen: &FieldSet) -> Option<&'static Field> {
        // Most responses have every field.
        if seen.first.count_ones() as usize == self.fields.len() {
            return None;
        }
        let mut fields = self.fields.iter().enumerate();
        fields.find(|(index, field)| field.required && !seen.has(*index)).map(|(_, field)| field)
    }
}

/// The fields of a record that were read.
#[derive(Default)]
pub(crate) struct FieldSet {
    /// A bit for each of the first fields.
    first: u64,
    /// Those of the others. Few records have so many fields.
    others: Vec<usize>,
}

impl FieldSet {
    #[inline]
    pub(crate) fn insert(&mut self, index: usize) {
        if index < BITS {
            self.first |= 1 << index;
        } else {
            self.others.push(index);
        }
    }

    fn has(&self, index: usize) -> bool {
        if index < BITS { self.first & (1 << index) != 0 } else { self.others.contains(&index) }
    }
}

const BITS: usize = u64::BITS as usize;

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// Another name of the field; empty if there is none.
    pub also: &'static str,
    pub required: bool,
    pub form: Form,
}

/// The form of a value on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// That of its type.
    Plain,
    /// A text that contains JSON.
    Encoded,
    /// A time as a number of seconds.
    Seconds,
    /// A point in time as a text, as in RFC 3339.
    Text,
}

impl Field {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.name == key || (!self.also.is_empty() && self.also == key)
    }
}
