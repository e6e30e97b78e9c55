//! What can be generated, and is not what it should be: warnings.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place};
use crate::model::{Api, Location, ParameterType, Reference, Resource, Type};

/// Looks through a checked spec.
#[must_use]
pub fn lint(api: &Api) -> Diagnostics {
    let mut found = Diagnostics::default();
    let used = used(api);
    for (index, resource) in api.resources.iter().enumerate() {
        let place = |path: &[&str]| Place {
            file: resource.file.clone(),
            path: path.iter().map(|&key| key.to_owned()).collect(),
            part: Part::Key,
        };
        let declared = resource.tables.iter().enumerate().map(|(at, table)| ("tables", at, &table.name));
        let declared = declared.chain(resource.codes.iter().enumerate().map(|(at, codes)| ("codes", at, &codes.name)));
        for (section, at, name) in declared {
            if !used.contains(&(section, Reference { resource: index, index: at })) {
                let message = format!("nothing uses `{name}`");
                let help = "leave it out, or name it where it belongs";
                found.push(Diagnostic::new("W0001", place(&[section, name]), message).help(help));
            }
        }
        for path in undocumented(resource) {
            let message = "the documentation is empty";
            found.push(Diagnostic::new("W0002", place(&path), message).help("say in a sentence what it is or does"));
        }
    }
    found
}

/// The paths of the documentation that says nothing.
fn undocumented(resource: &Resource) -> Vec<Vec<&str>> {
    let mut empty = Vec::new();
    let blank = |doc: &String| doc.trim().is_empty();
    if blank(&resource.doc) {
        empty.push(vec!["doc"]);
    }
    for codes in &resource.codes {
        if blank(&codes.doc) {
            empty.push(vec!["codes", &codes.name, "doc"]);
        }
    }
    for table in &resource.tables {
        if blank(&table.doc) {
            empty.push(vec!["tables", &table.name, "doc"]);
        }
        let fields = table.fields.iter().filter(|field| blank(&field.doc));
        empty.extend(fields.map(|field| vec!["tables", &*table.name, "fields", &*field.name, "doc"]));
    }
    for operation in &resource.operations {
        if blank(&operation.doc) {
            empty.push(vec!["operations", &operation.name, "doc"]);
        }
        let parameters = operation.parameters.iter().filter(|parameter| blank(&parameter.doc));
        empty.extend(parameters.map(|parameter| {
            let section = if parameter.location == Location::Body { "body" } else { "parameters" };
            vec!["operations", &*operation.name, section, &*parameter.name, "doc"]
        }));
    }
    empty
}

/// The tables and code tables that operations reach.
fn used(api: &Api) -> HashSet<(&'static str, Reference)> {
    let mut used = HashSet::new();
    let mut open: Vec<Reference> = Vec::new();
    for operation in api.operations() {
        open.extend(operation.response);
        for parameter in &operation.parameters {
            match &parameter.ty {
                ParameterType::Codes(at) => _ = used.insert(("codes", *at)),
                ParameterType::Value(ty) => open.extend(named(ty, &mut used)),
                _ => {}
            }
        }
    }
    while let Some(at) = open.pop() {
        if used.insert(("tables", at)) {
            for field in &api.table(at).fields {
                open.extend(named(&field.ty, &mut used));
            }
        }
    }
    used
}

/// The table that a type names; a code table is noted at once.
fn named(ty: &Type, used: &mut HashSet<(&'static str, Reference)>) -> Option<Reference> {
    match ty {
        Type::Table(at) => Some(*at),
        Type::List(item) => named(item, used),
        Type::Codes(at) => {
            used.insert(("codes", *at));
            None
        }
        _ => None,
    }
}
