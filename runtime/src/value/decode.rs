//! Decodes JSON into values, by their schemas.
//!
//! The decoder is lenient where no meaning is lost. Only this module knows how:
//!
//! - A number may come as a text, a text as a number, a boolean as `"True"`, `1` or `"1"`, and a time in
//!   milliseconds as an ISO 8601 text.
//! - `null` for a text, a list or a map reads as the empty one. An empty text reads as an absent value where
//!   the field is optional and not a text.
//! - An optional number that its type cannot hold is absent: `NaN` for an integer, or more than 64 bits.
//!   `f64` holds `NaN` and the infinities, and `1e400` as an infinity; JSON of any shape holds them as texts.
//!   Numbers of more than 17 digits lose digits in an `f64`.
//! - Fields that are not in the schema are skipped. Unknown enum values are kept.
//!
//! Anything else is an error that names the field, as is a missing required field. `budget` limits the memory: a small
//! body can describe a large list.

mod budget;
mod error;
mod failure;
mod json;
mod key;
mod quote;
mod scalar;

use std::fmt;

use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Unexpected, Visitor};

use self::budget::{Budget, Growth};
pub(crate) use self::error::{DecodeError, DecodeErrorKind};
pub(crate) use self::failure::Failure;
use self::json::Json;
use self::key::{Key, KeyMatch};
use self::scalar::{NUMBER, Rejected, SHOWN, put};
use crate::value::fields::fields;
use crate::value::schema::{Field, FieldSet, Form, Many, Schema};
#[cfg(feature = "serde")]
use crate::value::slot::ApiValue;
use crate::value::slot::{List, Map, Presence, Record, Slot};

impl DecodeError {
    fn at(context: &Context<'_>, error: &serde_json::Error, limit: usize) -> Self {
        let path = context.path.to_string();
        if !context.budget.is_exceeded {
            return Self { kind: DecodeErrorKind::Invalid, path, message: describe(error) };
        }
        let bytes = limit.saturating_mul(budget::FACTOR);
        let message = format!(
            "the response needs more than {bytes} bytes of memory once it is decoded ({} times `max_response_bytes`); \
             request fewer items, or raise `max_response_bytes`",
            budget::FACTOR
        );
        Self { kind: DecodeErrorKind::TooLarge, path, message }
    }
}

/// Decodes a response. Its own size is the limit.
pub(crate) fn response(body: &[u8], slot: Slot<'_>, failure: &mut Failure) -> Result<(), DecodeError> {
    response_within(body.len(), body, slot, failure)
}

/// Decodes the response to a call: the value, or the failure that the response reports. `limit` is the limit for
/// bodies.
pub(crate) fn response_within(
    limit: usize,
    body: &[u8],
    mut slot: Slot<'_>,
    failure: &mut Failure,
) -> Result<(), DecodeError> {
    let body = without_bom(body);
    // serde_json parses a `str` faster than bytes, because it does not check each text.
    let text = std::str::from_utf8(body).map_err(|_| DecodeError::new("the body is not UTF-8"))?;
    let mut context = Context::new(Budget::new(limit, body.len()), Some(&mut *failure));
    let error = match context.read(text, slot.reborrow()) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let Some(quoted) = error.is_syntax().then(|| quote::quoted(text)).flatten() else {
        return Err(DecodeError::at(&context, &error, limit));
    };
    let budget = Budget::new(limit, body.len().saturating_add(quoted.len()));
    let mut context = Context { reads_again: true, ..Context::new(budget, Some(failure)) };
    context.read(&quoted, slot).map_err(|error| DecodeError::at(&context, &error, limit))
}

/// Returns a body without the byte order mark that some servers add.
pub(crate) fn without_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// A record without fields, for responses that only report a failure.
struct Nothing;
fields!(Nothing {});

/// Decodes a record or an enumeration from any format of serde.
#[cfg(feature = "serde")]
pub fn deserialize<'de, T: ApiValue, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut target = T::empty();
    let mut context = Context::new(Budget::unlimited(), None);
    match Target::new(target.slot(), &mut context).deserialize(deserializer) {
        Ok(()) => Ok(target),
        Err(error) if context.path.0.is_empty() => Err(error),
        Err(error) => Err(D::Error::custom(format_args!("{}: {error}", context.path))),
    }
}

fn describe(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the body is incomplete".to_owned();
    }
    if error.is_syntax() {
        return format!("the body is not JSON (line {}, column {})", error.line(), error.column());
    }
    let text = error.to_string();
    let position = format!(" at line {} column {}", error.line(), error.column());
    text.strip_suffix(&position).unwrap_or(&text).to_owned()
}

