//! Checks the rules of values: ranges, lengths and defaults.

use super::characters::{self, Texts};
use super::key_path::KeyPath;
use super::scope::{self, Scope};
use super::words;
use crate::diagnostic::{Diagnostic, Diagnostics, Part};
use crate::load::raw::{self, RangeText};
use crate::model::{CodeKind, Fraction, Limit, Literal, ParameterType, TextRule, Type, ValueRule, Width};

/// Checks the rule and the default of a field.
pub(super) fn field_rule(
    raw: &raw::Field,
    ty: &Type,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> ValueRule {
    let (range, length, item_count) = (raw.range.as_ref(), raw.length.as_ref(), raw.item_count.as_ref());
    let characters = Texts::new(&raw.characters, &raw.first_character, &raw.last_character);
    let rule = self::rule(&Rules { ty: &raw.ty, range, length, characters, item_count }, ty, at, report);
    if let (Some(_), Type::Float) = (&raw.constant, ty) {
        let error =
            at.key("constant").error("E0016", "invalid constant").label("numbers with a fraction have no constant");
        report.push(error.help("remove it"));
        return rule;
    }
    for (key, literal) in [("default", &raw.default), ("constant", &raw.constant)] {
        if let Some(literal) = literal {
            check_literal(key, literal, &literal_type(ty, rule), Some(scope), &at.key(key), report);
        }
    }
    rule
}

/// The rules of a value.
pub(super) struct Rules<'a> {
    /// The name of the type.
    pub(super) ty: &'a str,
    pub(super) range: Option<&'a RangeText>,
    pub(super) length: Option<&'a RangeText>,
    pub(super) characters: Texts<'a>,
    pub(super) item_count: Option<&'a RangeText>,
}

/// Resolves the rule of a value.
pub(super) fn rule(rules: &Rules<'_>, ty: &Type, at: &KeyPath<'_>, report: &mut Diagnostics) -> ValueRule {
    let Rules { ty: name, range, length, characters, item_count } = *rules;
    // Rules that the type has not are reported, and not read.
    let (own, others) = match ty {
        Type::Number(width) => {
            let range = range.and_then(|text| self::range(text, &at.key("range"), report));
            let rule = range.map(|(min, max)| {
                check_width((min, max), *width, name, at, report);
                ValueRule::Range(min, max.min(width.range().1))
            });
            (rule, Rules { range: None, ..*rules })
        }
        Type::Float => {
            let range = range.and_then(|text| fractions(text, &at.key("range"), report));
            (range.map(|(min, max)| ValueRule::Fraction(min, max)), Rules { range: None, ..*rules })
        }
        Type::Text => {
            let rule = text_rule(length, characters, at, report);
            let others = Rules { length: None, characters: Texts::default(), ..*rules };
            ((rule != TextRule::ANY).then_some(ValueRule::Text(rule)), others)
        }
        Type::List(_) => {
            let count = item_count.and_then(|text| self::length(text, &at.key("item_count"), report));
            (count.map(|(min, max)| ValueRule::Items(min, max)), Rules { item_count: None, ..*rules })
        }
        _ => (None, Rules { ..*rules }),
    };
    report_rules(&others, at, report);
    own.unwrap_or(ValueRule::Any)
}

