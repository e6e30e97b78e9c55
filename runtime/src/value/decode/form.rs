//! Decodes fields whose form on the wire is not that of their type.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Unexpected, Visitor};

use super::budget::{self, Growth};
use super::{Target, describe};
use crate::value::schema::Form;
use crate::value::slot::{Presence, Slot};

/// A slot that expects a value in a form of its own. It is apart from [`Target`], whose code every value runs through.
pub(super) struct InForm<'a, 'b, 'f> {
    pub(super) target: Target<'a, 'b, 'f>,
    pub(super) form: Form,
}

impl<'de> DeserializeSeed<'de> for InForm<'_, '_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for InForm<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.target.slot.wanted())
    }

    fn visit_bool<E: Error>(mut self, value: bool) -> Result<(), E> {
        self.target.visit_bool(value)
    }

    fn visit_i64<E: Error>(mut self, number: i64) -> Result<(), E> {
        let number = if self.form == Form::Seconds { number.saturating_mul(1_000) } else { number };
        self.target.visit_i64(number)
    }

    fn visit_u64<E: Error>(mut self, number: u64) -> Result<(), E> {
        match i64::try_from(number) {
            Ok(number) => self.visit_i64(number),
            Err(_) => self.target.visit_u64(number),
        }
    }

    fn visit_f64<E: Error>(mut self, number: f64) -> Result<(), E> {
        let number = if self.form == Form::Seconds { (number * 1_000.0).round() } else { number };
        self.target.visit_f64(number)
    }

    fn visit_str<E: Error>(mut self, text: &str) -> Result<(), E> {
        match self.form {
            Form::Encoded => return self.read_encoded(text),
            Form::Joined(separator) => return self.read_joined(text, separator),
            Form::Seconds => {
                if let Ok(number) = text.trim().parse() {
                    return self.visit_i64(number);
                }
                if let Ok(number) = text.trim().parse() {
                    return self.visit_f64(number);
                }
            }
            Form::Plain | Form::Text => {}
        }
        self.target.visit_str(text)
    }

    fn visit_unit<E: Error>(mut self) -> Result<(), E> {
        self.target.visit_unit()
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, items: A) -> Result<(), A::Error> {
        self.target.visit_seq(items)
    }

    fn visit_map<A: MapAccess<'de>>(mut self, fields: A) -> Result<(), A::Error> {
        self.target.visit_map(fields)
    }
}

impl InForm<'_, '_, '_> {
    /// Decodes a text that holds the items of a list.
    fn read_joined<E: Error>(&mut self, text: &str, separator: char) -> Result<(), E> {
        let Slot::List(list) = self.target.present() else { return Ok(()) };
        let mut growth = Growth::default();
        for part in text.split(separator).filter(|_| !text.is_empty()) {
            growth.before_push(&mut self.target.context.budget)?;
            self.target.context.budget.charge_text(part)?;
            let Some(slot) = list.item(None) else { break };
            growth.pushed(|| budget::size_of_target(&slot), &mut self.target.context.budget)?;
            slot.take_text(part.trim()).map_err(|rejected| rejected.error(Unexpected::Str(part)))?;
        }
        Ok(())
    }

    /// Decodes a text that contains JSON. An empty text is an absent value.
    fn read_encoded<E: Error>(&mut self, text: &str) -> Result<(), E> {
        let slot = self.target.take();
        if text.trim().is_empty() {
            return match slot {
                Slot::Optional(target) => {
                    target.inner(Presence::Absent);
                    Ok(())
                }
                _ => Ok(()),
            };
        }
        self.target
            .context
            .read_part(text, slot)
            .map_err(|error| E::custom(format_args!("in its JSON: {}", describe(&error))))
    }
}