/// The path to the field that failed, innermost step first.
#[derive(Default)]
struct FieldPath(Vec<Step>);

enum Step {
    Field(&'static str),
    Key(String),
    Item(usize),
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (depth, step) in self.0.iter().rev().enumerate() {
            match step {
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Field(name) if depth == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Key(key) if depth == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
            }
        }
        Ok(())
    }
}

/// The state of the decoder.
struct Context<'f> {
    path: FieldPath,
    /// Where the outermost object stores the failure that it reports.
    failure: Option<&'f mut Failure>,
    budget: Budget,
    /// Whether lists already hold the items of a first pass. The second pass overwrites them.
    reads_again: bool,
}

impl<'f> Context<'f> {
    fn new(budget: Budget, failure: Option<&'f mut Failure>) -> Self {
        Self { path: FieldPath::default(), failure, budget, reads_again: false }
    }

    /// Returns the index of an item that is decoded again, or `None` for a new item.
    fn known_item(&self, list: &mut dyn List, index: usize) -> Option<usize> {
        (self.reads_again && list.item(Some(index)).is_some()).then_some(index)
    }

    fn read(&mut self, text: &str, slot: Slot<'_>) -> serde_json::Result<()> {
        let mut json = serde_json::Deserializer::from_str(text);
        Target::new(slot, self).deserialize(&mut json).and_then(|()| json.end())
    }
}

/// A slot that expects a value. serde moves visitors, so the visitor is a reference to it.
struct Target<'a, 'b, 'f> {
    slot: Slot<'a>,
    context: &'b mut Context<'f>,
}

impl<'a, 'b, 'f> Target<'a, 'b, 'f> {
    fn new(slot: Slot<'a>, context: &'b mut Context<'f>) -> Self {
        Self { slot, context }
    }

