//! Makes up values for the fields of a table, always the same ones.

use modelarts_codegen::model::{Api, CodeKind, Field, Reference, Type, Width};
use serde_json::{Map, Value};

/// 2023-11-14T22:13:20Z, in milliseconds.
pub(crate) const FIRST_TIME: i64 = 1_700_000_000_000;
const DAY: u64 = 24 * 60 * 60 * 1000;
/// How many items a list has that is no page.
const LIST_ITEMS: usize = 3;
/// How many lists may be in each other.
const MAX_DEPTH: usize = 3;

/// The value of a field in a record.
pub(crate) fn value(api: &Api, field: &Field, record: usize) -> Value {
    whole(api, field, record, 0)
}

/// A value as the service sends it: some come as texts that hold JSON.
fn whole(api: &Api, field: &Field, record: usize, depth: usize) -> Value {
    let value = typed(api, field, &field.ty, record, depth);
    if field.encoded { value.to_string().into() } else { value }
}

/// A whole answer with every field.
pub(crate) fn answer(api: &Api, at: Reference) -> Value {
    let table = api.table(at);
    let outcome = table.tells_success.then(|| (api.service.failure.success.clone(), true.into()));
    let fields = table.fields.iter().map(|field| (field.name.clone(), value(api, field, 0)));
    Value::Object(outcome.into_iter().chain(fields).collect())
}

/// A number for something that a table does not show.
pub(crate) fn hidden(name: &str, record: usize) -> Value {
    (random(name, record) % 10).into()
}

fn typed(api: &Api, field: &Field, ty: &Type, record: usize, depth: usize) -> Value {
    let random = random(&field.name, record);
    match ty {
        Type::Boolean => (random.is_multiple_of(2)).into(),
        Type::Number(Width::Long) if field.name.ends_with("_id") => (10_000 + record).into(),
        Type::Number(Width::Byte) => (random % 100).into(),
        Type::Number(_) => (1 + random % 9).into(),
        Type::Float => (random as f64 % 100.0 / 100.0).into(),
        Type::Json => Value::Object(Map::new()),
        Type::Map => Value::Object([("key".to_owned(), field.name.clone().into())].into_iter().collect()),
        Type::Text | Type::Secret => text(field, record, random).into(),
        Type::Timestamp => (FIRST_TIME + (random % (365 * DAY)) as i64).into(),
        Type::Duration => (random % DAY).into(),
        Type::Codes(at) => {
            let codes = api.codes(*at);
            let code = &codes.values[random as usize % codes.values.len()];
            match codes.kind {
                CodeKind::Number => code.number.into(),
                CodeKind::Text => code.name.as_str().into(),
            }
        }
        Type::Table(at) => {
            let fields = &api.table(*at).fields;
            let inner = |field: &Field| (field.name.clone(), whole(api, field, record, depth));
            Value::Object(fields.iter().map(inner).collect::<Map<_, _>>())
        }
        Type::List(item) => {
            // Tables may hold lists of themselves: some time there is an end.
            let items = match depth {
                0 => LIST_ITEMS,
                1..=MAX_DEPTH => 1,
                _ => 0,
            };
            (0..items).map(|index| typed(api, field, item, index, depth + 1)).collect()
        }
    }
}

/// Texts that a search finds some of: the example, and a number of which each digit occurs.
fn text(field: &Field, record: usize, random: u64) -> String {
    let example = field.example.as_ref().unwrap_or(&field.name);
    if field.example.is_some() && random.is_multiple_of(5) {
        return format!("{record:05}-{}", example.to_uppercase());
    }
    format!("{example}-{:05}", random % 100_000)
}

/// A number that looks random and is always the same (splitmix64).
fn random(name: &str, record: usize) -> u64 {
    let seed = name.bytes().fold(record as u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(byte.into()));
    let mut mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
