//! Checks values against their rules before a request is sent.

use std::borrow::Cow;

use crate::value::characters;
use crate::value::rule::{Rule, ValueRule};
use crate::value::slot::{Presence, Record, Slot};

impl ValueRule {
    /// Returns how a number breaks the rule.
    pub(crate) fn number_violation(self, number: i64) -> Option<String> {
        let Self::Range(min, max) = self else { return None };
        if (min..=max).contains(&number) {
            return None;
        }
        let range = if max < i64::from(i32::MAX) { format!("{min}..={max}") } else { format!("{min}..") };
        Some(format!("{number} is out of range {range}"))
    }

    /// Returns how a number with a fraction breaks the rule.
    pub(crate) fn fraction_violation(self, number: f64) -> Option<String> {
        if !number.is_finite() {
            return Some(format!("{number} is not a finite number"));
        }
        let Self::Fraction(min, max, is_above, is_below) = self else { return None };
        let (is_low, is_high) =
            (number < min || (is_above && number <= min), number > max || (is_below && number >= max));
        if !is_low && !is_high {
            return None;
        }
        let sign = |is_exclusive: bool| if is_exclusive { "<" } else { "" };
        let max = if max.is_finite() { format!("{}{max}", sign(is_below)) } else { String::new() };
        Some(format!("{number} is out of range {min}{}..{max}", sign(is_above)))
    }

    /// Returns how a number of items breaks the rule.
    fn items_violation(self, count: u64) -> Option<String> {
        let Self::Items(min, max) = self else { return None };
        if (min..=max).contains(&count) {
            return None;
        }
        let range = if max < u64::MAX { format!("{min}..={max}") } else { format!("{min}..") };
        Some(format!("{count} items are out of range {range}"))
    }

    /// Returns how a text breaks the rule.
    pub(crate) fn text_violation(self, text: &str) -> Option<String> {
        let Self::Text(min, max, characters) = self else { return None };
        let length = text.chars().count() as u64;
        if (min..=max).contains(&length) {
            return characters::violation(characters, text);
        }
        let range = if max < u64::MAX { format!("{min}..={max}") } else { format!("{min}..") };
        let of = if text.is_empty() { String::new() } else { format!(" of `{}`", excerpt(text)) };
        Some(format!("length {length}{of} is out of range {range}"))
    }
}

/// Returns the beginning of a text.
fn excerpt(text: &str) -> Cow<'_, str> {
    const SHOWN: usize = 20;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

impl Rule {
    /// Returns how the presence of fields breaks a rule between them.
    pub(crate) fn presence_violation(
        self,
        mut is_set: impl FnMut(usize) -> bool,
        name: impl Fn(usize) -> &'static str,
    ) -> Option<String> {
        let (Self::ExactlyOne(members) | Self::AtMostOne(members) | Self::Together(members)) = self else {
            return None;
        };
        let set = members.iter().filter(|member| is_set(**member)).count();
        let (quantity, verb) = match self {
            Self::ExactlyOne(_) if set != 1 => ("exactly one", "must"),
            Self::AtMostOne(_) if set > 1 => ("at most one", "may"),
            Self::Together(_) if set != 0 && set != members.len() => ("all or none", "must"),
            _ => return None,
        };
        let names: Vec<_> = members.iter().map(|member| format!("`{}`", name(*member))).collect();
        let actual = match set {
            0 => "none is".to_owned(),
            1 => "1 is".to_owned(),
            set => format!("{set} are"),
        };
        Some(format!("{quantity} of {} {verb} be set ({actual})", names.join(", ")))
    }
}

/// How deep values may be nested: no response is nested deeper, and the stack has an end.
const MAX_DEPTH: usize = 120;

/// Returns how a value, or a value in it, breaks a rule. `path` is the name of the value.
pub(crate) fn violation(slot: &mut Slot<'_>, path: &str) -> Option<String> {
    nested_violation(slot, path, 0)
}

fn nested_violation(slot: &mut Slot<'_>, path: &str, depth: usize) -> Option<String> {
    match slot {
        Slot::Record(_) | Slot::List(_) | Slot::Map(_) if depth == MAX_DEPTH => {
            Some(format!("invalid `{path}`: nested more than {MAX_DEPTH} levels"))
        }
        Slot::Record(record) => record_violation(&mut **record, path, depth + 1),
        Slot::Optional(target) => {
            target.inner(Presence::Unchanged).and_then(|mut slot| nested_violation(&mut slot, path, depth))
        }
        Slot::List(list) => {
            let mut index = 0;
            while let Some(mut slot) = list.item(Some(index)) {
                if let Some(found) = nested_violation(&mut slot, &format!("{path}[{index}]"), depth + 1) {
                    return Some(found);
                }
                index += 1;
            }
            None
        }
        Slot::Map(map) => {
            let mut found = None;
            map.visit(&mut |key, mut slot| {
                found = nested_violation(&mut slot, &format!("{path}.{key}"), depth + 1);
                found.is_none()
            });
            found
        }
        _ => None,
    }
}

fn record_violation(record: &mut dyn Record, path: &str, depth: usize) -> Option<String> {
    let schema = record.schema();
    for rule in schema.rules {
        let mut is_set = |field: usize| match record.field(field) {
            Slot::Optional(target) => target.inner(Presence::Unchanged).is_some(),
            _ => true,
        };
        let name = |field: usize| schema.fields[field].name;
        if let Some(violation) = rule.presence_violation(&mut is_set, name) {
            return Some(format!("invalid `{path}`: {violation}"));
        }
        if let Rule::Mandatory(field) = *rule
            && !is_set(field)
        {
            return Some(format!("invalid `{path}`: `{}` must be set", name(field)));
        }
        let (field, rule) = match *rule {
            Rule::Range(field, min, max) => (field, ValueRule::Range(min, max)),
            Rule::Length(field, min, max) => (field, ValueRule::Text(min, max, &["", "", ""])),
            Rule::Characters(field, characters) => (field, ValueRule::Text(0, u64::MAX, characters)),
            Rule::Items(field, min, max) => (field, ValueRule::Items(min, max)),
            Rule::Fraction(field, (min, max, above, below)) => (field, ValueRule::Fraction(*min, *max, *above, *below)),
            _ => continue,
        };
        if let Some(violation) = value_violation(record.field(field), rule) {
            return Some(format!("invalid `{path}.{}`: {violation}", schema.fields[field].name));
        }
    }
    for (index, field) in schema.fields.iter().enumerate() {
        if let Some(found) = nested_violation(&mut record.field(index), &format!("{path}.{}", field.name), depth) {
            return Some(found);
        }
    }
    None
}

pub(crate) fn value_violation(slot: Slot<'_>, rule: ValueRule) -> Option<String> {
    match slot {
        Slot::Optional(target) => target.inner(Presence::Unchanged).and_then(|slot| value_violation(slot, rule)),
        Slot::Long(number) | Slot::Time(number) => rule.number_violation(*number),
        Slot::Number(number) => rule.number_violation(number.get()),
        Slot::Text(text) => rule.text_violation(text),
        Slot::Float(number) => rule.fraction_violation(*number),
        Slot::List(list) => {
            rule.items_violation((0..).take_while(|index| list.item(Some(*index)).is_some()).count() as u64)
        }
        _ => None,
    }
}
