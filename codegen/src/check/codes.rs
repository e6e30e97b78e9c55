//! Checks code tables.

use std::collections::{HashMap, HashSet};

use super::key_path::KeyPath;
use super::{addresses, deprecation, names, scope, types, words};
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{Code, CodeGroup, CodeKind, Codes, Group, ParameterType, Reference, ResponseBody, Type, Width};

pub(super) fn check(raw: &raw::Group, at: &KeyPath<'_>, report: &mut Diagnostics) -> Vec<Codes> {
    let at = at.key("codes");
    raw.codes.0.iter().map(|(name, codes)| table(name, codes, &at.key(name), report)).collect()
}

fn table(name: &str, raw: &raw::Codes, at: &KeyPath<'_>, report: &mut Diagnostics) -> Codes {
    addresses::check_source(raw.source.as_deref(), at, report);
    let kind = words::code_kind(&raw.ty);
    if kind.is_none() {
        const ALLOWED: [&str; 5] = ["Byte", "Short", "Integer", "Long", "String"];
        let at = at.key("type");
        report.push(match words::is_type(&raw.ty) {
            true => at
                .error("E0010", format!("type `{}` not allowed for codes", raw.ty))
                .suggest_word("", ALLOWED.into_iter()),
            false => types::unknown(&raw.ty, &raw.ty, ALLOWED.into_iter(), &at),
        });
    }
    if raw.values.0.is_empty() {
        report.push(at.key("values").key_error("E0017", "empty code table").help("add a code, or remove the table"));
    }
    // Codes and groups share a namespace, as in `JobStatus::Running`.
    let mut members = names::Distinct::default();
    Codes {
        name: name.to_owned(),
        kind: kind.unwrap_or(CodeKind::Text),
        open: false,
        doc: raw.doc.clone(),
        source: raw.source.clone(),
        values: kind.map(|kind| values(raw, kind, &mut members, &at.key("values"), report)).unwrap_or_default(),
        groups: groups((name, raw), &mut members, &at.key("groups"), report),
    }
}

/// Returns the smallest and the largest code of a type.
fn limits(ty: &str) -> (i64, i64) {
    words::width(ty).map_or((i64::MIN, i64::MAX), Width::range)
}

fn values<'a>(
    raw: &'a raw::Codes,
    kind: CodeKind,
    members: &mut names::Distinct<'a>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Vec<Code> {
    let (min, max) = limits(&raw.ty);
    let mut numbers: HashMap<i64, &str> = HashMap::new();
    let mut texts: HashMap<&str, &str> = HashMap::new();
    let mut values = Vec::new();
    for (index, (key, value)) in raw.values.0.iter().enumerate() {
        let at = at.key(key);
        let variant = names::variant(key, &at, report);
        members.insert(&variant, key, &at, report);
        let number = match (kind, value.code) {
            (CodeKind::Number, Some(number)) => number,
            (CodeKind::Text, None) => index as i64,
            (CodeKind::Number, None) => {
                let error = at.key_error("E0018", "missing key `code`").label("codes of this table are numbers");
                report.push(error.help("write the number, as in `{ code: 1, doc: … }`"));
                continue;
            }
            (CodeKind::Text, Some(_)) => {
                let error = at.key("code").key_error("E0018", "`code` not allowed");
                report.push(error.label("codes of this table are texts").help("remove it"));
                continue;
            }
        };
        if let Some(first) = numbers.insert(number, key) {
            let error = at.key("code").error("E0017", format!("duplicate code {number}"));
            let error =
                error.label(format!("`{first}` has this code, too")).related(at.sibling(first), "first used here");
            report.push(error.help("write another number"));
        }
        if kind == CodeKind::Number && !(min..=max).contains(&number) {
            let error = at.key("code").error("E0018", format!("code {number} out of range"));
            report.push(error.label(format!("`{}` holds {min}..={max}", raw.ty)));
        }
        let name = value.name.clone().unwrap_or_else(|| key.clone());
        let text = value.name.as_ref().unwrap_or(key);
        if let (CodeKind::Text, Some(first)) = (kind, texts.insert(text, key)) {
            let error = at.key_error("E0017", format!("duplicate code `{text}`"));
            let error = error.label(format!("`{first}` is this text on the wire, too"));
            report.push(error.related(at.sibling(first), "first used here").help("change one of them"));
        }
        values.push(Code {
            key: key.clone(),
            variant,
            number,
            name,
            deprecated: deprecation::check(value.deprecated.as_ref(), &at, report),
            doc: value.doc.clone(),
        });
    }
    values
}

fn groups<'a>(
    (table, raw): (&str, &'a raw::Codes),
    members: &mut names::Distinct<'a>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Vec<CodeGroup> {
    let keys: Vec<_> = raw.values.0.iter().map(|(key, _)| key.as_str()).collect();
    let places: HashMap<&str, usize> = keys.iter().enumerate().map(|(place, key)| (*key, place)).collect();
    let mut groups = Vec::new();
    for (name, group) in &raw.groups.0 {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        let constant = names::screaming(name);
        members.insert(&constant, name, &at, report);
        let (mut values, mut seen) = (Vec::new(), HashSet::new());
        for (index, key) in group.values.iter().enumerate() {
            let index = index.to_string();
            match places.get(key.as_str()).copied() {
                Some(place) if !seen.insert(place) => {
                    let error = at.key("values").key(&index).error("E0017", format!("duplicate code `{key}`"));
                    report.push(error.help("remove one of them"));
                }
                Some(place) => values.push(place),
                // That there are no codes is reported already.
                None if keys.is_empty() => {}
                None => {
                    let error = at.key("values").key(&index).error("E0019", format!("unknown code `{key}`"));
                    let error = error.unresolved(key, scope::codes_of(table)).suggest(key, keys.iter().copied());
                    report.push(error.or_help(format!("add `{key}` to the codes, or remove it from the group")));
                }
            }
        }
        groups.push(CodeGroup {
            key: name.clone(),
            constant,
            predicate: names::predicate(name),
            doc: group.doc.clone(),
            values,
        });
    }
    groups
}

/// Marks the code tables that are used in responses and in objects of bodies as open: the service may send codes that
/// they do not list.
pub(super) fn open(groups: &mut [Group]) {
    let fields = groups.iter().flat_map(|group| &group.tables).flat_map(|table| &table.fields);
    let operations = || groups.iter().flat_map(|group| &group.operations);
    let responses = operations().filter_map(|operation| match &operation.response {
        Some(ResponseBody::Json(ty)) => Some(ty),
        _ => None,
    });
    let values = operations().flat_map(|operation| &operation.parameters).filter_map(|parameter| match &parameter.ty {
        ParameterType::Value(ty, _) => Some(ty),
        _ => None,
    });
    let used: HashSet<Reference> =
        fields.map(|field| &field.ty).chain(values).chain(responses).filter_map(codes_of).collect();
    for at in used {
        groups[at.group].codes[at.index].open = true;
    }
}

/// Returns the code table of a type, or of what its lists and maps hold.
fn codes_of(ty: &Type) -> Option<Reference> {
    if let Type::Codes(at) = ty.innermost() { Some(*at) } else { None }
}
