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
    /// Returns the first required field that has no bit in `seen`.
    pub(crate) fn missing(&self, seen: u64) -> Option<&'static Field> {
        // Most responses have every field.
        if seen.count_ones() as usize == self.fields.len() {
            return None;
        }
        let mut fields = self.fields.iter().enumerate();
        fields.find(|(index, field)| field.required && seen & (1 << index) == 0).map(|(_, field)| field)
    }
}

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// Another name of the field; empty if there is none.
    pub also: &'static str,
    pub required: bool,
    /// Whether the value is a text that contains JSON.
    pub encoded: bool,
}

impl Field {
    pub(crate) fn is(&self, key: &str) -> bool {
        self.name == key || (!self.also.is_empty() && self.also == key)
    }
}
