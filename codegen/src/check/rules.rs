//! Checks what holds between fields of which some may be left out.

use super::At;
use crate::diagnostic::Diagnostics;
use crate::load::written;
use crate::model::Rule;

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
            rules.push(Rule { kind: *kind, members: resolved });
        }
    }
    rules
}