/// Parses a range of numbers with a fraction, as in `0.5..1`, `0<..1` or `0..<1`.
fn fractions(text: &RangeText, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<(Limit, Option<Limit>)> {
    let limit = |text: &str, is_exclusive: bool| {
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite())?;
        Some(Limit { number: Fraction(number), is_exclusive })
    };
    let parsed = text.0.split_once("..").and_then(|(min, max)| {
        let (min, max) = (min.trim(), max.trim());
        let min = min.strip_suffix('<').map_or_else(|| limit(min, false), |min| limit(min, true))?;
        let max = match (max.is_empty(), max.strip_prefix('<')) {
            (true, _) => None,
            (_, Some(max)) => Some(limit(max, true)?),
            (_, None) => Some(limit(max, false)?),
        };
        Some((min, max))
    });
    let error = match parsed {
        Some((min, Some(max))) if min.number > max.number => at.error("E0015", format!("empty range `{}`", text.0)),
        Some((min, Some(max))) if min.number == max.number && (min.is_exclusive || max.is_exclusive) => {
            at.error("E0015", format!("empty range `{}`", text.0))
        }
        Some(range) => return Some(range),
        None => at
            .error("E0015", format!("invalid range `{}`", text.0))
            .help("write `0..1`, with both ends included, `0..`, or `0<..1` for numbers greater than 0"),
    };
    report.push(error);
    None
}

/// Returns the type of the default or the constant of a field.
fn literal_type(ty: &Type, rule: ValueRule) -> ParameterType {
    match (ty, rule) {
        (Type::Boolean, _) => ParameterType::Boolean,
        (Type::Number(width), ValueRule::Range(min, max)) => ParameterType::Number { min, max, width: *width },
        (Type::Number(width), _) => {
            let (min, max) = width.range();
            ParameterType::Number { min, max, width: *width }
        }
        (Type::Text, ValueRule::Text(rule)) => ParameterType::Text(rule),
        (Type::Text, _) => ParameterType::Text(TextRule::ANY),
        (Type::Codes(codes), _) => ParameterType::Codes(*codes),
        (ty, rule) => ParameterType::Value(ty.clone(), rule),
    }
}

/// Reports the rules of a type that has none of them.
pub(super) fn report_rules(rules: &Rules<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let Rules { ty, range, length, characters, item_count } = *rules;
    for key in characters.keys() {
        let error = at.key(key).key_error("E0027", format!("`{key}` not allowed"));
        report.push(error.label(format!("`{ty}` is not a String")).help("remove it"));
    }
    let texts = [("range", range, "a number"), ("length", length, "a String"), ("item_count", item_count, "a list")];
    for (key, _, kind) in texts.into_iter().filter(|(_, text, _)| text.is_some()) {
        let error = at.key(key).key_error("E0027", format!("`{key}` not allowed"));
        let other = match ty {
            "String" => Some("length"),
            "Float" | "Double" | "Number" => Some("range"),
            ty if words::width(ty).is_some() => Some("range"),
            ty if ty == words::LIST || ty.starts_with("Array") => Some("item_count"),
            _ => None,
        };
        let error = error.label(format!("`{ty}` is not {kind}"));
        report.push(match other {
            Some(other) => {
                error.help(format!("write `{other}`, or remove it")).replace(at.key(key).place(Part::Key), other, false)
            }
            None => error.help("remove it"),
        });
    }
}

/// Checks that a type can hold every number of a range.
pub(super) fn check_width((min, max): (i64, i64), width: Width, ty: &str, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let (lowest, highest) = width.range();
    if min < lowest || min > highest || (max > highest && max != i64::MAX) {
        let error = at.key("range").error("E0015", "range too wide");
        report.push(error.label(format!("`{ty}` holds {lowest}..{highest}")));
    }
}

