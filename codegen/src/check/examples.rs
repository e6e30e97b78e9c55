//! Checks examples: each must be a value of its field's type.

use super::key_path::KeyPath;
use super::scope::Scope;
use super::{values, words};
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{CodeKind, Field, TimeForm, Type, ValueRule};

pub(super) fn check(raw: &raw::Field, field: &Field, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let Some(example) = &raw.example else { return };
    // The example of a list is one of its items.
    let mut ty = &field.ty;
    while let Type::List(item) = ty {
        ty = item;
    }
    let expected = match ty {
        Type::Boolean if example.parse::<bool>().is_err() => "`true` or `false`".to_owned(),
        Type::Number(width) => {
            let (min, max) = if let ValueRule::Range(min, max) = field.rule { (min, max) } else { width.range() };
            match example.parse::<i64>() {
                Ok(number) if (min..=max).contains(&number) => return,
                _ => format!("a number from {min} to {max}"),
            }
        }
        Type::Timestamp(TimeForm::Text) if !is_time(example) => "a time, as in `2018-04-20T02:06:30Z`".to_owned(),
        Type::Timestamp(form) | Type::Duration(form) if *form != TimeForm::Text && example.parse::<i64>().is_err() => {
            "a number".to_owned()
        }
        Type::Float if example.parse::<f64>().is_err() => "a number".to_owned(),
        Type::Text => match field.rule {
            ValueRule::Text(rule) => match values::text_violation(rule, example) {
                Some(violation) => {
                    let error = at.key("example").error("E0038", format!("invalid example `{example}`"));
                    return report.push(error.label(violation));
                }
                None => return,
            },
            _ => return,
        },
        Type::Codes(codes) => {
            let (name, table) = scope.codes(*codes);
            let is_number = words::code_kind(&table.ty) == Some(CodeKind::Number);
            let mut values = table.values.0.iter();
            match values.any(|(key, value)| {
                key == example
                    || value.name.as_ref() == Some(example)
                    || (is_number && value.code.map(|code| code.to_string()).as_ref() == Some(example))
            }) {
                true => return,
                false => format!("a code of `{name}`"),
            }
        }
        Type::Secret | Type::Json | Type::Map(_) | Type::Table(_) => {
            let error = at.key("example").key_error("E0038", "`example` not allowed");
            let error = error.label(format!("`{}` has no examples", raw.ty));
            report.push(error.help("remove it: the emulator generates a value"));
            return;
        }
        _ => return,
    };
    let error = at.key("example").error("E0038", format!("invalid example `{example}`"));
    report.push(error.label(format!("not {expected}")));
}

/// Returns whether a text looks like a time in RFC 3339.
fn is_time(text: &str) -> bool {
    let digits =
        |text: &str| text.bytes().map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).collect::<Vec<_>>();
    text.get(..19).is_some_and(|text| digits(text) == b"0000-00-00T00:00:00")
}
