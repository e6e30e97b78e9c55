//! Checks code tables.

use std::collections::{HashMap, HashSet};

use super::{At, names, service, tables};
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{Code, CodeKind, Codes, Group, ParameterType, Reference, Resource, Type, Width};

pub(super) fn check(written: &raw::Resource, at: &At<'_>, report: &mut Diagnostics) -> Vec<Codes> {
    let at = at.key("codes");
    written.codes.0.iter().map(|(name, codes)| table(name, codes, &at.key(name), report)).collect()
}

/// Whether codes of a type are numbers or texts on the wire.
pub(super) fn kind(ty: &str) -> Option<CodeKind> {
    match ty {
        "String" => Some(CodeKind::Text),
        "Byte" | "Short" | "Integer" | "Long" => Some(CodeKind::Number),
        _ => None,
    }
}

fn table(name: &str, written: &raw::Codes, at: &At<'_>, report: &mut Diagnostics) -> Codes {
    service::check_source(written.source.as_deref(), at, report);
    let kind = kind(&written.ty);
    if kind.is_none() {
        let wrong = at.key("type").wrong("E0010", format!("codes cannot be of type `{}`", written.ty));
        report.push(wrong.propose(&written.ty, ["Byte", "Short", "Integer", "Long", "String"].into_iter()));
    }
    if written.values.0.is_empty() {
        report.push(at.key("values").wrong_key("E0017", format!("`{name}` has no codes")));
    }
    // Codes and groups are both reached as in `JobStatus::Running`.
    let mut members = names::Distinct::default();
    Codes {
        name: name.to_owned(),
        kind: kind.unwrap_or(CodeKind::Text),
        open: false,
        doc: written.doc.clone(),
        source: written.source.clone(),
        values: kind.map(|kind| values(written, kind, &mut members, &at.key("values"), report)).unwrap_or_default(),
        groups: groups(written, &mut members, &at.key("groups"), report),
    }
}

/// The smallest and largest number that a code of a type can have.
fn limits(ty: &str) -> (i64, i64) {
    tables::width(ty).map_or((i64::MIN, i64::MAX), Width::range)
}

fn values<'a>(
    written: &'a raw::Codes,
    kind: CodeKind,
    members: &mut names::Distinct<'a>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Code> {
    let (min, max) = limits(&written.ty);
    let mut numbers: HashMap<i64, &str> = HashMap::new();
    let mut texts: HashMap<&str, &str> = HashMap::new();
    let mut values = Vec::new();
    for (index, (key, value)) in written.values.0.iter().enumerate() {
        let at = at.key(key);
        let variant = names::variant(key, &at, report);
        members.insert(&variant, key, &at, report);
        let number = match (kind, value.code) {
            (CodeKind::Number, Some(number)) => number,
            (CodeKind::Text, None) => index as i64,
            (CodeKind::Number, None) => {
                report.push(at.wrong_key("E0018", format!("`{key}` has no `code`")));
                continue;
            }
            (CodeKind::Text, Some(_)) => {
                report.push(at.key("code").wrong_key("E0018", "codes that are texts have no number"));
                continue;
            }
        };
        if let Some(first) = numbers.insert(number, key) {
            report.push(at.key("code").wrong("E0017", format!("`{key}` has the code {number}, and so has `{first}`")));
        }
        if kind == CodeKind::Number && !(min..=max).contains(&number) {
            let wrong = at.key("code").wrong("E0018", format!("{number} is no `{}`", written.ty));
            report.push(wrong.help(format!("a `{}` is a number from {min} to {max}", written.ty)));
        }
        let name = value.name.clone().unwrap_or_else(|| key.clone());
        let text = value.name.as_ref().unwrap_or(key);
        if let (CodeKind::Text, Some(first)) = (kind, texts.insert(text, key)) {
            report.push(at.wrong_key("E0017", format!("`{key}` and `{first}` are both `{text}` on the wire")));
        }
        values.push(Code { key: key.clone(), variant, number, name, doc: value.doc.clone() });
    }
    values
}

fn groups<'a>(
    written: &'a raw::Codes,
    members: &mut names::Distinct<'a>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Group> {
    let keys: Vec<_> = written.values.0.iter().map(|(key, _)| key.as_str()).collect();
    let places: HashMap<&str, usize> = keys.iter().enumerate().map(|(place, key)| (*key, place)).collect();
    let mut groups = Vec::new();
    for (name, group) in &written.groups.0 {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        let constant = names::screaming(name);
        members.insert(&constant, name, &at, report);
        let (mut values, mut seen) = (Vec::new(), HashSet::new());
        for (index, key) in group.values.iter().enumerate() {
            let index = index.to_string();
            match places.get(key.as_str()).copied() {
                Some(place) if !seen.insert(place) => {
                    report.push(at.key("values").key(&index).wrong("E0017", format!("`{key}` is in the group twice")));
                }
                Some(place) => values.push(place),
                None => report.push(
                    at.key("values")
                        .key(&index)
                        .wrong("E0019", format!("there is no code `{key}`"))
                        .propose(key, keys.iter().copied()),
                ),
            }
        }
        groups.push(Group { name: constant, doc: group.doc.clone(), values });
    }
    groups
}

/// Marks the code tables that responses and values in bodies use: the service may send codes that they do not have,
/// and one way to read and write serves them all.
pub(super) fn open(resources: &mut [Resource]) {
    let fields = resources.iter().flat_map(|resource| &resource.tables).flat_map(|table| &table.fields);
    let operations = resources.iter().flat_map(|resource| &resource.operations);
    let values = operations.flat_map(|operation| &operation.parameters).filter_map(|parameter| match &parameter.ty {
        ParameterType::Value(ty) => Some(ty),
        _ => None,
    });
    let used: HashSet<Reference> = fields.map(|field| &field.ty).chain(values).filter_map(codes_of).collect();
    for at in used {
        resources[at.resource].codes[at.index].open = true;
    }
}

fn codes_of(ty: &Type) -> Option<Reference> {
    match ty {
        Type::Codes(at) => Some(*at),
        Type::List(item) => codes_of(item),
        _ => None,
    }
}
