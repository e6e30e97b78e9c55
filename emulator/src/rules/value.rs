//! Checks values against the types and rules of the spec.

use std::ops::RangeInclusive;

use modelarts_codegen::model::{
    Api, CodeKind, Codes, Field, Literal, Parameter, Reference, Rule, RuleKind, TimeForm, Type, ValueRule, Width,
};
use serde_json::{Map, Value};

use super::refusal::Refusal;

/// The longest text that a message shows, in bytes.
const SHOWN: usize = 64;

/// Checks the value of a parameter.
pub(super) fn check_parameter(api: &Api, parameter: &Parameter, value: &Value) -> Result<(), Refusal> {
    let (ty, rule) = parameter.ty.as_field();
    check(api, &parameter.name, &ty, rule, value)
}

/// Checks the value of a field of a merge patch, which may clear fields of objects in it.
pub(super) fn check_patch(api: &Api, parameter: &Parameter, value: &Value) -> Result<(), Refusal> {
    let (ty, rule) = parameter.ty.as_field();
    check(api, &parameter.name, &ty, rule, &without_cleared(api, &ty, value))
}

/// Returns a value without the fields that are cleared in it. Lists are replaced as a whole.
fn without_cleared(api: &Api, ty: &Type, value: &Value) -> Value {
    match (ty, value) {
        (Type::Table(at), Value::Object(object)) => {
            let field = |name: &String| api.table(*at).fields.iter().find(|field| field.name == *name);
            let set = object.iter().filter_map(|(name, value)| match (field(name), value) {
                (Some(Field { clear: Some(_), .. }), Value::Null) => None,
                (Some(field), value) => Some((name.clone(), without_cleared(api, &field.ty, value))),
                (None, value) => Some((name.clone(), value.clone())),
            });
            Value::Object(set.collect())
        }
        (Type::Map(item), Value::Object(object)) => {
            object.iter().map(|(key, value)| (key.clone(), without_cleared(api, item, value))).collect()
        }
        _ => value.clone(),
    }
}

/// Checks the rules between optional fields or parameters.
pub(super) fn check_rules<'a>(
    rules: &[Rule],
    is_set: impl Fn(usize) -> bool,
    name: impl Fn(usize) -> &'a str,
) -> Result<(), Refusal> {
    for rule in rules {
        let set = rule.members.iter().filter(|member| is_set(**member)).count();
        let holds = match rule.kind {
            RuleKind::ExactlyOne => set == 1,
            RuleKind::AtMostOne => set <= 1,
            RuleKind::Together => set == 0 || set == rule.members.len(),
        };
        if !holds {
            return Err(Refusal::argument(rule.describe(&name)));
        }
    }
    Ok(())
}

fn check(api: &Api, path: &str, ty: &Type, rule: ValueRule, value: &Value) -> Result<(), Refusal> {
    let mismatch = |expected: &str| Err(mismatch(path, value, expected));
    match ty {
        Type::Json => Ok(()),
        Type::Boolean if value.is_boolean() => Ok(()),
        Type::Boolean => mismatch("`true` or `false`"),
        Type::Float if value.as_f64().is_some_and(|number| rule.has(number)) => Ok(()),
        Type::Float if value.is_number() => {
            Err(invalid(path, &format!("{value} is out of range. {}", rule.describe())))
        }
        Type::Float => mismatch("a number"),
        Type::Number(width) => check_number(path, width.range(), rule, value),
        Type::Timestamp(TimeForm::Text) => match value.as_str().map(humantime::parse_rfc3339) {
            Some(Ok(_)) => Ok(()),
            _ => mismatch("a time as in RFC 3339"),
        },
        Type::Timestamp(_) | Type::Duration(_) => check_number(path, Width::Long.range(), rule, value),
        Type::Map(item) => match value.as_object() {
            Some(object) => object
                .iter()
                .try_for_each(|(key, value)| check(api, &format!("{path}.{key}"), item, ValueRule::Any, value)),
            None => mismatch("an object"),
        },
        Type::Text => check_text(path, rule, value),
        // A message must not show the value.
        Type::Secret => match value.as_str() {
            Some(_) => check_text(path, rule, value),
            None => Err(invalid(path, "expected a string")),
        },
        Type::Codes(at) if is_code(api.codes(*at), value) => Ok(()),
        Type::Codes(at) => mismatch(&format!("a `{}`", api.codes(*at).name)),
        Type::Table(at) => match value.as_object() {
            Some(object) => check_table(api, path, *at, object),
            None => mismatch("an object"),
        },
        Type::List(item) => match value.as_array() {
            Some(items) if !has_count(rule, items.len()) => {
                Err(invalid(path, &format!("{} items are out of range. {}", items.len(), rule.describe())))
            }
            Some(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, value)| check(api, &format!("{path}[{index}]"), item, ValueRule::Any, value)),
            None => mismatch("a list"),
        },
    }
}

