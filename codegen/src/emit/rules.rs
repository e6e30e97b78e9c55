//! Emits rules of values, and rules between fields.

use crate::model::{
    CharacterSet, Characters, Constant, Field, Limit, Literal, Parameter, ParameterType, Rule, RuleKind, TextRule,
    TimeForm, Type, ValueRule, Width,
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
        ParameterType::Boolean | ParameterType::Codes(_) => {}
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
        ParameterType::Text(rule) => {
            if has_length(*rule) {
                rules += &format!(".length({}, {})", rule.min, bound_of_length(rule.max));
            }
            if let Some(characters) = characters(*rule) {
                rules += &format!(".characters({characters})");
            }
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

fn has_length(rule: TextRule) -> bool {
    (rule.min, rule.max) != (0, None)
}

/// Emits the characters of a text: of all of it, of its beginning and of its end.
fn characters(rule: TextRule) -> Option<String> {
    let Characters { all, first, last } = rule.characters;
    let set = |set: CharacterSet| if set == CharacterSet::ANY { String::new() } else { set.ranges() };
    (rule.characters != Characters::ANY).then(|| format!("&[{:?}, {:?}, {:?}]", set(all), set(first), set(last)))
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

/// Emits the rules of a field.
pub(super) fn value_rules((index, field): (usize, &Field)) -> Vec<String> {
    match field.rule {
        ValueRule::Any => Vec::new(),
        ValueRule::Range(min, max) => vec![format!("Range({index}, {}, {})", bound(min), bound(max))],
        ValueRule::Text(rule) => {
            let length =
                has_length(rule).then(|| format!("Length({index}, {}, {})", rule.min, bound_of_length(rule.max)));
            let characters = characters(rule).map(|characters| format!("Characters({index}, {characters})"));
            length.into_iter().chain(characters).collect()
        }
        ValueRule::Items(min, max) => vec![format!("Items({index}, {min}, {})", bound_of_length(max))],
        ValueRule::Fraction(min, max) => vec![format!("Fraction({index}, &({}))", fraction(min, max))],
    }
}
