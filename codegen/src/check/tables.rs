//! Checks tables and the types of their fields.

use super::{At, Declared, Scope, names};
use crate::diagnostic::Diagnostics;
use crate::load::written::{self, Format, Unit};
use crate::model::{Field, Reference, Resource, Table, Type, Width};

/// The vendor's words for types that a field may have.
const WORDS: &[&str] = &["Boolean", "Byte", "Short", "Integer", "Long", "String", "JSON Array"];
/// A table keeps its required fields in a mask of this many bits.
const MAX_FIELDS: usize = 64;

pub(super) fn check(
    written: &written::Resource,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Table> {
    let at = at.key("tables");
    written.tables.0.iter().map(|(name, written)| table(name, written, scope, &at.key(name), report)).collect()
}

fn table(name: &str, written: &written::Table, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Table {
    let at = at.key("fields");
    let mut idents = names::Distinct::default();
    let mut fields = Vec::new();
    for (name, written) in &written.fields.0 {
        let at = at.key(name);
        if written.absent_on.is_some() && !scope.failure.has(name) {
            report.push(
                at.key("absent_on")
                    .wrong("E0029", format!("`{name}` is absent on success, and is not a field of a failure"))
                    .help("the fields of a failure are listed in service.yaml, under `failure`"),
            );
        }
        let ident = names::member(name, &at, report);
        idents.insert(&ident, name, &at, report);
        let ty = field_type(written, scope, &at, report);
        // The fields of a failure are read once, in the client's own code.
        if scope.failure.has(name) {
            continue;
        }
        if let Some(ty) = ty {
            fields.push(field(name, ident, ty, written));
        }
    }
    if fields.len() > MAX_FIELDS {
        report.push(at.wrong_key("E0033", format!("`{name}` has more than {MAX_FIELDS} fields")));
    }
    let tells_success = written.fields.0.iter().any(|(name, _)| *name == scope.failure.success);
    Table { name: name.to_owned(), doc: written.doc.clone(), source: written.source.clone(), fields, tells_success }
}

fn field(name: &str, ident: String, ty: Type, written: &written::Field) -> Field {
    let unit = match written.unit {
        Some(_) if written.format.is_some() => None,
        Some(Unit::Milliseconds) => Some("milliseconds"),
        Some(Unit::Seconds) => Some("seconds"),
        Some(Unit::Bytes) => Some("bytes"),
        None => None,
    };
    Field {
        name: name.to_owned(),
        also: written.also.clone(),
        ident,
        ty,
        optional: written.optional,
        doc: written.doc.clone(),
        unit,
        note: written.note.clone(),
        example: written.example.clone(),
    }
}

fn field_type(written: &written::Field, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let ty = match (&*written.ty, &written.items) {
        ("JSON Array", Some(item)) => Type::List(Box::new(named(item, scope, &at.key("items"), report)?)),
        ("JSON Array", None) => {
            report.push(at.wrong_key("E0030", "a JSON Array needs `items`").help("as in `items: TrainingJob`"));
            return None;
        }
        (ty, items) => {
            if items.is_some() {
                report.push(at.key("items").wrong_key("E0030", format!("`{ty}` has no items")));
            }
            named(ty, scope, &at.key("type"), report)?
        }
    };
    timed(ty, written, at, report)
}

/// A number that stands for a time is a time in Rust.
fn timed(ty: Type, written: &written::Field, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let Some(format) = written.format else { return Some(ty) };
    if written.unit != Some(Unit::Milliseconds) {
        report.push(at.key("format").wrong("E0034", "a time needs its unit").help("add `unit: milliseconds`"));
        return None;
    }
    if ty != Type::Number(Width::Long) {
        report.push(at.key("format").wrong("E0034", "a time is of type Long"));
        return None;
    }
    Some(match format {
        Format::Timestamp => Type::Timestamp,
        Format::Duration => Type::Duration,
    })
}

fn named(ty: &str, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let resolved = match ty {
        "Boolean" => Some(Type::Boolean),
        "String" => Some(Type::Text),
        _ => width(ty).map(Type::Number).or_else(|| match scope.names.get(ty) {
            Some(Declared::Codes(at)) => Some(Type::Codes(*at)),
            Some(Declared::Table(at)) => Some(Type::Table(*at)),
            None => None,
        }),
    };
    if resolved.is_none() {
        let known = WORDS.iter().copied().chain(scope.known(true)).chain(scope.known(false));
        report.push(at.wrong("E0010", format!("there is no type `{ty}`")).propose(ty, known));
    }
    resolved
}

/// The width that the vendor's word for a number stands for.
pub(super) fn width(ty: &str) -> Option<Width> {
    match ty {
        "Byte" => Some(Width::Byte),
        "Short" => Some(Width::Short),
        "Integer" => Some(Width::Integer),
        "Long" => Some(Width::Long),
        _ => None,
    }
}

/// Reports tables that hold themselves without a list between: they would have no end.
pub(super) fn check_cycles(resources: &[Resource], report: &mut Diagnostics) {
    for (resource, described) in resources.iter().enumerate() {
        for (index, table) in described.tables.iter().enumerate() {
            let start = Reference { resource, index };
            for field in &table.fields {
                let Type::Table(next) = field.ty else { continue };
                if holds(resources, next, start, &mut Vec::new()) {
                    let file = At::file(&described.file);
                    let (tables, fields) = ("tables", "fields");
                    report.push(
                        file.key(tables)
                            .key(&table.name)
                            .key(fields)
                            .key(&field.name)
                            .wrong_key("E0032", format!("`{}` holds itself", table.name))
                            .help("only through a JSON Array may a table come back to itself"),
                    );
                }
            }
        }
    }
}

fn holds(resources: &[Resource], at: Reference, wanted: Reference, seen: &mut Vec<Reference>) -> bool {
    if at == wanted {
        return true;
    }
    if seen.contains(&at) {
        return false;
    }
    seen.push(at);
    resources[at.resource].tables[at.index].fields.iter().any(|field| match field.ty {
        Type::Table(next) => holds(resources, next, wanted, seen),
        _ => false,
    })
}
