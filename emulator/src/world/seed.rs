//! Makes up values of tables, always the same ones.

use modelarts::Timestamp;
use modelarts_codegen::model::{
    Api, CodeKind, Constant, Field, Reference, ResponseBody, Table, TimeForm, Type, ValueRule, Width, fraction_in,
};
use serde_json::{Map, Value};

/// 2023-11-14T22:13:20Z, in milliseconds.
const FIRST_TIME: i64 = 1_700_000_000_000;
const DAY: u64 = 24 * 60 * 60 * 1000;
const YEAR: u64 = 365 * DAY;
/// All times of seeded items are earlier.
pub(super) const LAST_TIME: i64 = FIRST_TIME.saturating_add_unsigned(YEAR);
/// The first numeric ID of seeded items.
pub(super) const FIRST_ID: usize = 10_000;
/// A response that is not JSON.
const TEXT: &str = "A text that the emulator made up.\n";
/// The number of items in a list that is not a page.
const LIST_ITEMS: usize = 3;
/// The most items that a rule asks for.
const MOST_ITEMS: usize = 100;
/// The longest text that a rule asks for, which protects the memory.
const LONGEST_TEXT: usize = 4_096;
/// The maximum depth of nested lists.
const MAX_LISTS: usize = 3;
/// The maximum depth of nested tables, which protects the stack.
const MAX_TABLES: usize = 32;
/// The depth after which no table holds itself.
const SELVES: usize = 2;
/// The number of values in a record after which lists are empty. Nested tables grow exponentially.
const VALUES_WITH_LISTS: usize = 10_000;
/// The number of values in a record after which fields are left out.
const VALUES: usize = 20_000;

/// Returns a record of a table with a value for each field.
pub(super) fn record(api: &Api, at: Reference, index: usize) -> Map<String, Value> {
    RecordMaker::new(api).object(at, index, Depth::default())
}

/// Returns the value of one field of a record.
pub(super) fn value(api: &Api, field: &Field, index: usize) -> Value {
    RecordMaker::new(api).field(field, index, Depth::default())
}

/// Returns the value at a pointer in a record, without making the whole record.
///
/// Fields that the table lacks have values, too: lists can be sorted by them.
pub(super) fn at(api: &Api, at: Reference, pointer: &str, index: usize) -> Value {
    let mut at = Some(at);
    let mut names = pointer.split('/').skip(1).peekable();
    while let Some(name) = names.next() {
        let fields = at.map(|at| api.table(at).fields.as_slice()).unwrap_or_default();
        match (fields.iter().find(|field| field.name == name), names.peek()) {
            (Some(field), None) => return value(api, field, index),
            (Some(Field { ty: Type::Table(inner), .. }), Some(_)) => at = Some(*inner),
            (None, None) => return hidden(name, index),
            (Some(_) | None, Some(_)) => return Value::Null,
        }
    }
    Value::Null
}

/// Returns a response with all fields. One that is not JSON is a text.
pub(super) fn response(api: &Api, body: &ResponseBody) -> Option<Value> {
    let at = match body {
        ResponseBody::Json(Type::Table(at)) => *at,
        ResponseBody::Json(ty) => {
            let name = NameOfValue { name: "value", example: None };
            return Some(RecordMaker::new(api).typed(name, ty, 0, Depth::default()));
        }
        ResponseBody::Text | ResponseBody::Bytes | ResponseBody::Stream => return Some(TEXT.into()),
    };
    let success = api.service.failure.success.iter().filter(|_| api.table(at).has_outcome);
    let success = success.map(|success| (success.clone(), true.into()));
    Some(Value::Object(success.chain(record(api, at, 0)).collect()))
}

/// Returns the fields that always have the same value.
pub(super) fn constants(table: &Table) -> Map<String, Value> {
    let field = |Constant { field, value }: &Constant| (field.name.clone(), value.into());
    table.constants.iter().map(field).collect()
}

/// Returns a time, which is given in milliseconds.
pub(super) fn time(form: TimeForm, millis: i64) -> Value {
    match form {
        TimeForm::Milliseconds => millis.into(),
        TimeForm::Seconds(_) => (millis / 1_000).into(),
        TimeForm::Text => Timestamp::from_millis(millis).to_string().into(),
    }
}

/// Returns whether the name is that of an ID.
fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with("_id")
}

/// Returns the value of a field that the table lacks.
fn hidden(name: &str, index: usize) -> Value {
    (random(name, index) % 10).into()
}

/// The name of a value, which decides the value, and an example for it.
#[derive(Clone, Copy)]
struct NameOfValue<'a> {
    name: &'a str,
    example: Option<&'a str>,
}

/// The number of lists and tables that contain a value.
#[derive(Clone, Copy, Default)]
struct Depth {
    lists: usize,
    tables: usize,
}

/// Makes up the values of a record.
struct RecordMaker<'a> {
    api: &'a Api,
    /// The number of values that can still be added.
    left: usize,
}

impl<'a> RecordMaker<'a> {
    fn new(api: &'a Api) -> Self {
        Self { api, left: VALUES }
    }

