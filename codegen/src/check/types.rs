//! Resolves the types of values.

use super::key_path::KeyPath;
use super::scope::{Declared, Scope, TYPES};
use super::words::{self, Container, LIST};
use crate::diagnostic::{Diagnostic, Diagnostics, Part, vocabulary};
use crate::load::raw::{self, Format, Unit};
use crate::model::{Type, Width};

/// How many lists and maps may be nested.
pub(crate) const MAX_LISTS: usize = 8;

/// Resolves the type of a field.
pub(super) fn field(raw: &raw::Field, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Type> {
    let ty = value(&raw.ty, raw.items.as_deref(), scope, at, report)?;
    if raw.single_or_list && !matches!(ty, Type::List(_)) {
        let error = at.key("single_or_list").key_error("E0030", "`single_or_list` not allowed");
        report.push(error.label(format!("`{}` is not a list", raw.ty)).help("remove it"));
    }
    if raw.sensitive {
        if ty == Type::Text {
            return Some(Type::Secret);
        }
        let error = at.key("sensitive").key_error("E0037", "`sensitive` not allowed");
        report.push(error.label(format!("`{}` is not a String", raw.ty)).help("remove it, or write `type: String`"));
    }
    time(ty, raw, at, report)
}

/// Resolves a type, or a list of `items`.
pub(super) fn value(
    ty: &str,
    items: Option<&str>,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Type> {
    match (ty, items) {
        (LIST, Some(item)) => Some(Type::List(Box::new(nested(item, scope, &at.key("items"), report)?))),
        (LIST, None) => {
            let error = at.key_error("E0030", "missing key `items`").label("a JSON Array needs the type of its items");
            report.push(error.help("add it, as in `items: TrainingJob`"));
            None
        }
        (ty, items) => {
            let resolved = nested(ty, scope, &at.key("type"), report)?;
            if items.is_some() {
                report_items(ty, at, report);
            }
            Some(resolved)
        }
    }
}

/// Reports `items` next to a type that is not a list.
pub(super) fn report_items(ty: &str, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let error = at.key("items").key_error("E0030", "`items` not allowed");
    report.push(error.label(format!("`{ty}` is not a list")).help("remove it, or write `type: JSON Array`"));
}

/// Resolves a number that is a time.
fn time(ty: Type, raw: &raw::Field, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Type> {
    let Some(format) = raw.format else { return Some(ty) };
    if let Some(unit @ (Unit::Seconds | Unit::Bytes)) = raw.unit {
        let unit = if unit == Unit::Seconds { "seconds" } else { "bytes" };
        let error = at.key("unit").error("E0034", format!("time in {unit}"));
        let error = error.label("with `format`, a number is a time in milliseconds");
        report.push(error.help(format!("remove `format` to keep the number of {unit}, or write `unit: milliseconds`")));
        return None;
    }
    if raw.unit.is_none() {
        let error = at.key("format").error("E0034", "time without a unit");
        report.push(error.label("times are in milliseconds").help("add `unit: milliseconds`"));
        return None;
    }
    if ty != Type::Number(Width::Long) {
        let error = at.key("format").error("E0034", "`format` not allowed").label(format!("`{}` is not Long", raw.ty));
        report.push(error.help("write `type: Long`, or remove `format`"));
        return None;
    }
    Some(match format {
        Format::Timestamp => Type::Timestamp,
        Format::Duration => Type::Duration,
    })
}

/// Resolves a type that may be nested lists and maps.
pub(super) fn nested(ty: &str, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Type> {
    let (containers, item) = words::unwrap_containers(ty);
    if containers.len() > MAX_LISTS {
        let error = at.error("E0010", "lists nested too deeply").label(format!("more than {MAX_LISTS} levels"));
        report.push(error.help("use `JSON` as the type of the items"));
        return None;
    }
    let item = plain(item, scope, at, report)?;
    Some(containers.iter().rev().fold(item, |item, container| match container {
        Container::List => Type::List(Box::new(item)),
        Container::Map => Type::Map(Box::new(item)),
    }))
}

fn plain(ty: &str, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Type> {
    let name = words::name(ty);
    let resolved = match name {
        "Boolean" => Some(Type::Boolean),
        "String" => Some(Type::Text),
        "Float" | "Double" | "Number" => Some(Type::Float),
        "JSON" => Some(Type::Json),
        "Object" => Some(Type::Map(Box::new(Type::Json))),
        _ => words::width(name).map(Type::Number).or_else(|| match scope.names.get(name) {
            Some(Declared::Codes(at)) => Some(Type::Codes(*at)),
            Some(Declared::Table(at)) => Some(Type::Table(*at)),
            None => None,
        }),
    };
    if resolved.is_none() {
        let known = words::TYPES.iter().copied().chain(scope.table_names()).chain(scope.code_table_names());
        report.push(unknown(name, known, at));
    } else if words::object(ty).is_some() && !matches!(resolved, Some(Type::Table(_))) {
        let error = at.error("E0010", format!("wrong type `{ty}`")).label(format!("`{name}` is not a table"));
        report.push(error.help(format!("write `{name}`")).replace(at.place(Part::Value), name, true));
    }
    resolved
}

/// Reports a type that is neither a word of the language nor a declared name.
pub(super) fn unknown<'a>(ty: &str, known: impl Iterator<Item = &'a str>, at: &KeyPath<'_>) -> Diagnostic {
    let error = at.error("E0010", format!("unknown type `{ty}`")).unresolved(ty, TYPES);
    match vocabulary::type_of(ty) {
        Some((help, Some(own))) => error.help(help).replace(at.place(Part::Value), own, true),
        Some((help, None)) => error.help(help),
        None => error.suggest(ty, known).or_help("declare a table or a code table with this name, or use another type"),
    }
}
