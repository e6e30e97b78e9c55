//! Makes up values for the fields of a table, always the same ones.

use modelarts_codegen::model::{Api, CodeKind, Field, Reference, Type, Width};
use serde_json::{Map, Value};

/// 2023-11-14T22:13:20Z, in milliseconds.
pub(crate) const FIRST_TIME: i64 = 1_700_000_000_000;
const DAY: u64 = 24 * 60 * 60 * 1000;
const YEAR: u64 = 365 * DAY;
/// All times of seeded things are before it.
pub(super) const LAST_TIME: i64 = FIRST_TIME.saturating_add_unsigned(YEAR);
/// The IDs of seeded things that are numbers begin here.
pub(super) const FIRST_ID: usize = 10_000;
/// How many items a list has that is no page.
const LIST_ITEMS: usize = 3;
/// How many lists may be in each other.
const MAX_LISTS: usize = 3;
/// How many tables may be in each other: a chain of them must not use up the stack.
const MAX_TABLES: usize = 32;
/// After how many values of a record lists are empty, and after how many more fields are left out: tables that
/// hold several others grow exponentially.
const VALUES_WITH_LISTS: usize = 10_000;
const VALUES: usize = 20_000;

/// A record of a table: each field has a value.
pub(super) fn record(api: &Api, at: Reference, index: usize) -> Map<String, Value> {
    Maker::new(api).object(at, index, Depth::default())
}

/// The value of one field of a record.
pub(super) fn value(api: &Api, field: &Field, index: usize) -> Value {
    Maker::new(api).field(field, index, Depth::default())
}

/// What is at a pointer in a record, without making all of it. What the table does not show has a value too:
/// lists may be sorted by it.
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

/// A whole response with every field.
pub(crate) fn response(api: &Api, at: Reference) -> Value {
    let success = api.table(at).has_outcome.then(|| (api.service.failure.success.clone(), true.into()));
    Value::Object(success.into_iter().chain(record(api, at, 0)).collect())
}

/// Whether a field of such a name is an ID.
fn is_id(name: &str) -> bool {
    name == "id" || name.ends_with("_id")
}

/// A number for something that a table does not show.
fn hidden(name: &str, index: usize) -> Value {
    (random(name, index) % 10).into()
}

/// How many lists and tables a value is in.
#[derive(Clone, Copy, Default)]
struct Depth {
    lists: usize,
    tables: usize,
}

/// Makes up the values of one record.
struct Maker<'a> {
    api: &'a Api,
    /// How many more values there may be.
    left: usize,
}

impl<'a> Maker<'a> {
    fn new(api: &'a Api) -> Self {
        Self { api, left: VALUES }
    }

    fn object(&mut self, at: Reference, index: usize, depth: Depth) -> Map<String, Value> {
        if depth.tables > MAX_TABLES {
            return Map::new();
        }
        let depth = Depth { tables: depth.tables + 1, ..depth };
        let mut object = Map::new();
        for field in &self.api.table(at).fields {
            if self.left == 0 {
                break;
            }
            object.insert(field.name.clone(), self.field(field, index, depth));
        }
        object
    }

    /// A value as the service sends it: some come as texts that hold JSON.
    fn field(&mut self, field: &Field, index: usize, depth: Depth) -> Value {
        let value = self.typed(field, &field.ty, index, depth);
        if field.encoded { value.to_string().into() } else { value }
    }

    fn typed(&mut self, field: &Field, ty: &Type, index: usize, depth: Depth) -> Value {
        self.left = self.left.saturating_sub(1);
        let random = random(&field.name, index);
        match ty {
            Type::Boolean => (random.is_multiple_of(2)).into(),
            Type::Number(Width::Integer | Width::Long) if is_id(&field.name) => FIRST_ID.saturating_add(index).into(),
            Type::Number(Width::Byte) => (random % 100).into(),
            Type::Number(_) => (1 + random % 9).into(),
            Type::Float => (random as f64 % 100.0 / 100.0).into(),
            Type::Json => Value::Object(Map::new()),
            Type::Map => Value::Object([("key".to_owned(), field.name.clone().into())].into_iter().collect()),
            Type::Text | Type::Secret => text(field, index, random).into(),
            Type::Timestamp => FIRST_TIME.saturating_add_unsigned(random % YEAR).into(),
            Type::Duration => (random % DAY).into(),
            Type::Codes(at) => self.code(*at, random),
            Type::Table(at) => Value::Object(self.object(*at, index, depth)),
            Type::List(item) => {
                // Tables may hold lists of themselves: some time there is an end.
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
            // A code table may be empty.
            (None, CodeKind::Number) => 0.into(),
            (None, CodeKind::Text) => "".into(),
        }
    }
}

/// Texts that a search finds some of: the example, and a number of which each digit occurs.
fn text(field: &Field, index: usize, random: u64) -> String {
    let example = field.example.as_ref().unwrap_or(&field.name);
    if field.example.is_some() && random.is_multiple_of(5) {
        return format!("{index:05}-{}", example.to_uppercase());
    }
    format!("{example}-{:05}", random % 100_000)
}

/// A number that looks random and is always the same (splitmix64).
fn random(name: &str, index: usize) -> u64 {
    let seed = name.bytes().fold(index as u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
