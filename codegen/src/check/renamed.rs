//! Proposes the new name of a type that was renamed where it is declared, but not where it is used.

use std::collections::HashSet;

use super::scope::{Scope, TYPES};
use super::words;
use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place, share_a_word};

/// Completes the errors about unknown types: with a declared name that nothing uses, and with the place of the name.
pub(super) fn propose(scope: &Scope<'_>, report: &mut Diagnostics) {
    let is_type = |entry: &Diagnostic| entry.unresolved.as_ref().is_some_and(|unresolved| unresolved.among == TYPES);
    if !report.entries().iter().any(is_type) {
        return;
    }
    let unused = unused(scope);
    for entry in report.entries_mut().iter_mut().filter(|entry| is_type(entry)) {
        let name = entry.unresolved.as_ref().map(|unresolved| unresolved.name.clone()).unwrap_or_default();
        if let (true, [unused]) = (entry.replacements.is_empty(), &unused[..])
            && share_a_word(&name, unused)
        {
            entry.help = None;
            *entry = entry.clone().propose(unused);
        }
        let declared = entry.replacements.first().and_then(|replacement| Some((scope.place(&replacement.text)?, &replacement.text)));
        if let Some((place, meant)) = declared {
            let label = match unused.contains(&meant.as_str()) {
                true => format!("`{meant}` is defined here, and nothing uses it"),
                false => format!("`{meant}` is defined here"),
            };
            *entry = entry.clone().related(Place { part: Part::Key, ..place }, label);
        }
    }
}

/// Returns the declared names that nothing uses, sorted.
fn unused<'a>(scope: &Scope<'a>) -> Vec<&'a str> {
    let resources = || scope.spec.resources.iter().map(|(_, resource)| resource);
    let fields = resources().flat_map(|resource| &resource.tables.0).flat_map(|(_, table)| &table.fields.0);
    let fields = fields.map(|(_, field)| words::innermost(&field.ty, field.items.as_deref()));
    let operations = || resources().flat_map(|resource| &resource.operations.0).map(|(_, operation)| operation);
    let parameters = operations().flat_map(|operation| operation.parameters.0.iter().chain(&operation.body.0));
    let parameters = parameters.map(|(_, parameter)| words::innermost(&parameter.ty, parameter.items.as_deref()));
    let responses = operations().filter_map(|operation| operation.response.as_deref());
    let used: HashSet<&str> = fields.chain(parameters).chain(responses).collect();
    scope.table_names().chain(scope.code_table_names()).filter(|name| !used.contains(name)).collect()
}
