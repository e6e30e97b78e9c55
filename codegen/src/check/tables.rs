//! Checks tables and the types of their fields.

use super::{At, Declared, Scope, names, parameters, rules};
use crate::diagnostic::Diagnostics;
use crate::load::written::{self, Format, Unit};
use crate::model::{Field, Reference, Resource, Table, Type, ValueRule, Width};

/// The vendor's words for types that a field may have.
const WORDS: &[&str] = &["Boolean", "Byte", "Short", "Integer", "Long", "Float", "Double", "String", "JSON", MAP, LIST];
/// The vendor's word for a list.
pub(super) const LIST: &str = "JSON Array";
/// The vendor's word for texts under free keys.
const MAP: &str = "Map<String,String>";
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
    let (table, at) = (at, at.key("fields"));
    let is_sent = scope.sent.contains(name);
    let table_optional = written.optional;
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
        if is_sent && ident == "new" {
            report.push(at.wrong_key("E0013", "`new` is the name of the method that makes the table"));
        }
        let ty = field_type(written, scope, &at, report);
        // The fields of a failure are read once, in the client's own code.
        if scope.failure.has(name) {
            continue;
        }
        let rule = ty.as_ref().map(|ty| parameters::field_rule(written, ty, scope, &at, report));
        let optional = if is_sent { !written.mandatory } else { written.optional || table_optional };
        // A field whose type is wrong stays: rules and pages may name it.
        let (ty, rule) = (ty.unwrap_or(Type::Json), rule.unwrap_or(ValueRule::Any));
        fields.push(field(name, ident, ty, rule, optional, written));
    }
    if fields.len() > MAX_FIELDS {
        report.push(at.wrong_key("E0033", format!("`{name}` has more than {MAX_FIELDS} fields")));
    }
    let tells_success = written.fields.0.iter().any(|(name, _)| *name == scope.failure.success);
    let is_mandatory = |name: &str| written.fields.0.iter().any(|(known, field)| known == name && field.mandatory);
    let names: Vec<_> = fields.iter().map(|field: &Field| (field.name.as_str(), !is_mandatory(&field.name))).collect();
    let rules = rules::check(&written.rules, &names, &table.key("rules"), report);
    Table {
        name: name.to_owned(),
        doc: written.doc.clone(),
        source: written.source.clone(),
        fields,
        tells_success,
        is_sent,
        rules,
    }
}

fn field(name: &str, ident: String, ty: Type, rule: ValueRule, optional: bool, written: &written::Field) -> Field {
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
        optional,
        encoded: written.encoded,
        or_single: written.or_single,
        marked_mandatory: written.marked_mandatory,
        rule,
        default: written.default.clone(),
        doc: written.doc.clone(),
        unit,
        note: written.note.clone(),
        example: written.example.clone(),
    }
}

fn field_type(written: &written::Field, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Type> {
    let ty = value_type(&written.ty, written.items.as_deref(), scope, at, report)?;
    if written.or_single && !matches!(ty, Type::List(_)) {
        report.push(at.key("or_single").wrong_key("E0030", format!("`{}` has no items", written.ty)));
    }
    if written.sensitive {
        if ty == Type::Text {
            return Some(Type::Secret);
        }
        report.push(at.key("sensitive").wrong_key("E0037", "only a String can be a secret"));
    }
    timed(ty, written, at, report)
}

/// The type that a word stands for, or a list of its `items`.
pub(super) fn value_type(
    ty: &str,
    items: Option<&str>,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Type> {
    match (ty, items) {
        (LIST, Some(item)) => Some(Type::List(Box::new(named(item, scope, &at.key("items"), report)?))),
        (LIST, None) => {
            report.push(at.wrong_key("E0030", "a JSON Array needs `items`").help("as in `items: TrainingJob`"));
            None
        }
        (ty, items) => {
            let resolved = named(ty, scope, &at.key("type"), report)?;
            if items.is_some() {
                report.push(at.key("items").wrong_key("E0030", format!("`{ty}` has no items")));
            }
            Some(resolved)
        }
    }
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
    // A list in a list, as the vendor words it.
    if let Some(item) = ty.strip_prefix("Array<").and_then(|rest| rest.strip_suffix('>')) {
        return Some(Type::List(Box::new(named(item, scope, at, report)?)));
    }
    let resolved = match ty {
        "Boolean" => Some(Type::Boolean),
        "String" => Some(Type::Text),
        "Float" | "Double" => Some(Type::Float),
        "JSON" => Some(Type::Json),
        MAP => Some(Type::Map),
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

/// Reports rules of tables that no body holds: nothing would ever check them.
pub(super) fn check_rules_are_used(resources: &[Resource], report: &mut Diagnostics) {
    for resource in resources {
        for table in resource.tables.iter().filter(|table| !table.rules.is_empty() && !table.is_sent) {
            let file = At::file(&resource.file);
            let tables = file.key("tables");
            report.push(
                tables
                    .key(&table.name)
                    .key("rules")
                    .wrong_key("E0035", format!("no body holds `{}`: its rules are never checked", table.name))
                    .help("leave them out, or name the table in a body"),
            );
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
