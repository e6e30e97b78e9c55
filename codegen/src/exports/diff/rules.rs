//! Compares rules between fields: whether every combination of fields that was accepted still is.

use std::collections::BTreeSet;

use super::change::{Judgment, SAME_WIRE};
use super::collect::{Collector, DOCUMENTED, Entry};
use crate::model::{Rule, RuleKind};

/// How many fields are combined. More of them would take too long.
const MAX_FIELDS: usize = 16;

/// The rules of one state, with the names of all fields.
pub(super) struct Rules<'a> {
    pub(super) rules: &'a [Rule],
    pub(super) names: Vec<&'a str>,
}

pub(super) fn compare(entry: &Entry, old: &Rules<'_>, new: &Rules<'_>, is_sent: bool, changes: &mut Collector<'_>) {
    let (was, is) = (old.texts(), new.texts());
    if was == is {
        return;
    }
    let (removed, added): (Vec<_>, Vec<_>) = (missing_in(&is, &was), missing_in(&was, &is));
    let wire = match (is_sent, removed.is_empty() && added.is_empty()) {
        (false, _) | (_, true) => SAME_WIRE,
        _ if accepts_all(new, old) => Judgment::compatible("all combinations that were accepted are accepted"),
        _ => Judgment::breaking("combinations that were accepted are refused"),
    };
    let shown = |texts: Vec<&String>, all: &[String]| {
        let texts: Vec<_> =
            if texts.is_empty() && removed.is_empty() && added.is_empty() { all.iter().collect() } else { texts };
        (!texts.is_empty()).then(|| texts.into_iter().cloned().collect::<Vec<_>>().join("; "))
    };
    let values = (shown(removed.clone(), &was), shown(added.clone(), &is));
    changes.change(entry, "rules", values, DOCUMENTED, wire);
}

fn missing_in<'a>(texts: &[String], all: &'a [String]) -> Vec<&'a String> {
    all.iter().filter(|text| !texts.contains(text)).collect()
}

impl<'a> Rules<'a> {
    fn members(&self, rule: &'a Rule) -> impl Iterator<Item = &'a str> + use<'_, 'a> {
        rule.members.iter().filter_map(|index| self.names.get(*index).copied())
    }

    /// Returns the rules as they are in the spec.
    fn texts(&self) -> Vec<String> {
        let text = |rule| format!("{}: [{}]", kind(rule), self.members(rule).collect::<Vec<_>>().join(", "));
        self.rules.iter().map(text).collect()
    }

    /// Returns whether a request with exactly these fields is accepted.
    fn accept(&self, is_set: impl Fn(&str) -> bool) -> bool {
        self.rules.iter().all(|rule| {
            let Rule { kind, members } = rule;
            let set = self.members(rule).filter(|name| is_set(name)).count();
            match kind {
                RuleKind::ExactlyOne => set == 1,
                RuleKind::AtMostOne => set <= 1,
                RuleKind::Together => set == 0 || set == members.len(),
            }
        })
    }
}

fn kind(rule: &Rule) -> &'static str {
    rule.kind.as_str()
}

/// Returns whether `wide` accepts every combination that `narrow` accepts. A field that only one of the states has is
/// not set: that it is new or removed is a change of its own.
fn accepts_all(wide: &Rules<'_>, narrow: &Rules<'_>) -> bool {
    let ruled = wide.rules.iter().flat_map(|rule| wide.members(rule));
    let ruled: BTreeSet<&str> = ruled.chain(narrow.rules.iter().flat_map(|rule| narrow.members(rule))).collect();
    let common: Vec<&str> =
        ruled.into_iter().filter(|name| wide.names.contains(name) && narrow.names.contains(name)).collect();
    if common.len() > MAX_FIELDS {
        let known = narrow.texts();
        return wide.texts().iter().all(|text| known.contains(text));
    }
    (0_u32..1 << common.len()).all(|bits| {
        let is_set = |name: &str| common.iter().position(|known| *known == name).is_some_and(|at| bits >> at & 1 == 1);
        !narrow.accept(is_set) || wide.accept(is_set)
    })
}
