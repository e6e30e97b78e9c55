//! Proposes the new name of a type that was renamed where it is declared, but not where it is used.

use std::collections::{HashMap, HashSet};

use super::scope::{Scope, TYPES};
use super::words;
use crate::diagnostic::{Diagnostic, Diagnostics, share_a_word};

/// The code of a name that is declared twice.
const DUPLICATE: &str = "E0011";

/// Completes the errors about unknown types: with a declared name that nothing uses, and with the place of the name.
pub(super) fn propose(scope: &Scope<'_>, report: &mut Diagnostics) {
    let is_type = |entry: &Diagnostic| entry.unresolved.as_ref().is_some_and(|unresolved| unresolved.among == TYPES);
    if !report.entries().iter().any(is_type) {
        return;
    }
    // A name that is declared twice is one that another table should have.
    if report.entries().iter().any(|entry| entry.code == DUPLICATE) {
        report.retain(|entry| !is_type(entry));
        return;
    }
    let unused = unused(scope);
    let mut uses: HashMap<String, usize> = HashMap::new();
    for name in report.entries().iter().filter(|entry| is_type(entry)).filter_map(name) {
        *uses.entry(name).or_default() += 1;
    }
    for entry in report.entries_mut().iter_mut().filter(|entry| is_type(entry)) {
        let is_repeated = name(entry).is_some_and(|name| uses.get(&name).is_some_and(|uses| *uses > 1));
        *entry = complete(entry.clone(), is_repeated, &unused, scope);
    }
}

fn name(entry: &Diagnostic) -> Option<String> {
    entry.unresolved.as_ref().map(|unresolved| unresolved.name.clone())
}

/// Completes an error. A name that is used several times is no typo: only a name that nothing uses can be the new one.
fn complete(mut entry: Diagnostic, is_repeated: bool, unused: &[&str], scope: &Scope<'_>) -> Diagnostic {
    let name = name(&entry).unwrap_or_default();
    let proposed = entry.replacements.first().map(|replacement| replacement.text.clone());
    let is_used =
        proposed.as_deref().is_some_and(|proposed| scope.names.contains_key(proposed) && !unused.contains(&proposed));
    let is_renamed = matches!(unused, [unused] if share_a_word(&name, unused));
    if is_used && (is_repeated || is_renamed) {
        entry.replacements.clear();
        entry.help = None;
    }
    if let (true, [unused]) = (entry.replacements.is_empty(), unused) {
        entry.help = None;
        entry = match share_a_word(&name, unused) {
            true => entry.propose(unused),
            false if !is_repeated => entry,
            false => entry.help(format!("if `{name}` was renamed to `{unused}`, write the new name")),
        };
        if let (Some(place), true) = (scope.place(unused), entry.help.is_some()) {
            return entry.related(place, format!("`{unused}` is defined here, and nothing uses it"));
        }
    }
    let declared = entry
        .replacements
        .first()
        .and_then(|replacement| Some((scope.place(&replacement.text)?, replacement.text.clone())));
    let entry = match declared {
        Some((place, meant)) if unused.contains(&meant.as_str()) => {
            entry.related(place, format!("`{meant}` is defined here, and nothing uses it"))
        }
        Some((place, meant)) => entry.related(place, format!("`{meant}` is defined here")),
        None => entry,
    };
    entry.or_help("declare a table or a code table with this name, or use another type")
}

/// Returns the declared names that nothing uses, sorted.
fn unused<'a>(scope: &Scope<'a>) -> Vec<&'a str> {
    let groups = || scope.spec.groups.iter().map(|(_, group)| group);
    let fields = groups().flat_map(|group| &group.tables.0).flat_map(|(_, table)| &table.fields.0);
    let fields = fields.map(|(_, field)| words::innermost(&field.ty, field.items.as_deref()));
    let operations = || groups().flat_map(|group| &group.operations.0).map(|(_, operation)| operation);
    let parameters = operations().flat_map(|operation| operation.parameters.0.iter().chain(&operation.body.0));
    let parameters = parameters.map(|(_, parameter)| words::innermost(&parameter.ty, parameter.items.as_deref()));
    let responses = operations().flat_map(|operation| operation.response.iter().chain(&operation.failure));
    let responses = responses.map(|name| words::innermost(name, None));
    let used: HashSet<&str> = fields.chain(parameters).chain(responses).collect();
    scope.table_names().chain(scope.code_table_names()).filter(|name| !used.contains(name)).collect()
}