/// Parses the items of a list that is one text.
fn split(api: &Api, ty: &Type, join: char, text: &str) -> Value {
    let Type::List(item) = ty else { return text.into() };
    text.split(join).filter(|_| !text.is_empty()).map(|part| plain(api, item, part)).collect()
}

/// Parses a text as a value of a type. A text that is not of the type is rejected by the check.
pub(super) fn plain(api: &Api, ty: &Type, text: &str) -> Value {
    let number = || text.parse::<i64>().ok().map(Value::from);
    let value = match ty {
        Type::Boolean => text.parse::<bool>().ok().map(Value::from),
        Type::Number(_) => number(),
        Type::Timestamp(form) | Type::Duration(form) if *form != TimeForm::Text => number(),
        Type::Float => text.parse::<f64>().ok().map(Value::from),
        Type::Codes(at) if api.codes(*at).kind == CodeKind::Number => number(),
        _ => None,
    };
    value.unwrap_or_else(|| text.into())
}

fn has_count(rule: ValueRule, count: usize) -> bool {
    let ValueRule::Items(min, max) = rule else { return true };
    (min..=max.unwrap_or(u64::MAX)).contains(&(count as u64))
}

fn invalid(path: &str, why: &str) -> Refusal {
    Refusal::argument(format!("invalid `{path}`: {why}"))
}

fn mismatch(path: &str, value: &Value, expected: &str) -> Refusal {
    let actual = match value {
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) if text.len() > SHOWN => "a long string".to_owned(),
        Value::String(text) => format!("`{text}`"),
        Value::Null | Value::Bool(_) | Value::Number(_) => value.to_string(),
    };
    invalid(path, &format!("{actual} is not {expected}"))
}

fn check_number(path: &str, (min, max): (i64, i64), rule: ValueRule, value: &Value) -> Result<(), Refusal> {
    let range = if let ValueRule::Range(min, max) = rule { min..=max } else { min..=max };
    match value.as_i64() {
        Some(number) if range.contains(&number) => Ok(()),
        Some(number) => Err(out_of_range(path, &number.to_string(), &range)),
        None => Err(mismatch(path, value, &format!("an integer in {range:?}"))),
    }
}

fn check_text(path: &str, rule: ValueRule, value: &Value) -> Result<(), Refusal> {
    let text = value.as_str().ok_or_else(|| mismatch(path, value, "a string"))?;
    let ValueRule::Text(rule) = rule else { return Ok(()) };
    if !rule.has_length(text) {
        let length = text.chars().count();
        return Err(match rule.max {
            Some(max) => out_of_range(path, &format!("length {length}"), &(rule.min..=max)),
            None => invalid(path, &format!("length {length} is less than {}", rule.min)),
        });
    }
    match rule.characters.violation(text) {
        Some(_) => Err(invalid(path, &rule.describe())),
        None => Ok(()),
    }
}

fn out_of_range<T: std::fmt::Debug>(path: &str, actual: &str, range: &RangeInclusive<T>) -> Refusal {
    invalid(path, &format!("{actual} is out of range {range:?}"))
}

fn is_code(codes: &Codes, value: &Value) -> bool {
    codes.values.iter().any(|code| match codes.kind {
        CodeKind::Number => value.as_i64() == Some(code.number),
        CodeKind::Text => value.as_str() == Some(code.name.as_str()),
    })
}

/// Checks a value that is always the same.
pub(super) fn check_constant(path: &str, constant: &Literal, value: &Value) -> Result<(), Refusal> {
    match Value::from(constant) {
        expected if expected == *value => Ok(()),
        expected => Err(invalid(path, &format!("it must be {expected}"))),
    }
}

