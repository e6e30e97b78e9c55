//! Makes up values for the fields of a table, always the same ones.

use modelarts_codegen::model::{Api, CodeKind, Field, Type, Width};
use serde_json::{Map, Value};

/// 2023-11-14T22:13:20Z, in milliseconds.
const FIRST_TIME: i64 = 1_700_000_000_000;
const DAY: u64 = 24 * 60 * 60 * 1000;
/// How many items a list has that is no page.
const LIST_ITEMS: usize = 3;

/// The value of a field in a record.
pub(crate) fn value(api: &Api, field: &Field, record: usize) -> Value {
    typed(api, field, &field.ty, record, false)
}

/// A number for something that a table does not show.
pub(crate) fn hidden(name: &str, record: usize) -> Value {
    (random(name, record) % 10).into()
}

fn typed(api: &Api, field: &Field, ty: &Type, record: usize, within_list: bool) -> Value {
    let random = random(&field.name, record);
    match ty {
        Type::Boolean => (random.is_multiple_of(2)).into(),
        Type::Number(Width::Long) if field.name.ends_with("_id") => (10_000 + record).into(),
        Type::Number(Width::Byte) => (random % 100).into(),
        Type::Number(_) => (1 + random % 9).into(),
        Type::Text => text(field, record, random).into(),
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
            let inner = |field: &Field| (field.name.clone(), typed(api, field, &field.ty, record, within_list));
            Value::Object(fields.iter().map(inner).collect::<Map<_, _>>())
        }
        Type::List(item) => {
            // A list within an item of a list is empty: tables may hold lists of themselves.
            let items = if within_list { 0 } else { LIST_ITEMS };
            (0..items).map(|index| typed(api, field, item, index, true)).collect()
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
