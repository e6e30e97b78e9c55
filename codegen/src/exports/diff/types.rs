//! Types of values: their names in the spec, and whether every value of one is a value of another.

use super::change::{Judgment, SAME_WIRE};
use super::collect::Collector;
use super::usage::Directions;
use crate::model::{Api, CodeKind, Limit, Literal, TextRule, TimeForm, Type, ValueRule, Width, range_text};

/// Returns the name of a type in the spec.
pub(super) fn name(api: &Api, ty: &Type) -> String {
    match ty {
        Type::Boolean => "Boolean".to_owned(),
        Type::Number(width) => width.type_name().to_owned(),
        Type::Float => "Double".to_owned(),
        Type::Text => "String".to_owned(),
        Type::Secret => "String, sensitive".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::Map(value) => format!("Map<String,{}>", name(api, value)),
        Type::Timestamp(form) => format!("{}, timestamp", time(*form)),
        Type::Duration(form) => format!("{}, duration", time(*form)),
        Type::Codes(at) => api.codes(*at).name.clone(),
        Type::Table(at) => api.table(*at).name.clone(),
        Type::List(item) => format!("JSON Array of {}", name(api, item)),
    }
}

fn time(form: TimeForm) -> &'static str {
    match form {
        TimeForm::Milliseconds => "Long in milliseconds",
        TimeForm::Seconds(Width::Integer) => "Integer in seconds",
        TimeForm::Seconds(_) => "Long in seconds",
        TimeForm::Text => "String",
    }
}

pub(super) fn literal(value: &Option<Literal>) -> Option<String> {
    value.as_ref().map(Literal::to_string)
}

impl Collector<'_> {
    /// Judges on the wire that the type of a value changes.
    pub(super) fn judge_types(&self, was: &Type, is: &Type, directions: Directions) -> Judgment {
        let same_table = |old: &str, new: &str| self.type_names.get(old) == Some(&new);
        let widens = fits((self.old, was), (self.new, is), &same_table);
        let narrows = fits((self.new, is), (self.old, was), &|new, old| same_table(old, new));
        match directions {
            Directions { sent: true, .. } if !widens => {
                Judgment::breaking("requests with a value of the old type are refused")
            }
            Directions { received: true, .. } if !narrows => {
                Judgment::breaking("responses may hold values that clients of the old state cannot read")
            }
            _ if widens && narrows => SAME_WIRE,
            Directions { sent: false, received: false } => SAME_WIRE,
            _ => Judgment::compatible("every value that is sent or read now was valid before"),
        }
    }
}

/// Returns whether every value of the type `small` is one of `large`.
fn fits(
    (small_api, small): (&Api, &Type),
    (large_api, large): (&Api, &Type),
    same: &dyn Fn(&str, &str) -> bool,
) -> bool {
    let is_text = |ty: &Type| matches!(ty, Type::Text | Type::Secret);
    let form = |ty: &Type| match ty {
        // The width is judged as that of a number.
        Type::Timestamp(TimeForm::Seconds(_)) | Type::Duration(TimeForm::Seconds(_)) => {
            Some(TimeForm::Seconds(Width::Long))
        }
        Type::Timestamp(form) | Type::Duration(form) => Some(*form),
        _ => None,
    };
    match (small, large) {
        _ if form(small).is_some_and(|small| form(large).is_some_and(|large| small != large)) => false,
        (Type::Timestamp(TimeForm::Text), large) if is_text(large) => true,
        (_, Type::Json) => true,
        (Type::List(small), Type::List(large)) | (Type::Map(small), Type::Map(large)) => {
            fits((small_api, small), (large_api, large), same)
        }
        (Type::Table(small), Type::Table(large)) => same(&small_api.table(*small).name, &large_api.table(*large).name),
        (Type::Codes(small), Type::Codes(large)) => same(&small_api.codes(*small).name, &large_api.codes(*large).name),
        (Type::Codes(small), large) => match small_api.codes(*small).kind {
            CodeKind::Text => is_text(large),
            CodeKind::Number => width(large) == Some(Width::Long),
        },
        _ if is_text(small) && is_text(large) => true,
        _ => match (width(small), width(large)) {
            (Some(small), Some(large)) => small.range().1 <= large.range().1,
            (Some(_), None) => *large == Type::Float,
            _ => small == large,
        },
    }
}

/// Returns the width of a whole number on the wire.
fn width(ty: &Type) -> Option<Width> {
    match ty {
        Type::Number(width) => Some(*width),
        Type::Timestamp(TimeForm::Text) => None,
        Type::Timestamp(TimeForm::Seconds(width)) | Type::Duration(TimeForm::Seconds(width)) => Some(*width),
        Type::Timestamp(_) | Type::Duration(_) => Some(Width::Long),
        _ => None,
    }
}

/// Returns a rule as in the spec. A bound of the type is omitted.
pub(super) fn rule(rule: ValueRule) -> Option<String> {
    let limits = [Width::Byte, Width::Short, Width::Integer, Width::Long].map(Width::range);
    match rule {
        ValueRule::Any => None,
        ValueRule::Range(min, max) => {
            let min = if limits.iter().any(|limit| limit.0 == min) { String::new() } else { min.to_string() };
            let max = if limits.iter().any(|limit| limit.1 == max) { String::new() } else { max.to_string() };
            Some(format!("{min}..{max}"))
        }
        ValueRule::Text(rule) => Some(rule.spec_text()),
        ValueRule::Items(min, Some(max)) => Some(format!("{min}..{max}")),
        ValueRule::Items(min, None) => Some(format!("{min}..")),
        ValueRule::Fraction(min, max) => Some(range_text(min, max)),
    }
}

/// Judges on the wire that the range of a value changes.
pub(super) fn judge_rules(was: ValueRule, is: ValueRule) -> Judgment {
    if let (ValueRule::Fraction(min, max), ValueRule::Fraction(new_min, new_max)) = (was, is) {
        let key = |limit: Limit, side: i8| (limit.number, if limit.is_exclusive { side } else { 0 });
        let lower = key(new_min, 1) <= key(min, 1);
        let higher = new_max.is_none_or(|new_max| max.is_some_and(|max| key(new_max, -1) >= key(max, -1)));
        return judge_narrowing(!(lower && higher));
    }
    if let (ValueRule::Text(_), _) | (_, ValueRule::Text(_)) = (was, is) {
        let text = |rule| if let ValueRule::Text(rule) = rule { rule } else { TextRule::ANY };
        return judge_narrowing(!text(is).contains(text(was)));
    }
    let bounds = |rule: ValueRule| match rule {
        ValueRule::Any => (i128::MIN, i128::MAX),
        ValueRule::Range(min, max) => (min.into(), max.into()),
        ValueRule::Items(min, max) => (min.into(), max.map_or(i128::MAX, Into::into)),
        // Any limit is narrower than none. Texts are judged above.
        ValueRule::Fraction(..) | ValueRule::Text(_) => (i128::MIN + 1, i128::MAX),
    };
    let ((min, max), (new_min, new_max)) = (bounds(was), bounds(is));
    judge_narrowing(new_min > min || new_max < max)
}

fn judge_narrowing(is_narrower: bool) -> Judgment {
    if is_narrower {
        Judgment::breaking("values that were accepted are refused")
    } else {
        Judgment::compatible("all values that were accepted are accepted")
    }
}
