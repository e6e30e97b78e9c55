//! Warns about flaws of a valid spec.

use std::collections::HashSet;

use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place};
use crate::markdown;
use crate::model::{Api, Group, Location, ParameterType, Reference, ResponseBody, Type};
use crate::sources::{ERROR_CODES_FILE, SERVICE_FILE};

/// Returns the warnings of a spec.
#[must_use]
pub fn lint(api: &Api) -> Diagnostics {
    let mut found = Diagnostics::default();
    let used = used(api);
    for (index, group) in api.groups.iter().enumerate() {
        let place = |path: &[&str]| Place {
            file: group.file.clone(),
            path: path.iter().map(|&key| key.to_owned()).collect(),
            part: Part::Key,
        };
        let declared = group.tables.iter().enumerate().map(|(at, table)| ("tables", at, &table.name));
        let declared = declared.chain(group.codes.iter().enumerate().map(|(at, codes)| ("codes", at, &codes.name)));
        for (section, at, name) in declared {
            if !used.contains(&(section, Reference { group: index, index: at })) {
                let kind = if section == "tables" { "table" } else { "code table" };
                let message = format!("unused {kind} `{name}`");
                let help = "remove it, or use it as a type";
                found.push(Diagnostic::new("W0001", place(&[section, name]), message).help(help));
            }
        }
    }
    for text in texts(api) {
        let place = Place { file: text.file.to_owned(), path: text.path, part: Part::Value };
        if text.is_required && text.text.trim().is_empty() {
            let message = "empty documentation";
            let place = Place { part: Part::Key, ..place.clone() };
            found.push(Diagnostic::new("W0002", place, message).help("describe it in a sentence"));
        }
        for fault in markdown::to_rustdoc(text.text).faults {
            let message = format!("{} would be read as {}", markdown::code(&fault.text), fault.what);
            found.push(Diagnostic::new("W0003", place.clone(), message).help(fault.help));
        }
    }
    found
}

/// A text of the documentation.
struct Text<'a> {
    file: &'a str,
    path: Vec<String>,
    text: &'a str,
    /// Whether it must not be empty.
    is_required: bool,
}

/// Returns all texts of the documentation, in the order of the spec.
fn texts(api: &Api) -> Vec<Text<'_>> {
    let mut texts =
        vec![Text { file: SERVICE_FILE, path: vec!["doc".to_owned()], text: &api.service.doc, is_required: true }];
    for code in &api.error_codes {
        let text = code.doc.as_deref().unwrap_or_default();
        let path = ["error_codes", &code.code, "doc"].map(str::to_owned).to_vec();
        texts.push(Text { file: ERROR_CODES_FILE, path, text, is_required: false });
    }
    api.groups.iter().for_each(|group| of_resource(group, &mut texts));
    texts
}

fn of_resource<'a>(group: &'a Group, texts: &mut Vec<Text<'a>>) {
    let mut add = |path: &[&str], text: &'a str, is_required: bool| {
        let path = path.iter().map(|&key| key.to_owned()).collect();
        texts.push(Text { file: &group.file, path, text, is_required });
    };
    add(&["doc"], &group.doc, true);
    for codes in &group.codes {
        add(&["codes", &codes.name, "doc"], &codes.doc, true);
        for code in &codes.values {
            add(&["codes", &codes.name, "values", &code.key, "doc"], &code.doc, true);
        }
        for group in &codes.groups {
            add(&["codes", &codes.name, "groups", &group.key, "doc"], &group.doc, true);
        }
    }
    for table in &group.tables {
        add(&["tables", &table.name, "doc"], &table.doc, true);
        for field in table.all_fields() {
            let path = ["tables", &table.name, "fields", &field.key];
            add(&[&path[..], &["doc"]].concat(), &field.doc, true);
            add(&[&path[..], &["note"]].concat(), field.note.as_deref().unwrap_or_default(), false);
        }
    }
    for resource in &group.resources {
        add(&["resources", &resource.name, "doc"], &resource.doc, true);
        add(&["resources", &resource.name, "note"], resource.note.as_deref().unwrap_or_default(), false);
    }
    for operation in &group.operations {
        add(&["operations", &operation.name, "doc"], &operation.doc, true);
        for parameter in &operation.parameters {
            let section = if parameter.location == Location::Body { "body" } else { "parameters" };
            let path = ["operations", &operation.name, section, &parameter.name];
            add(&[&path[..], &["doc"]].concat(), &parameter.doc, true);
            add(&[&path[..], &["note"]].concat(), parameter.note.as_deref().unwrap_or_default(), false);
        }
    }
}

/// Returns the tables and code tables that operations use, directly or indirectly.
fn used(api: &Api) -> HashSet<(&'static str, Reference)> {
    let mut used = HashSet::new();
    let mut open: Vec<Reference> = Vec::new();
    for operation in api.operations() {
        open.extend(operation.failure);
        if let Some(ResponseBody::Json(ty)) = &operation.response {
            open.extend(named(ty, &mut used));
        }
        for parameter in &operation.parameters {
            match &parameter.ty {
                ParameterType::Codes(at) => _ = used.insert(("codes", *at)),
                ParameterType::Value(ty, _) => open.extend(named(ty, &mut used)),
                _ => {}
            }
        }
    }
    while let Some(at) = open.pop() {
        if used.insert(("tables", at)) {
            for field in api.table(at).all_fields() {
                open.extend(named(&field.ty, &mut used));
            }
        }
    }
    used
}

/// Returns the table of a type. A code table is added to `used` instead.
fn named(ty: &Type, used: &mut HashSet<(&'static str, Reference)>) -> Option<Reference> {
    match ty {
        Type::Table(at) => Some(*at),
        Type::List(item) | Type::Map(item) => named(item, used),
        Type::Codes(at) => {
            used.insert(("codes", *at));
            None
        }
        _ => None,
    }
}
