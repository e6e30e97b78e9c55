//! Rules that values obey: they are checked before anything is sent.

use std::borrow::Cow;

use crate::record::{Record, Slot, Wish};

/// The rule of a value, where its type does not say it all.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ValueRule {
    Any,
    Range(i64, i64),
    Length(u64, u64),
}

impl ValueRule {
    /// What a number is and must be, where it breaks the rule.
    pub(crate) fn broken_by_number(self, number: i64) -> Option<String> {
        let Self::Range(min, max) = self else { return None };
        if (min..=max).contains(&number) {
            return None;
        }
        let most = if max < i64::from(i32::MAX) { format!("{min} to {max}") } else { format!("{min} or more") };
        Some(format!("{number}; it must be {most}"))
    }

    /// What a text is and must have, where it breaks the rule.
    pub(crate) fn broken_by_text(self, text: &str) -> Option<String> {
        let Self::Length(min, max) = self else { return None };
        let length = text.chars().count() as u64;
        if (min..=max).contains(&length) {
            return None;
        }
        let most = if max < u64::MAX { format!("{min} to {max}") } else { format!("{min} or more") };
        let is = match length {
            0 => "empty".to_owned(),
            _ => format!("`{}` ({length} characters)", excerpt(text)),
        };
        Some(format!("{is}; it must have {most} characters"))
    }
}

/// The beginning of a text, enough to know it again.
fn excerpt(text: &str) -> Cow<'_, str> {
    const SHOWN: usize = 20;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]).into(),
        None => text.into(),
    }
}

/// A rule of an object: of one of its fields, or between some of them. Fields are named by index.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    Range(usize, i64, i64),
    Length(usize, u64, u64),
    ExactlyOne(&'static [usize]),
    AtMostOne(&'static [usize]),
    Together(&'static [usize]),
}

impl Rule {
    /// What is wrong with fields that are there or not, where the rule is one between them.
    pub(crate) fn broken_by_presence(
        self,
        mut is_set: impl FnMut(usize) -> bool,
        name: impl Fn(usize) -> &'static str,
    ) -> Option<String> {
        let (Self::ExactlyOne(members) | Self::AtMostOne(members) | Self::Together(members)) = self else {
            return None;
        };
        let set = members.iter().filter(|member| is_set(**member)).count();
        let must = match self {
            Self::ExactlyOne(_) if set != 1 => "exactly one",
            Self::AtMostOne(_) if set > 1 => "at most one",
            Self::Together(_) if set != 0 && set != members.len() => "all or none",
            _ => return None,
        };
        let names: Vec<_> = members.iter().map(|member| format!("`{}`", name(*member))).collect();
        Some(format!("of {} {must} must be set, not {set}", names.join(", ")))
    }
}

/// What is wrong with a value that is to be sent, at whatever depth.
pub(crate) fn broken(slot: &mut Slot<'_>, path: &str) -> Option<String> {
    match slot {
        Slot::Record(record) => broken_record(&mut **record, path),
        Slot::Optional(place) => place.place(Wish::AsItIs).and_then(|mut slot| broken(&mut slot, path)),
        Slot::List(list) => {
            let mut index = 0;
            while let Some(mut slot) = list.item(Some(index)) {
                if let Some(wrong) = broken(&mut slot, &format!("{path}[{index}]")) {
                    return Some(wrong);
                }
                index += 1;
            }
            None
        }
        _ => None,
    }
}

fn broken_record(record: &mut dyn Record, path: &str) -> Option<String> {
    let table = record.table();
    for rule in table.rules {
        let is_set = |field: usize| match record.field(field) {
            Slot::Optional(place) => place.place(Wish::AsItIs).is_some(),
            _ => true,
        };
        let name = |field: usize| table.fields[field].name;
        if let Some(wrong) = rule.broken_by_presence(is_set, name) {
            return Some(format!("`{path}`: {wrong}"));
        }
        let (field, rule) = match *rule {
            Rule::Range(field, min, max) => (field, ValueRule::Range(min, max)),
            Rule::Length(field, min, max) => (field, ValueRule::Length(min, max)),
            _ => continue,
        };
        if let Some(wrong) = broken_value(record.field(field), rule) {
            return Some(format!("`{path}.{}` is {wrong}", table.fields[field].name));
        }
    }
    for (index, field) in table.fields.iter().enumerate() {
        if let Some(wrong) = broken(&mut record.field(index), &format!("{path}.{}", field.name)) {
            return Some(wrong);
        }
    }
    None
}

fn broken_value(slot: Slot<'_>, rule: ValueRule) -> Option<String> {
    match slot {
        Slot::Optional(place) => place.place(Wish::AsItIs).and_then(|slot| broken_value(slot, rule)),
        Slot::Long(number) | Slot::Time(number) => rule.broken_by_number(*number),
        Slot::Number(number) => rule.broken_by_number(number.get()),
        Slot::Text(text) => rule.broken_by_text(text),
        _ => None,
    }
}
