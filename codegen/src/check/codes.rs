//! Checks code tables.

use std::collections::{HashMap, HashSet};

use super::{At, names};
use crate::diagnostic::Diagnostics;
use crate::load::written;
use crate::model::{Code, CodeKind, Codes, Group, Reference, Resource, Type};

pub(super) fn check(written: &written::Resource, at: &At<'_>, report: &mut Diagnostics) -> Vec<Codes> {
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

fn table(name: &str, written: &written::Codes, at: &At<'_>, report: &mut Diagnostics) -> Codes {
    let kind = kind(&written.ty);
    if kind.is_none() {
        let wrong = at.key("type").wrong("E0010", format!("codes cannot be of type `{}`", written.ty));
        report.push(wrong.propose(&written.ty, ["Byte", "Short", "Integer", "Long", "String"].into_iter()));
    }
    if written.values.0.is_empty() {
        report.push(at.key("values").wrong_key("E0017", format!("`{name}` has no codes")));
    }
    Codes {
        name: name.to_owned(),
        kind: kind.unwrap_or(CodeKind::Text),
        open: false,
        doc: written.doc.clone(),
        source: written.source.clone(),
        values: kind.map(|kind| values(written, kind, &at.key("values"), report)).unwrap_or_default(),
        groups: groups(written, &at.key("groups"), report),
    }
}

fn values(written: &written::Codes, kind: CodeKind, at: &At<'_>, report: &mut Diagnostics) -> Vec<Code> {
    let mut variants = names::Distinct::default();
    let mut numbers: HashMap<i64, &str> = HashMap::new();
    let mut values = Vec::new();
    for (index, (key, value)) in written.values.0.iter().enumerate() {
        let at = at.key(key);
        let variant = names::variant(key, &at, report);
        variants.insert(&variant, key, &at, report);
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
        let name = value.name.clone().unwrap_or_else(|| key.clone());
        values.push(Code { variant, number, name, doc: value.doc.clone() });
    }
    values
}

fn groups(written: &written::Codes, at: &At<'_>, report: &mut Diagnostics) -> Vec<Group> {
    let keys: Vec<_> = written.values.0.iter().map(|(key, _)| key.as_str()).collect();
    let mut groups = Vec::new();
    for (name, group) in &written.groups.0 {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        let mut values = Vec::new();
        for (index, key) in group.values.iter().enumerate() {
            let index = index.to_string();
            match keys.iter().position(|known| known == key) {
                Some(place) => values.push(place),
                None => report.push(
                    at.key("values")
                        .key(&index)
                        .wrong("E0019", format!("there is no code `{key}`"))
                        .propose(key, keys.iter().copied()),
                ),
            }
        }
        groups.push(Group { name: names::screaming(name), doc: group.doc.clone(), values });
    }
    groups
}

/// Marks the code tables that answers use: the service may send codes that they do not have.
pub(super) fn open(resources: &mut [Resource]) {
    let fields = resources.iter().flat_map(|resource| &resource.tables).flat_map(|table| &table.fields);
    let used: HashSet<Reference> = fields.filter_map(|field| codes_of(&field.ty)).collect();
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
