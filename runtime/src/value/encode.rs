//! Encodes values into any format of serde, by their schemas.

use std::cell::Cell;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};

use crate::value::rule::Rule;
use crate::value::schema::{Field, Form};
use crate::value::slot::{EnumRepr, List, Map, Presence, Record, Slot};
use crate::value::timestamp::Timestamp;

/// Encodes a record or an enumeration. Slots borrow mutably, so callers pass a copy: that costs less than a second
/// schema for reading in every generated type.
#[cfg(feature = "serde")]
pub fn serialize<S: Serializer>(
    target: &mut impl crate::value::slot::ApiValue,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    write(target.slot(), serializer)
}

/// Returns a value as JSON.
pub(crate) fn json(slot: Slot<'_>) -> serde_json::Result<String> {
    serde_json::to_string(&Once::new(slot))
}

/// Writes a value as JSON.
pub(crate) fn json_into(writer: impl std::io::Write, slot: Slot<'_>) -> serde_json::Result<()> {
    serde_json::to_writer(writer, &Once::new(slot))
}

/// Returns the items of a list of plain values as texts.
pub(crate) fn texts(slot: Slot<'_>) -> serde_json::Result<Vec<String>> {
    let items: Vec<serde_json::Value> = serde_json::from_str(&json(slot)?)?;
    let text = |item| if let serde_json::Value::String(text) = item { text } else { item.to_string() };
    Ok(items.into_iter().map(text).collect())
}

/// Appends a text as JSON.
pub(crate) fn append_text(json: &mut String, text: &str) {
    json.push_str(&serde_json::Value::from(text).to_string());
}

/// A slot that serde may serialize once.
struct Once<'a>(Cell<Option<Slot<'a>>>);

impl<'a> Once<'a> {
    fn new(slot: Slot<'a>) -> Self {
        Self(Cell::new(Some(slot)))
    }
}

impl Serialize for Once<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.take() {
            Some(slot) => write(slot, serializer),
            None => Err(S::Error::custom("a value is written once")),
        }
    }
}

fn write<S: Serializer>(slot: Slot<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    match slot {
        Slot::Boolean(target) => serializer.serialize_bool(*target),
        Slot::Long(target) | Slot::Time(target) => serializer.serialize_i64(*target),
        Slot::Number(target) => serializer.serialize_i64(target.get()),
        Slot::Float(target) => serializer.serialize_f64(*target),
        Slot::Text(target) => serializer.serialize_str(target),
        Slot::Json(target) => target.serialize(serializer),
        Slot::Map(map) => write_map(map, serializer),
        Slot::Nothing => serializer.serialize_unit(),
        Slot::Enum(target) => match target.get() {
            EnumRepr::Number(number) => serializer.serialize_i64(number),
            EnumRepr::Text(text) => serializer.serialize_str(text),
        },
        Slot::Record(record) => write_record(record, serializer),
        Slot::List(list) => write_list(list, serializer),
        Slot::Optional(target) => match target.inner(Presence::Unchanged) {
            Some(slot) => write(slot, serializer),
            None => serializer.serialize_none(),
        },
    }
}

fn write_record<S: Serializer>(record: &mut dyn Record, serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(None)?;
    if !record.schema().rules.is_empty() {
        write_constants(&mut map, record.schema().rules)?;
    }
    for (index, field) in record.schema().fields.iter().enumerate() {
        let value = match record.field(index) {
            Slot::Optional(target) => target.inner(Presence::Unchanged),
            slot => Some(slot),
        };
        if let Some(slot) = value {
            write_field(&mut map, field, slot)?;
        } else if record.is_cleared(index) {
            // All other absent fields are omitted.
            map.serialize_entry(field.name, &())?;
        }
    }
    map.end()
}

/// Writes the fields that always have the same value.
#[inline(never)]
fn write_constants<M: SerializeMap>(map: &mut M, rules: &[Rule]) -> Result<(), M::Error> {
    rules.iter().try_for_each(|rule| match rule {
        Rule::ConstantBoolean((name, value)) => map.serialize_entry(name, value),
        Rule::ConstantNumber((name, value)) => map.serialize_entry(name, value),
        Rule::ConstantText((name, value)) => map.serialize_entry(name, value),
        _ => Ok(()),
    })
}

fn write_field<M: SerializeMap>(map: &mut M, field: &Field, slot: Slot<'_>) -> Result<(), M::Error> {
    if field.form != Form::Plain {
        return write_in_form(map, field, slot);
    }
    map.serialize_entry(field.name, &Once::new(slot))
}

/// Writes a field with a form of its own.
#[cold]
fn write_in_form<M: SerializeMap>(map: &mut M, field: &Field, slot: Slot<'_>) -> Result<(), M::Error> {
    if field.form == Form::Encoded {
        return map.serialize_entry(field.name, &json(slot).map_err(M::Error::custom)?);
    }
    if let Form::Joined(separator) = field.form {
        let text = joined(slot, separator.encode_utf8(&mut [0; 4])).map_err(M::Error::custom)?;
        return map.serialize_entry(field.name, &text);
    }
    match time(slot, field.form) {
        Ok(time) => map.serialize_entry(field.name, &time),
        Err(violation) => Err(M::Error::custom(format_args!("invalid `{}`: {violation}", field.name))),
    }
}

/// Returns a list as one text, or why that is not possible.
pub(crate) fn joined(slot: Slot<'_>, separator: &str) -> Result<String, String> {
    let items = texts(slot).map_err(|error| error.to_string())?;
    match items.iter().find(|item| item.contains(separator)) {
        Some(item) => Err(format!("`{item}` contains the separator `{separator}`")),
        None => Ok(items.join(separator)),
    }
}

/// Returns a time in a form, or why it has none.
pub(crate) fn time(slot: Slot<'_>, form: Form) -> Result<serde_json::Value, String> {
    match (slot, form) {
        (Slot::Time(millis), Form::Text) => match Timestamp(*millis) {
            time if time.has_year_of_four_digits() => Ok(time.to_string().into()),
            time => Err(format!("{time} is not in the years 1970 to 9999")),
        },
        (Slot::Time(millis), _) => Ok(millis.div_euclid(MILLIS).into()),
        (Slot::Number(number), _) => match number.get() {
            millis if millis % MILLIS == 0 => Ok((millis / MILLIS).into()),
            millis => Err(format!("{millis} ms is not a whole number of seconds")),
        },
        _ => Err("it is not a time".to_owned()),
    }
}

/// The milliseconds of a second.
const MILLIS: i64 = 1_000;

fn write_map<S: Serializer>(map: &mut dyn Map, serializer: S) -> Result<S::Ok, S::Error> {
    let mut entries = serializer.serialize_map(Some(map.length()))?;
    let mut written = Ok(());
    map.visit(&mut |key, slot| {
        written = entries.serialize_entry(key, &Once::new(slot));
        written.is_ok()
    });
    written?;
    entries.end()
}

fn write_list<S: Serializer>(list: &mut dyn List, serializer: S) -> Result<S::Ok, S::Error> {
    let mut items = serializer.serialize_seq(None)?;
    let mut index = 0;
    while let Some(slot) = list.item(Some(index)) {
        items.serialize_element(&Once::new(slot))?;
        index += 1;
    }
    items.end()
}
