//! Checks what a body says against the spec, at whatever depth.

use modelarts_codegen::model::{
    Api, CodeKind, Codes, Field, Parameter, Reference, Rule, RuleKind, Type, ValueRule, Width,
};
use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// Checks a field of the body by its parameter.
pub(crate) fn check_parameter(api: &Api, parameter: &Parameter, value: &Value) -> Result<(), Refusal> {
    let (ty, rule) = parameter.ty.as_field();
    check(api, &parameter.name, &ty, rule, value)
}

/// Checks what holds between fields of which some may be left out.
pub(crate) fn check_rules<'a>(
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
    let wrong = |must: &str| Err(Refusal::argument(format!("{path} must be {must}")));
    match ty {
        Type::Json => Ok(()),
        Type::Boolean if value.is_boolean() => Ok(()),
        Type::Boolean => wrong("true or false"),
        Type::Float if value.is_number() => Ok(()),
        Type::Float => wrong("a number"),
        Type::Number(width) => check_number(path, width.range(), rule, value),
        Type::Timestamp | Type::Duration => check_number(path, Width::Long.range(), rule, value),
        Type::Map => match value.as_object() {
            Some(object) if object.values().all(Value::is_string) => Ok(()),
            _ => wrong("an object of texts"),
        },
        Type::Text | Type::Secret => match value.as_str() {
            Some(text) if has_length(rule, text) => Ok(()),
            Some(_) => wrong("of another length"),
            None => wrong("a text"),
        },
        Type::Codes(at) if is_code(api.codes(*at), value) => Ok(()),
        Type::Codes(at) => wrong(&format!("one of {}", api.codes(*at).name)),
        Type::Table(at) => match value.as_object() {
            Some(object) => check_table(api, path, *at, object),
            None => wrong("an object"),
        },
        Type::List(item) => match value.as_array() {
            Some(items) => items
                .iter()
                .enumerate()
                .try_for_each(|(index, value)| check(api, &format!("{path}[{index}]"), item, ValueRule::Any, value)),
            None => wrong("a list"),
        },
    }
}

fn check_number(path: &str, range: (i64, i64), rule: ValueRule, value: &Value) -> Result<(), Refusal> {
    let (min, max) = if let ValueRule::Range(min, max) = rule { (min, max) } else { range };
    match value.as_i64() {
        Some(number) if (min..=max).contains(&number) => Ok(()),
        _ => Err(Refusal::argument(format!("{path} must be a number from {min} to {max}"))),
    }
}

fn has_length(rule: ValueRule, text: &str) -> bool {
    let ValueRule::Length(min, max) = rule else { return true };
    let length = text.chars().count() as u64;
    length >= min && max.is_none_or(|max| length <= max)
}

fn is_code(codes: &Codes, value: &Value) -> bool {
    codes.values.iter().any(|code| match codes.kind {
        CodeKind::Number => value.as_i64() == Some(code.number),
        CodeKind::Text => value.as_str() == Some(code.name.as_str()),
    })
}

fn check_table(api: &Api, path: &str, at: Reference, object: &Map<String, Value>) -> Result<(), Refusal> {
    let table = api.table(at);
    for (name, value) in object {
        let Some(field) = table.fields.iter().find(|field| field.name == *name) else {
            return Err(Refusal::argument(format!("{path} has no field {name}")));
        };
        check(api, &format!("{path}.{name}"), &field.ty, field.rule, value)?;
    }
    let is_missing = |field: &&Field| !field.optional && !object.contains_key(&field.name);
    if let Some(field) = table.fields.iter().find(is_missing) {
        return Err(Refusal::argument(format!("{path}.{} is missing", field.name)));
    }
    let is_set = |index: usize| object.contains_key(&table.fields[index].name);
    check_rules(&table.rules, is_set, |index| &table.fields[index].name)
}
