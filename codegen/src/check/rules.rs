//! Checks what holds between fields of which some may be left out.

use std::collections::{BTreeMap, BTreeSet};

use super::At;
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{Rule, RuleKind};

/// How many values are tried before the rules of a table are taken to be sound. Those of the real spec need some dozens.
const MOST_TRIES: u32 = 20_000;
/// How many rules, and fields that they name, are looked at together.
const MOST_MEMBERS: usize = 64;

/// Resolves the names of rules. Each name comes with whether it may be left out.
pub(super) fn check(written: &[raw::Rule], names: &[(&str, bool)], at: &At<'_>, report: &mut Diagnostics) -> Vec<Rule> {
    let (mut rules, mut tries) = (Vec::new(), MOST_TRIES);
    for (index, rule) in written.iter().enumerate() {
        let index = index.to_string();
        let at = at.key(&index);
        if rule.0.is_empty() {
            report.push(at.wrong("E0035", "the rule is empty").help("as in `exactly_one: [a, b]`"));
        }
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
            if !is_resolved || !report_contradiction(&rules, &rule, names, &mut tries, &at.key(kind.as_str()), report) {
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
    tries: &mut u32,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> bool {
    let Some(all) = connected(before, rule) else { return false };
    let members: BTreeSet<usize> = all.iter().flat_map(|rule| &rule.members).copied().collect();
    let never = members.iter().find(|member| !can_hold(&all, **member, true, tries));
    let always = members.iter().find(|member| !can_hold(&all, **member, false, tries));
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

/// A rule and those that it has to do with, because they name the same fields; nothing if there are too many.
fn connected<'a>(before: &'a [Rule], rule: &'a Rule) -> Option<Vec<&'a Rule>> {
    let (mut found, mut members) = (vec![rule], BTreeSet::from_iter(rule.members.iter().copied()));
    let mut rest: Vec<_> = before.iter().collect();
    loop {
        let (next, others): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|rule| rule.members.iter().any(|member| members.contains(member)));
        if next.is_empty() {
            return Some(found);
        }
        members.extend(next.iter().flat_map(|rule| &rule.members));
        found.extend(next);
        rest = others;
        if members.len() > MOST_MEMBERS || found.len() > MOST_MEMBERS {
            return None;
        }
    }
}

/// Whether all rules can hold where a member is set, or is not. Gives up, and says yes, after many tries.
fn can_hold(rules: &[&Rule], member: usize, is_set: bool, tries: &mut u32) -> bool {
    let mut set = BTreeMap::from([(member, is_set)]);
    search(rules, &mut set, tries)
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

    fn holds(rules: &[&Rule], member: usize, is_set: bool) -> bool {
        can_hold(rules, member, is_set, &mut 1_000)
    }

    #[test]
    fn a_value_is_found_where_there_is_one() {
        let rule = |kind, members: &[usize]| Rule { kind, members: members.to_vec() };
        let either = rule(RuleKind::ExactlyOne, &[0, 1]);
        assert!(holds(&[&either], 0, true) && holds(&[&either], 0, false));
        let both = rule(RuleKind::Together, &[0, 1]);
        assert!(!holds(&[&either, &both], 0, true) && !holds(&[&either, &both], 0, false));
        let chain: Vec<_> = (0..60).map(|index| rule(RuleKind::Together, &[index, index + 1])).collect();
        let ends = rule(RuleKind::AtMostOne, &[0, 60]);
        let all: Vec<_> = chain.iter().chain([&ends]).collect();
        assert!(!holds(&all, 30, true) && holds(&all, 30, false));
    }
}
