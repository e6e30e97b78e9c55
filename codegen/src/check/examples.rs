//! Checks examples: each is a value of its field's type.

use super::{At, Scope};
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{CodeKind, Field, Type, ValueRule};

pub(super) fn check(written: &raw::Field, field: &Field, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) {
    let Some(example) = &written.example else { return };
    // The example of a list is one of its items.
    let mut ty = &field.ty;
    while let Type::List(item) = ty {
        ty = item;
    }
    let wanted = match ty {
        Type::Boolean if example.parse::<bool>().is_err() => "`true` or `false`".to_owned(),
        Type::Number(width) => {
            let (min, max) = if let ValueRule::Range(min, max) = field.rule { (min, max) } else { width.range() };
            match example.parse::<i64>() {
                Ok(number) if (min..=max).contains(&number) => return,
                _ => format!("a number from {min} to {max}"),
            }
        }
        Type::Timestamp | Type::Duration if example.parse::<i64>().is_err() => "a number of milliseconds".to_owned(),
        Type::Float if example.parse::<f64>().is_err() => "a number".to_owned(),
        Type::Text if !has_length(field.rule, example) => field.rule.words(),
        Type::Codes(codes) => {
            let (name, table) = scope.codes(*codes);
            let is_number = super::codes::kind(&table.ty) == Some(CodeKind::Number);
            let mut values = table.values.0.iter();
            match values.any(|(key, value)| {
                key == example
                    || value.name.as_ref() == Some(example)
                    || (is_number && value.code.map(|code| code.to_string()).as_ref() == Some(example))
            }) {
                true => return,
                false => format!("one of `{name}`"),
            }
        }
        Type::Secret | Type::Json | Type::Map | Type::Table(_) => {
            let wrong = at.key("example").wrong_key("E0038", format!("`{}` can have no example", written.ty));
            report.push(wrong.help("leave it out: the emulator makes up a value"));
            return;
        }
        _ => return,
    };
    report.push(at.key("example").wrong("E0038", format!("the example `{example}` is not {wanted}")));
}

fn has_length(rule: ValueRule, text: &str) -> bool {
    let ValueRule::Length(min, max) = rule else { return true };
    let length = text.chars().count() as u64;
    length >= min && max.is_none_or(|max| length <= max)
}
