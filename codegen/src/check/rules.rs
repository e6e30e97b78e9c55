//! Checks what holds between fields of which some may be left out.

use std::collections::{BTreeMap, BTreeSet};

use super::At;
use crate::diagnostic::Diagnostics;
use crate::load::written;
use crate::model::{Rule, RuleKind};

/// How many values are tried before rules are taken to be sound. Those of the real spec need a dozen.
const MOST_TRIES: u32 = 10_000;
/// How many rules, and fields that they name, are looked at together.
const MOST_MEMBERS: usize = 64;

/// Resolves the names of rules. Each name comes with whether it may be left out.
pub(super) fn check(
    written: &[written::Rule],
    names: &[(&str, bool)],
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Rule> {
    let mut rules = Vec::new();
    for (index, rule) in written.iter().enumerate() {
        let index = index.to_string();
        let at = at.key(&index);
        for (kind, members) in &rule.0 {
            let mut resolved = Vec::new();
            for (index, name) in members.iter().enumerate() {
                let index = index.to_string();
                let at = at.key(kind.as_str());
                let at = at.key(&index);
                match names.iter().position(|(known, _)| known == name) {
                    Some(place) if resolved.contains(&place) => {
                        report.push(at.wrong("E0035", format!("`{name}` is in the rule twice")));
                    }
                    Some(place) if names[place].1 => resolved.push(place),
                    Some(_) => report.push(at.wrong("E0035", format!("`{name}` is always there: no rule can hold"))),
                    None => report.push(
                        at.wrong("E0035", format!("there is no field `{name}`"))
                            .propose(name, names.iter().map(|(known, _)| *known)),
                    ),
                }
            }
            if members.len() < 2 {
                report.push(at.key(kind.as_str()).wrong("E0035", "a rule is about two fields or more"));
            }
            let rule = Rule { kind: *kind, members: resolved };
            // What follows from a name that is wrong is no error of its own.
            let is_resolved = rule.members.len() == members.len() && members.len() > 1;
            if !is_resolved || !report_contradiction(&rules, &rule, names, &at.key(kind.as_str()), report) {
                rules.push(rule);
            }
        }
    }
    rules
}

/// Reports a rule that, with those before it, allows no value at all, or never lets a field be set.
fn report_contradiction(
    before: &[Rule],
    rule: &Rule,
    names: &[(&str, bool)],
    at: &At<'_>,
    report: &mut Diagnostics,
) -> bool {
    let all: Vec<_> = before.iter().chain([rule]).collect();
    let members: BTreeSet<usize> = all.iter().flat_map(|rule| &rule.members).copied().collect();
    if members.len() > MOST_MEMBERS || all.len() > MOST_MEMBERS {
        return false;
    }
    let never = members.iter().find(|member| !can_hold(&all, **member, true));
    let always = members.iter().find(|member| !can_hold(&all, **member, false));
    let (message, help) = match (never, always) {
        (None, None) => return false,
        (Some(name), _) => (format!("`{}` can never be set", names[*name].0), "change one of the rules that name it"),
        (None, Some(name)) => {
            (format!("`{}` must always be set", names[*name].0), "say so with `mandatory: true` in place of the rules")
        }
    };
    report.push(at.wrong("E0035", format!("the rules contradict each other: {message}")).help(help));
    true
}

/// Whether all rules can hold where a member is set, or is not. Gives up, and says yes, after many tries.
fn can_hold(rules: &[&Rule], member: usize, is_set: bool) -> bool {
    let (mut set, mut tries) = (BTreeMap::from([(member, is_set)]), MOST_TRIES);
    search(rules, &mut set, &mut tries)
}

/// Tries the values of what is still open, one after another.
fn search(rules: &[&Rule], set: &mut BTreeMap<usize, bool>, tries: &mut u32) -> bool {
    *tries = tries.saturating_sub(1);
    if *tries == 0 {
        return true;
    }
    if rules.iter().any(|rule| is_broken(rule, set)) {
        return false;
    }
    let open = rules.iter().flat_map(|rule| &rule.members).find(|member| !set.contains_key(member)).copied();
    let Some(open) = open else { return true };
    for value in [false, true] {
        set.insert(open, value);
        if search(rules, set, tries) {
            return true;
        }
    }
    set.remove(&open);
    false
}

/// Whether a rule cannot hold any more, whatever becomes of the members that are still open.
fn is_broken(rule: &Rule, set: &BTreeMap<usize, bool>) -> bool {
    let count = |wanted: bool| rule.members.iter().filter(|member| set.get(member) == Some(&wanted)).count();
    let (yes, no) = (count(true), count(false));
    match rule.kind {
        RuleKind::ExactlyOne => yes > 1 || no == rule.members.len(),
        RuleKind::AtMostOne => yes > 1,
        RuleKind::Together => yes > 0 && no > 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Rule, RuleKind, can_hold};

    #[test]
    fn a_value_is_found_where_there_is_one() {
        let rule = |kind, members: &[usize]| Rule { kind, members: members.to_vec() };
        let either = rule(RuleKind::ExactlyOne, &[0, 1]);
        assert!(can_hold(&[&either], 0, true) && can_hold(&[&either], 0, false));
        let both = rule(RuleKind::Together, &[0, 1]);
        assert!(!can_hold(&[&either, &both], 0, true) && !can_hold(&[&either, &both], 0, false));
        let chain: Vec<_> = (0..60).map(|index| rule(RuleKind::Together, &[index, index + 1])).collect();
        let ends = rule(RuleKind::AtMostOne, &[0, 60]);
        let all: Vec<_> = chain.iter().chain([&ends]).collect();
        assert!(!can_hold(&all, 30, true) && can_hold(&all, 30, false));
    }
}