    /// Returns the slot inside optional ones, which become present.
    #[inline]
    fn present(&mut self) -> Slot<'a> {
        let mut slot = self.take();
        while let Slot::Optional(target) = slot {
            slot = target.inner(Presence::Present).unwrap_or(Slot::Nothing);
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

// `#[inline(never)]`: rare cases stay out of the code that every value runs through.
impl<'de> Visitor<'de> for &mut Target<'_, '_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slot.wanted())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        match self.present() {
            Slot::Boolean(target) => *target = value,
            Slot::Text(target) => *target = value.to_string(),
            Slot::Json(target) => *target = value.into(),
            Slot::Nothing => {}
            slot => return Err(Rejected(slot.wanted()).error(Unexpected::Bool(value))),
        }
        Ok(())
    }

    #[inline(never)]
    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        let is_taken = match &mut self.slot {
            Slot::Number(target) => target.set(number),
            Slot::Enum(target) => {
                // A number that is kept as a text is at most this long.
                self.context.budget.charge(64)?;
                target.set_number(number)
            }
            _ => return self.put_number(|slot| slot.take_number(number), Unexpected::Signed(number)),
        };
        if is_taken { Ok(()) } else { Err(Rejected::RANGE.error(Unexpected::Signed(number))) }
    }

    #[inline]
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        match (&mut self.slot, i64::try_from(number)) {
            // Most numbers end here.
            (Slot::Long(target) | Slot::Time(target), Ok(number)) => {
                **target = number;
                Ok(())
            }
            (_, Ok(number)) => self.visit_i64(number),
            (_, Err(_)) => self.put_number(|slot| slot.take_large_number(number), Unexpected::Unsigned(number)),
        }
    }

    #[inline(never)]
    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.put_number(|slot| slot.take_float(number), Unexpected::Float(number))
    }

    #[inline]
    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.context.budget.charge_text(text)?;
        if let Slot::Text(target) = &mut self.slot {
            // The text is empty, so `clone_into` has no memory to reuse.
            **target = String::from(text);
            return Ok(());
        }
        let slot = self.take();
        put(slot, text, |slot| slot.take_text(text)).map(drop).map_err(|rejected| rejected.error(Unexpected::Str(text)))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        match self.take() {
            Slot::Optional(target) => {
                target.inner(Presence::Absent);
            }
            Slot::Text(target) => target.clear(),
            Slot::Json(target) => *target = serde_json::Value::Null,
            Slot::Map(_) => {}
            // It is empty already.
            Slot::List(_) => {}
            Slot::Nothing => {}
            slot => return Err(Rejected(slot.wanted()).error(Unexpected::Unit)),
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        let list = match self.present() {
            Slot::List(list) => list,
            Slot::Json(target) => {
                *target = Json(&mut self.context.budget).deserialize(SeqAccessDeserializer::new(items))?;
                return Ok(());
            }
            Slot::Nothing => {
                while items.next_element::<IgnoredAny>()?.is_some() {}
                return Ok(());
            }
            slot => return Err(Rejected(slot.wanted()).error(Unexpected::Seq)),
        };
        // An object in a list is not the response itself.
        self.context.failure = None;
        let mut growth = Growth::default();
        loop {
            let item = Item { list: &mut *list, context: &mut *self.context, growth: &mut growth };
            match items.next_element_seed(item) {
                Ok(Some(())) => {}
                Ok(None) => return Ok(()),
                Err(error) => {
                    self.context.path.0.push(Step::Item(growth.length().saturating_sub(1)));
                    return Err(error);
                }
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<(), A::Error> {
        let held = if let Slot::Optional(target) = &self.slot { size_of_val(&**target) } else { usize::MAX };
        match self.present() {
            Slot::Record(record) => {
                // What is larger than its holder is in a box.
                if size_of_val(&*record) > held {
                    self.context.budget.charge_box(size_of_val(&*record))?;
                }
                read_fields(record, self.context, fields)
            }
            Slot::Map(target) => read_map(target, self.context, fields),
            // A single item instead of a list.
            Slot::List(list) => {
                let known = self.context.known_item(list, 0);
                let Some(slot) = list.item(known) else {
                    return Err(A::Error::custom("the list cannot hold more items"));
                };
                Growth::default().pushed(|| budget::size_of_target(&slot), &mut self.context.budget)?;
                Target::new(slot, self.context).visit_map(fields)
            }
            Slot::Nothing => read_fields(&mut Nothing, self.context, fields),
            Slot::Json(target) => {
                *target = Json(&mut self.context.budget).deserialize(MapAccessDeserializer::new(fields))?;
                Ok(())
            }
            slot => read_number(slot, self.context, fields),
        }
    }
}

impl Target<'_, '_, '_> {
    /// Stores a number. A number that is kept as a text is charged to the budget.
    #[inline(never)]
    fn put_number<E: Error>(
        &mut self,
        take: impl Fn(Slot<'_>) -> Result<(), Rejected>,
        unexpected: Unexpected<'_>,
    ) -> Result<(), E> {
        match put(self.take(), NUMBER, take) {
            Ok(0) => Ok(()),
            Ok(bytes) => self.context.budget.charge(bytes),
            Err(rejected) => Err(rejected.error(unexpected)),
        }
    }
}

/// A slot that expects a value in a form of its own. It is apart from [`Target`], through whose code
/// every value runs.
struct InForm<'a, 'b, 'f> {
    target: Target<'a, 'b, 'f>,
    form: Form,
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

impl Context<'_> {
    /// Decodes JSON that is part of the response, from a text.
    fn read_part(&mut self, text: &str, mut slot: Slot<'_>) -> serde_json::Result<()> {
        let read = self.read(text, slot.reborrow());
        let Some(quoted) =
            read.as_ref().is_err_and(serde_json::Error::is_syntax).then(|| quote::quoted(text)).flatten()
        else {
            return read;
        };
        self.budget.charge_text::<serde_json::Error>(&quoted)?;
        self.path.0.clear();
        let reads_again = std::mem::replace(&mut self.reads_again, true);
        let read = self.read(&quoted, slot);
        self.reads_again = reads_again;
        read
    }
}

/// Decodes a number that arrives as an object, which happens if a program enables `arbitrary_precision` of
/// `serde_json`.
#[cold]
fn read_number<'de, A: MapAccess<'de>>(
    slot: Slot<'_>,
    context: &mut Context<'_>,
    mut fields: A,
) -> Result<(), A::Error> {
    let rejected = Rejected(slot.wanted());
    match fields.next_key::<String>()? {
        Some(key) if key == json::NUMBER => {
            let number = fields.next_value::<String>()?;
            context.budget.charge_text(&number)?;
            slot.take_text(&number).map_err(|rejected| rejected.error(Unexpected::Other(&number)))
        }
        _ => Err(rejected.error(Unexpected::Map)),
    }
}

/// The next item of a list. Its slot is made when the item arrives.
struct Item<'a, 'f> {
    list: &'a mut dyn List,
    context: &'a mut Context<'f>,
    growth: &'a mut Growth,
}

impl<'de> DeserializeSeed<'de> for Item<'_, '_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let Self { list, context, growth } = self;
        growth.before_push(&mut context.budget)?;
        let known = context.known_item(list, growth.length());
        match list.item(known) {
            Some(slot) => {
                growth.pushed(|| budget::size_of_target(&slot), &mut context.budget)?;
                deserializer.deserialize_any(&mut Target::new(slot, context))
            }
            None => Err(D::Error::custom("the list cannot hold more items")),
        }
    }
}

