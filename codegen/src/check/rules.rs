//! Checks rules between optional fields.

use std::collections::{BTreeMap, BTreeSet};

use super::key_path::KeyPath;
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{Rule, RuleKind};

/// How many assignments are tried before the rules of a table are accepted. Those of the real spec need some dozens.
const MAX_TRIES: u32 = 20_000;
/// How many connected rules, and fields in them, are checked together.
const MAX_MEMBERS: usize = 64;

/// Resolves the names in rules. `names` holds each field and whether it is optional.
pub(super) fn check(
    raw: &[raw::Rule],
    names: &[(&str, bool)],
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Vec<Rule> {
    let (mut rules, mut tries) = (Vec::new(), MAX_TRIES);
    for (index, rule) in raw.iter().enumerate() {
        let index = index.to_string();
        let at = at.key(&index);
        if rule.0.is_empty() {
            report.push(at.error("E0035", "empty rule").help("write it as in `exactly_one: [a, b]`"));
        }
        for (kind, members) in &rule.0 {
            let mut resolved = Vec::new();
            for (index, name) in members.iter().enumerate() {
                let index = index.to_string();
                let at = at.key(kind.as_str());
                let at = at.key(&index);
                match names.iter().position(|(known, _)| known == name) {
                    Some(place) if resolved.contains(&place) => {
                        report.push(at.error("E0035", format!("duplicate field `{name}`")).help("remove one of them"));
                    }
                    Some(place) if names[place].1 => resolved.push(place),
                    Some(_) => {
                        let error = at.error("E0035", format!("field `{name}` not allowed in a rule"));
                        report.push(error.label("it is always set").help("remove it: rules are about optional fields"));
                    }
                    None => {
                        let error = at.error("E0035", format!("unknown field `{name}`")).unresolved(name, at.entry());
                        let error = match separated(name, names) {
                            Some(all) => error.help(format!("write `{all}`: commas separate the items of a list")),
                            None => error.suggest(name, names.iter().map(|(known, _)| *known)),
                        };
                        report.push(error.or_help(format!("add a field `{name}`, or name another one")));
                    }
                }
            }
            let is_reported = members.iter().any(|name| names.iter().all(|(known, _)| known != name));
            if members.len() < 2 && !is_reported {
                let error = at.key(kind.as_str()).error("E0035", "rule with less than two fields");
                report.push(error.help("name two fields or more"));
            }
            let rule = Rule { kind: *kind, members: resolved };
            // With an unknown name, a contradiction would only follow from that.
            let is_resolved = rule.members.len() == members.len() && members.len() > 1;
            if !is_resolved || !report_contradiction(&rules, &rule, names, &mut tries, &at.key(kind.as_str()), report) {
                rules.push(rule);
            }
        }
    }
    rules
}

/// Returns several fields that are written as one, with commas between them.
fn separated(name: &str, names: &[(&str, bool)]) -> Option<String> {
    let parts: Vec<_> = name.split([';', ' ', '|', '/']).filter(|part| !part.is_empty()).collect();
    let are_known = parts.iter().all(|part| names.iter().any(|(known, _)| known == part));
    (parts.len() > 1 && are_known).then(|| parts.join(", "))
}

/// Reports a rule that contradicts those before it: a field could never be set, or would have to be set always.
fn report_contradiction(
    before: &[Rule],
    rule: &Rule,
    names: &[(&str, bool)],
    tries: &mut u32,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> bool {
    let Some(all) = connected(before, rule) else { return false };
    let members: BTreeSet<usize> = all.iter().flat_map(|rule| &rule.members).copied().collect();
    let never = members.iter().find(|member| !can_hold(&all, **member, true, tries));
    let always = members.iter().find(|member| !can_hold(&all, **member, false, tries));
    let (label, help) = match (never, always) {
        (None, None) => return false,
        (Some(name), _) => (format!("`{}` can never be set", names[*name].0), "change one of the rules that name it"),
        (None, Some(name)) => {
            (format!("`{}` must always be set", names[*name].0), "write `mandatory: true` instead of the rules")
        }
    };
    report.push(at.error("E0035", "contradicting rules").label(label).help(help));
    true
}

/// Returns a rule and all rules that share fields with it, directly or through others; `None` if there are too many.
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
        if members.len() > MAX_MEMBERS || found.len() > MAX_MEMBERS {
            return None;
        }
    }
}

/// Returns whether all rules can hold if a member is set, or is not. After too many tries, returns true.
fn can_hold(rules: &[&Rule], member: usize, is_set: bool, tries: &mut u32) -> bool {
    let mut set = BTreeMap::from([(member, is_set)]);
    search(rules, &mut set, tries)
}

/// Tries both values of the next open member, recursively.
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

/// Returns whether a rule cannot hold, whatever the values of open members are.
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
    fn contradictions_between_rules_are_found() {
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