fn check_table(api: &Api, holder: &str, at: Reference, object: &Map<String, Value>) -> Result<(), Refusal> {
    let table = api.table(at);
    for (name, value) in object {
        let path = format!("{holder}.{name}");
        if let Some(constant) = table.constants.iter().find(|constant| constant.field.name == *name) {
            check_constant(&path, &constant.value, value)?;
            continue;
        }
        let Some(field) = table.fields.iter().find(|field| field.name == *name) else {
            return Err(invalid(holder, &format!("unknown field `{name}`")));
        };
        match (field.join, value) {
            (Some(join), Value::String(text)) => {
                let items = split(api, &field.ty, join, text);
                check(api, &path, &field.ty, field.rule, &items)
            }
            (Some(_), _) => Err(invalid(&path, "expected the items as one string")),
            (None, value) => check(api, &path, &field.ty, field.rule, value),
        }?;
    }
    let is_missing = |field: &&Field| field.mandatory && !object.contains_key(&field.name);
    if let Some(field) = table.all_fields().find(is_missing) {
        return Err(invalid(holder, &format!("missing field `{}`", field.name)));
    }
    let is_set = |index: usize| object.contains_key(&table.fields[index].name);
    check_rules(&table.rules, is_set, |index| &table.fields[index].name)
}

#[cfg(test)]
mod tests {
    use modelarts_codegen::model::TextRule;
    use serde_json::json;

    use super::*;
    use crate::rules::api_of_the_spec;

    #[test]
    fn messages_name_the_path_the_value_and_the_rule() {
        let api = api_of_the_spec();
        let list = Type::List(Box::new(Type::Boolean));
        let map = Type::Map(Box::new(Type::Text));
        let long = "x".repeat(SHOWN + 1);
        for (ty, rule, value, expected) in [
            (Type::Number(Width::Integer), ValueRule::Range(1, 9), json!(10), "`p`: 10 is out of range 1..=9"),
            (Type::Number(Width::Byte), ValueRule::Any, json!(128), "`p`: 128 is out of range -128..=127"),
            (Type::Number(Width::Integer), ValueRule::Range(1, 9), json!("1"), "`p`: `1` is not an integer in 1..=9"),
            (
                Type::Text,
                ValueRule::Text(TextRule::of_length(2, Some(3))),
                json!("\u{e9}"),
                "`p`: length 1 is out of range 2..=3",
            ),
            (Type::Text, ValueRule::Text(TextRule::of_length(2, None)), json!(""), "`p`: length 0 is less than 2"),
            (Type::Text, ValueRule::Any, json!([]), "`p`: a list is not a string"),
            (Type::Boolean, ValueRule::Any, json!(long), "`p`: a long string is not `true` or `false`"),
            (map, ValueRule::Any, json!({ "a": 1 }), "`p.a`: 1 is not a string"),
            (list, ValueRule::Any, json!([true, null]), "`p[1]`: null is not `true` or `false`"),
            (
                Type::Secret,
                ValueRule::Text(TextRule::of_length(8, Some(9))),
                json!("secret"),
                "`p`: length 6 is out of range 8..=9",
            ),
            (Type::Secret, ValueRule::Any, json!(1234), "`p`: expected a string"),
        ] {
            let refusal = check(&api, "p", &ty, rule, &value).unwrap_err();
            let response = refusal.response(&api, None);
            let body: Value = serde_json::from_slice(&response.body).unwrap();
            assert_eq!(body[&api.service.failure.message], format!("invalid {expected}"));
        }
    }

    #[test]
    fn bounds_belong_to_the_range() {
        let api = api_of_the_spec();
        let number = |value: i64| check(&api, "p", &Type::Number(Width::Long), ValueRule::Range(1, 9), &json!(value));
        let text = |value: &str| {
            check(&api, "p", &Type::Text, ValueRule::Text(TextRule::of_length(1, Some(2))), &json!(value))
        };
        assert!(number(1).is_ok() && number(9).is_ok() && number(0).is_err());
        // Lengths are numbers of characters.
        assert!(text("\u{e9}").is_ok() && text("\u{e9}\u{e9}").is_ok() && text("abc").is_err());
    }
}