fn read_fields<'de, A: MapAccess<'de>>(
    record: &mut dyn Record,
    context: &mut Context<'_>,
    fields: A,
) -> Result<(), A::Error> {
    let schema = record.schema();
    if schema.fields.len() > u64::BITS as usize {
        return read_each((record, schema), context, fields, Many::default());
    }
    read_each((record, schema), context, fields, 0_u64)
}

fn read_each<'de, A: MapAccess<'de>>(
    (record, schema): (&mut dyn Record, &'static Schema),
    context: &mut Context<'_>,
    mut fields: A,
    mut seen: impl FieldSet,
) -> Result<(), A::Error> {
    let mut failure = context.failure.take();
    let failure_fields = failure.as_ref().map_or(&[][..], |failure| failure.fields);
    let mut expected = 0;
    while let Some(key) = fields.next_key_seed(Key { schema, expected, failure: failure_fields })? {
        let KeyMatch::Field(index) = key else {
            read_beside(key, failure.as_deref_mut(), context, &mut fields)?;
            continue;
        };
        expected = index + 1;
        seen.insert(index);
        read_field(&schema.fields[index], record.field(index), context, &mut fields)?;
    }
    // A failure may lack required fields.
    match schema.missing(&seen) {
        Some(field) if !failure.is_some_and(|failure| failure.is_failure()) => {
            context.path.0.push(Step::Field(field.name));
            Err(A::Error::custom("missing field"))
        }
        _ => Ok(()),
    }
}

/// Decodes a key that is not a field of the schema.
#[inline(never)]
fn read_beside<'de, A: MapAccess<'de>>(
    key: KeyMatch,
    failure: Option<&mut Failure>,
    context: &mut Context<'_>,
    fields: &mut A,
) -> Result<(), A::Error> {
    match (key, failure) {
        (KeyMatch::Failure(index), Some(failure)) => {
            let read = read_field(&failure.fields[index], failure.slot(index), context, fields);
            if read.is_err() {
                failure.forget(index);
            }
            read
        }
        _ => fields.next_value::<IgnoredAny>().map(|_| ()),
    }
}

// Without `always`, the rare forms below would make this a call for each field.
#[inline(always)]
fn read_field<'de, A: MapAccess<'de>>(
    field: &'static Field,
    slot: Slot<'_>,
    context: &mut Context<'_>,
    fields: &mut A,
) -> Result<(), A::Error> {
    let read = match field.form {
        Form::Plain => fields.next_value_seed(&mut Target::new(slot, context)),
        form => read_in_form(form, slot, context, fields),
    };
    if read.is_err() {
        context.path.0.push(Step::Field(field.name));
    }
    read
}

#[inline(never)]
fn read_in_form<'de, A: MapAccess<'de>>(
    form: Form,
    slot: Slot<'_>,
    context: &mut Context<'_>,
    fields: &mut A,
) -> Result<(), A::Error> {
    fields.next_value_seed(InForm { target: Target::new(slot, context), form })
}

/// Decodes an object with any keys.
fn read_map<'de, A: MapAccess<'de>>(
    target: &mut dyn Map,
    context: &mut Context<'_>,
    mut fields: A,
) -> Result<(), A::Error> {
    while let Some(key) = fields.next_key::<String>()? {
        let is_first = target.length() == 0;
        let slot = target.value(key.clone());
        context.budget.charge_entry(is_first, &key, budget::size_of_target(&slot))?;
        if let Err(error) = fields.next_value_seed(&mut Target::new(slot, context)) {
            context.path.0.push(Step::Key(key.chars().take(SHOWN).collect()));
            return Err(error);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Failure, response};
    use crate::value::fields::{field, fields};
    use crate::value::slot::ApiValue as _;

    struct Job {
        job_id: i64,
        error_code: String,
    }
    fields!(Job { 0 job_id, 1 error_code });

    fn read(body: &str) -> (Job, bool) {
        let fields = &[field!("is_success" optional), field!("error_code" optional), field!("error_msg" optional)];
        let mut failure = Failure::of(fields);
        let mut job = Job::empty();
        response(body.as_bytes(), job.slot(), &mut failure).unwrap();
        (job, failure.is_failure())
    }

    /// A request for a failed job succeeds.
    #[test]
    fn a_code_that_the_response_lists_as_a_field_is_data() {
        let (job, is_failure) = read(r#"{"job_id": 7, "error_code": "ModelArts.2763"}"#);
        assert_eq!((job.job_id, &*job.error_code, is_failure), (7, "ModelArts.2763", false));
        let (_, is_failure) = read(r#"{"is_success": false, "job_id": 7, "error_code": "ModelArts.2763"}"#);
        assert!(is_failure);
    }
}