    fn object(&mut self, at: Reference, index: usize, depth: Depth) -> Map<String, Value> {
        if depth.tables > MAX_TABLES {
            return Map::new();
        }
        let depth = Depth { tables: depth.tables + 1, ..depth };
        let mut object = constants(self.api.table(at));
        for field in &self.api.table(at).fields {
            if self.left == 0 {
                break;
            }
            // A table that holds itself has to end.
            if field.is_boxed && depth.tables > SELVES {
                continue;
            }
            object.insert(field.name.clone(), self.field(field, index, depth));
        }
        object
    }

    /// Returns a value as the service sends it. Some values are strings that contain JSON.
    fn field(&mut self, field: &Field, index: usize, depth: Depth) -> Value {
        let name = NameOfValue { name: &field.name, example: field.example.as_deref() };
        let value = fitting(self.typed(name, &field.ty, index, depth), field.rule);
        if let (Some(join), Value::Array(items)) = (field.join, &value) {
            let text = |item: &Value| item.as_str().map_or_else(|| item.to_string(), str::to_owned);
            let items: Vec<_> = items.iter().map(|item| text(item).replace(join, "_")).collect();
            return items.join(&join.to_string()).into();
        }
        if field.encoded { value.to_string().into() } else { value }
    }

    fn typed(&mut self, field: NameOfValue<'_>, ty: &Type, index: usize, depth: Depth) -> Value {
        self.left = self.left.saturating_sub(1);
        let random = random(field.name, index);
        match ty {
            Type::Boolean => (random.is_multiple_of(2)).into(),
            Type::Number(Width::Integer | Width::Long) if is_id(field.name) => FIRST_ID.saturating_add(index).into(),
            Type::Number(Width::Byte) => (random % 100).into(),
            Type::Number(_) => (1 + random % 9).into(),
            Type::Float => (random as f64 % 100.0 / 100.0).into(),
            Type::Json => Value::Object(Map::new()),
            Type::Map(value) => {
                let depth = Depth { lists: depth.lists + 1, ..depth };
                let keys = if depth.lists > MAX_LISTS || self.left == 0 { 0..0 } else { 0..1 };
                keys.map(|index| ("key".to_owned(), self.typed(field, value, index, depth))).collect()
            }
            Type::Text | Type::Secret => text(field, index, random).into(),
            Type::Timestamp(form) => time(*form, FIRST_TIME.saturating_add_unsigned(random % YEAR)),
            Type::Duration(form) => time(*form, 0_i64.saturating_add_unsigned(random % DAY)),
            Type::Codes(at) => self.code(*at, random),
            Type::Table(at) => Value::Object(self.object(*at, index, depth)),
            Type::List(item) => {
                // Tables can contain lists of themselves.
                let items = match depth.lists {
                    _ if self.left < VALUES - VALUES_WITH_LISTS => 0,
                    0 => LIST_ITEMS,
                    1..=MAX_LISTS => 1,
                    _ => 0,
                };
                let depth = Depth { lists: depth.lists + 1, ..depth };
                (0..items).map(|index| self.typed(field, item, index, depth)).collect()
            }
        }
    }

    fn code(&self, at: Reference, random: u64) -> Value {
        let codes = self.api.codes(at);
        let count = codes.values.len().max(1) as u64;
        let code = usize::try_from(random % count).ok().and_then(|index| codes.values.get(index));
        match (code, codes.kind) {
            (Some(code), CodeKind::Number) => code.number.into(),
            (Some(code), CodeKind::Text) => code.name.as_str().into(),
            // The code table is empty.
            (None, CodeKind::Number) => 0.into(),
            (None, CodeKind::Text) => "".into(),
        }
    }
}

/// Returns a value that obeys the rule of its field: what is received can be sent again.
fn fitting(value: Value, rule: ValueRule) -> Value {
    match (rule, value) {
        (ValueRule::Range(min, max), Value::Number(number)) => match number.as_i64() {
            Some(number) => number.clamp(min, max).into(),
            None => number.into(),
        },
        (ValueRule::Fraction(min, max), Value::Number(number)) => match number.as_f64() {
            Some(number) if !rule.has(number) => fraction_in(min, max).into(),
            _ => Value::Number(number),
        },
        (ValueRule::Items(min, max), Value::Array(mut items)) => {
            let size = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
            if let Some(first) = items.first().cloned() {
                items.resize(items.len().max(size(min).min(MOST_ITEMS)), first);
            }
            items.truncate(max.map_or(usize::MAX, size));
            Value::Array(items)
        }
        (ValueRule::Text(rule), Value::String(text)) => rule.fit(&text, LONGEST_TEXT).into(),
        (_, value) => value,
    }
}

/// Returns the example with a number. Searches for parts of it find some items, but not all.
fn text(field: NameOfValue<'_>, index: usize, random: u64) -> String {
    let example = field.example.unwrap_or(field.name);
    if field.example.is_some() && random.is_multiple_of(5) {
        return format!("{index:05}-{}", example.to_uppercase());
    }
    format!("{example}-{:05}", random % 100_000)
}

/// Returns a pseudorandom number that depends on the name and the index only (splitmix64).
fn random(name: &str, index: usize) -> u64 {
    let seed = name.bytes().fold(index as u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
