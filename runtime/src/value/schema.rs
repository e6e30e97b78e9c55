//! Schemas: the fields of generated types and their rules, as data.

use std::collections::HashSet;

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
    pub(crate) fn missing(&self, seen: &impl FieldSet) -> Option<&'static Field> {
        // Most responses have every field.
        if seen.count() == self.fields.len() {
            return None;
        }
        let mut fields = self.fields.iter().enumerate();
        fields.find(|(index, field)| field.required && !seen.has(*index)).map(|(_, field)| field)
    }
}

/// The fields of a record that were read.
pub(crate) trait FieldSet {
    fn insert(&mut self, index: usize);
    fn has(&self, index: usize) -> bool;
    /// Returns the number of fields, or less.
    fn count(&self) -> usize;
}

/// A bit for each field.
impl FieldSet for u64 {
    #[inline]
    fn insert(&mut self, index: usize) {
        *self |= 1 << index;
    }

    #[inline]
    fn has(&self, index: usize) -> bool {
        self & (1 << index) != 0
    }

    #[inline]
    fn count(&self) -> usize {
        self.count_ones() as usize
    }
}

/// The fields of a record that has more of them than a number has bits.
#[derive(Default)]
pub(crate) struct Many(HashSet<usize>);

impl FieldSet for Many {
    fn insert(&mut self, index: usize) {
        self.0.insert(index);
    }

    fn has(&self, index: usize) -> bool {
        self.0.contains(&index)
    }

    fn count(&self) -> usize {
        self.0.len()
    }
}

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
    /// A list as a text, with a character between the items.
    Joined(char),
}

impl Field {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.name == key || (!self.also.is_empty() && self.also == key)
    }
}
