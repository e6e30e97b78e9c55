//! Emits rules of values, and rules between fields.

use crate::model::{
    Constant, Field, Limit, Literal, Parameter, ParameterType, Rule, RuleKind, TimeForm, Type, ValueRule, Width,
};

/// Emits the names and the rule of a parameter, as method calls on its description.
pub(super) fn of_parameter(parameter: &Parameter) -> String {
    let (name, ak_sk, account) = (&parameter.name, &parameter.wire.ak_sk, &parameter.wire.account);
    let mut rules = String::new();
    if ak_sk != name || account != name {
        rules += &format!(".named({ak_sk:?}, {account:?})");
    }
    if let Some(join) = &parameter.join {
        rules += &format!(".join({join:?})");
    }
    match &parameter.ty {
        ParameterType::Number { min, max, width } => rules += &number_rule(*min, *max, *width),
        ParameterType::Text { min: 0, max: None } | ParameterType::Boolean | ParameterType::Codes(_) => {}
        ParameterType::Value(Type::Timestamp(form) | Type::Duration(form), _) => match form {
            TimeForm::Milliseconds => {}
            TimeForm::Seconds(_) => rules += ".seconds()",
            TimeForm::Text => rules += ".text()",
        },
        ParameterType::Value(_, ValueRule::Fraction(min, max)) => {
            rules += &format!(".fraction({})", fraction(*min, *max));
        }
        ParameterType::Value(_, ValueRule::Items(min, max)) => {
            rules += &format!(".items({min}, {})", bound_of_length(*max));
        }
        ParameterType::Value(..) => {}
        ParameterType::Text { min, max } => {
            rules += &format!(".length({min}, {})", bound_of_length(*max));
        }
    }
    rules
}

/// Emits the rule of a number, unless the type of the setter implies it.
fn number_rule(min: i64, max: i64, width: Width) -> String {
    if (min, max) == width.range() && matches!(width, Width::Integer | Width::Long) {
        return String::new();
    }
    format!(".range({}, {})", bound(min), bound(max))
}

/// Emits a bound of a range. Bounds of types are emitted by name.
fn bound(number: i64) -> String {
    match number {
        i64::MIN => "i64::MIN".to_owned(),
        i64::MAX => "i64::MAX".to_owned(),
        _ if number == i64::from(i32::MAX) => "i32::MAX as i64".to_owned(),
        _ => number.to_string(),
    }
}

/// Emits a range of numbers with a fraction: both ends, and whether each of them is out of range.
fn fraction(min: Limit, max: Option<Limit>) -> String {
    let (max, is_exclusive) = match max {
        Some(max) => (format!("{:?}", max.number.0), max.is_exclusive),
        None => ("f64::INFINITY".to_owned(), false),
    };
    format!("{:?}, {max}, {}, {is_exclusive}", min.number.0, min.is_exclusive)
}

fn bound_of_length(max: Option<u64>) -> String {
    max.map_or_else(|| "u64::MAX".to_owned(), |max| max.to_string())
}

/// Emits a rule between fields.
pub(super) fn group(rule: &Rule) -> String {
    let kind = match rule.kind {
        RuleKind::ExactlyOne => "ExactlyOne",
        RuleKind::AtMostOne => "AtMostOne",
        RuleKind::Together => "Together",
    };
    format!("{kind}(&{:?})", rule.members)
}

/// Emits a field that always has the same value.
pub(super) fn constant(Constant { field, value }: &Constant) -> String {
    let name = &field.name;
    match value {
        Literal::Boolean(value) => format!("ConstantBoolean(&({name:?}, {value}))"),
        Literal::Integer(value) => format!("ConstantNumber(&({name:?}, {value}))"),
        // Checked: floats have no constants in tables.
        Literal::Float(value) => format!("ConstantText(&({name:?}, \"{value}\"))"),
        Literal::Text(value) => format!("ConstantText(&({name:?}, {value:?}))"),
    }
}

/// Emits the rule of a field.
pub(super) fn value_rule((index, field): (usize, &Field)) -> Option<String> {
    match field.rule {
        ValueRule::Any => None,
        ValueRule::Range(min, max) => Some(format!("Range({index}, {}, {})", bound(min), bound(max))),
        ValueRule::Length(min, max) => Some(format!("Length({index}, {min}, {})", bound_of_length(max))),
        ValueRule::Items(min, max) => Some(format!("Items({index}, {min}, {})", bound_of_length(max))),
        ValueRule::Fraction(min, max) => Some(format!("Fraction({index}, &({}))", fraction(min, max))),
    }
}
