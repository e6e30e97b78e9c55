//! Decodes JSON of any shape, within the memory budget.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::budget::{Budget, Growth};

/// The key under which `serde_json` passes numbers if a program enables its feature `arbitrary_precision`.
pub(super) const NUMBER: &str = "$serde_json::private::Number";

/// A value that is decoded within a budget.
pub(super) struct Json<'a>(pub(super) &'a mut Budget);

impl<'de> DeserializeSeed<'de> for Json<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Json<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        self.0.charge_text(text)?;
        Ok(text.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let (mut list, mut growth) = (Vec::new(), Growth::default());
        while let Some(value) = items.next_element_seed(Json(self.0))? {
            growth.before_push(self.0)?;
            list.push(value);
            growth.pushed(size_of::<Value>, self.0)?;
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(key) = fields.next_key::<String>()? {
            if key == NUMBER && map.is_empty() {
                return number(&fields.next_value::<String>()?);
            }
            self.0.charge_entry(map.is_empty(), &key, size_of::<serde_json::Value>())?;
            let value = fields.next_value_seed(Json(self.0))?;
            map.insert(key, value);
        }
        Ok(map.into())
    }
}

fn number<E: Error>(text: &str) -> Result<Value, E> {
    text.parse::<Number>().map(Value::Number).map_err(|_| E::custom("not a number"))
}