/// Parses `1..1000` or `1..`.
pub(super) fn range(text: &RangeText, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<(i64, i64)> {
    let parsed = text.0.split_once("..").and_then(|(min, max)| {
        let (min, max) = (min.trim(), max.trim());
        // `0<..` is the same as `1..`.
        let min = match min.strip_suffix('<') {
            Some(min) => min.trim().parse::<i64>().ok()?.checked_add(1)?,
            None => min.parse().ok()?,
        };
        let max = match max.strip_prefix('<') {
            Some(max) => max.trim().parse::<i64>().ok()?.checked_sub(1)?,
            None if max.is_empty() => i64::MAX,
            None => max.parse().ok()?,
        };
        Some((min, max))
    });
    let error = match parsed {
        Some((min, max)) if min <= max => return parsed,
        Some(_) if text.0.contains('<') => {
            at.error("E0015", format!("empty range `{}`", text.0)).label("no number is between them")
        }
        Some((min, max)) => at
            .error("E0015", format!("empty range `{}`", text.0))
            .label("the first number is larger than the second")
            .help(format!("did you mean `{max}..{min}`?"))
            .replace(at.place(Part::Value), format!("{max}..{min}"), false),
        None => invalid_range(&text.0, at),
    };
    report.push(error);
    None
}

/// Reports a text that is not a range.
fn invalid_range(text: &str, at: &KeyPath<'_>) -> Diagnostic {
    let error = at.error("E0015", format!("invalid range `{text}`"));
    let numbers: Vec<_> =
        text.split(|c: char| !c.is_ascii_digit() && c != '-').filter_map(|part| part.parse::<i64>().ok()).collect();
    let between =
        text.split_once('-').and_then(|(min, max)| Some((min.trim().parse().ok()?, max.trim().parse().ok()?)));
    let is_separated = !text.chars().any(char::is_alphabetic) || text.contains(" to ");
    let meant = match (between, &numbers[..]) {
        (Some((min, max)), _) => Some((min, max)),
        (None, [min, max]) if is_separated => Some((*min, *max)),
        _ => None,
    };
    match meant.filter(|(min, max): &(i64, i64)| min <= max) {
        Some((min, max)) => {
            let meant = format!("{min}..{max}");
            error.help(format!("write `{meant}`")).replace(at.place(Part::Value), meant, false)
        }
        None if text.trim().starts_with("..") => error
            .label("the smallest number is missing")
            .help(format!("write it before the dots, as in `0{}`", text.trim())),
        None => error.help("write `1..1000`, with both ends included, or `1..`"),
    }
}

/// Parses a range of lengths.
pub(super) fn length(text: &RangeText, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<(u64, Option<u64>)> {
    let (min, max) = range(text, at, report)?;
    let Ok(min) = u64::try_from(min) else {
        report.push(at.error("E0015", "negative length").help("begin the range with 0 or more"));
        return None;
    };
    Some((min, u64::try_from(max).ok().filter(|_| max != i64::MAX)))
}

/// Resolves the rule of a text.
pub(super) fn text_rule(
    length: Option<&RangeText>,
    characters: Texts<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> TextRule {
    let (min, max) = length.and_then(|text| self::length(text, &at.key("length"), report)).unwrap_or_default();
    TextRule { min, max, characters: characters::check(characters, at, report) }
}

/// Returns how a text breaks a rule.
pub(super) fn text_violation(rule: TextRule, text: &str) -> Option<String> {
    if !rule.has_length(text) {
        let max = rule.max.map_or_else(String::new, |max| format!("={max}"));
        return Some(format!("a length of {} is out of range {}..{max}", text.chars().count(), rule.min));
    }
    let (key, found) = rule.characters.violation(text)?;
    Some(format!("`{found}` is not allowed by `{key}`"))
}

/// Checks that the value of a key, a default or a constant, is a value of its type.
pub(super) fn check_literal(
    key: &str,
    literal: &Literal,
    ty: &ParameterType,
    scope: Option<&Scope<'_>>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    let error = || at.error("E0016", format!("invalid {key}"));
    let label = match (literal, ty) {
        (Literal::Boolean(_), ParameterType::Boolean) => return,
        (Literal::Integer(value), ParameterType::Number { min, max, .. }) => {
            if (min..=max).contains(&value) {
                return;
            }
            format!("{value} is out of range {min}..={max}")
        }
        (Literal::Integer(_) | Literal::Float(_), ParameterType::Value(Type::Float, rule)) => {
            let ValueRule::Fraction(min, max) = *rule else { return };
            let number = match literal {
                Literal::Integer(number) => *number as f64,
                Literal::Float(number) => number.0,
                _ => return,
            };
            if rule.has(number) {
                return;
            }
            format!("{number} is out of range {}", crate::model::range_text(min, max))
        }
        (_, ParameterType::Value(Type::Float, _)) => "not a number".to_owned(),
        (Literal::Text(text), ParameterType::Text(rule)) => match text_violation(*rule, text) {
            Some(violation) => violation,
            None => return,
        },
        (Literal::Text(text), ParameterType::Codes(codes)) => {
            let Some(scope) = scope else { return };
            let (name, table) = scope.codes(*codes);
            // That a table has no codes is reported already.
            if !table.values.0.is_empty() && !table.values.0.iter().any(|(key, _)| key == text) {
                let known = table.values.0.iter().map(|(key, _)| key.as_str());
                let error = error().label(format!("`{name}` has no code `{text}`"));
                let place = scope.place(name);
                let error = error.unresolved(text, scope::codes_of(name));
                // A code has no name of a table before it.
                let alone = text.strip_prefix(name.as_str()).and_then(|rest| rest.strip_prefix(['.', ':', '/']));
                let error = match alone.filter(|alone| table.values.0.iter().any(|(key, _)| key == alone)) {
                    Some(alone) => error.propose(alone),
                    None => error.suggest(text, known),
                };
                let error = error.or_help(format!("add `{text}` to the codes of `{name}`, or write another code"));
                report.push(
                    place.into_iter().fold(error, |error, place| error.related(place, "the codes are defined here")),
                );
            }
            return;
        }
        (_, ParameterType::Boolean) => {
            let error = error().label("not `true` or `false`");
            let meant = match literal {
                Literal::Text(text) if matches!(&*text.to_lowercase(), "true" | "yes" | "on") => Some("true"),
                Literal::Text(text) if matches!(&*text.to_lowercase(), "false" | "no" | "off") => Some("false"),
                _ => None,
            };
            return report.push(match meant {
                Some(meant) => error.help(format!("write `{meant}`")).replace(at.place(Part::Value), meant, true),
                None => error.help("write `true` or `false`"),
            });
        }
        (Literal::Text(text), ParameterType::Number { .. }) if text.parse::<i64>().is_ok() => {
            let error = error().label("a string, and not a number");
            return report.push(error.help("remove the quotes").replace(at.place(Part::Value), text, true));
        }
        (_, ParameterType::Number { min, max, .. }) => {
            let error = error().label("not a whole number");
            return report.push(error.help(match (*min, *max) {
                (i64::MIN, i64::MAX) => "write a whole number".to_owned(),
                (min, max) => format!("write a number from {min} to {max}"),
            }));
        }
        (_, ParameterType::Text(_)) => {
            let error = error().label("not a string");
            let quoted = format!("\"{literal}\"");
            return report.push(error.help(format!("put it in quotes: `{quoted}`")).replace(
                at.place(Part::Value),
                quoted,
                true,
            ));
        }
        (_, ParameterType::Codes(_)) => "not the key of a code".to_owned(),
        (_, ParameterType::Value(..)) => {
            let error = error().label(format!("objects, lists, times and secrets have no {key}"));
            return report.push(error.help("remove it"));
        }
    };
    report.push(error().label(label));
}

/// Returns a default as it is on the wire: the spec writes a code by its key.
pub(super) fn on_the_wire(default: &Literal, ty: &Type, scope: &Scope<'_>) -> Literal {
    let (Type::Codes(at), Literal::Text(key)) = (ty, default) else { return default.clone() };
    let (_, table) = scope.codes(*at);
    let code = table.values.0.iter().find(|(known, _)| known == key).map(|(_, value)| value);
    match (words::code_kind(&table.ty), code) {
        (Some(CodeKind::Number), Some(code)) => code.code.map_or_else(|| default.clone(), Literal::Integer),
        (_, Some(code)) => code.name.clone().map_or_else(|| default.clone(), Literal::Text),
        _ => default.clone(),
    }
}
