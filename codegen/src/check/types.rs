//! Resolves the types of values.

use super::key_path::KeyPath;
use super::scope::{Declared, Scope, TYPES};
use super::words::{self, Container, LIST};
use crate::diagnostic::{Diagnostic, Diagnostics, Part, vocabulary};
use crate::load::raw::{self, Format, Unit};
use crate::model::{TimeForm, Type, Width};

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
    time(ty, &TimeFacts { ty: &raw.ty, format: raw.format, unit: raw.unit }, at, report)
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

/// Returns the unit of a number, as documentation names it. The type of a time has none.
pub(super) fn unit(unit: Option<Unit>, format: Option<Format>) -> Option<&'static str> {
    match unit.filter(|_| format.is_none())? {
        Unit::Milliseconds => Some("milliseconds"),
        Unit::Seconds => Some("seconds"),
        Unit::Bytes => Some("bytes"),
    }
}

/// What is said of a time.
pub(super) struct TimeFacts<'a> {
    /// The name of the type.
    pub(super) ty: &'a str,
    pub(super) format: Option<Format>,
    pub(super) unit: Option<Unit>,
}

/// Resolves a value that is a time.
pub(super) fn time(ty: Type, facts: &TimeFacts<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Type> {
    let Some(format) = facts.format else { return Some(ty) };
    let mut error = |key: &str, message: &str, label: &str, help: &str| {
        report.push(at.key(key).error("E0034", message).label(label).help(help));
        None
    };
    let form = match (&ty, facts.unit, format) {
        (Type::Text, None, Format::Timestamp) => TimeForm::Text,
        (Type::Text, None, Format::Duration) => {
            return error(
                "format",
                "`format` not allowed",
                "a duration is a number",
                "write `type: Long`, or remove it",
            );
        }
        (Type::Text, Some(_), _) => {
            return error(
                "unit",
                "`unit` not allowed",
                "a String is a time as in RFC 3339",
                "remove it, or write `type: Long`",
            );
        }
        (Type::Number(_), Some(Unit::Bytes), _) => {
            let help = "remove `format` to keep the number of bytes, or write `unit: milliseconds` or `unit: seconds`";
            return error("unit", "time in bytes", "with `format`, a number is a time", help);
        }
        (Type::Number(_), None, _) => {
            let help = "add `unit: milliseconds` or `unit: seconds`";
            return error("format", "time without a unit", "a number of what?", help);
        }
        (Type::Number(Width::Long), Some(Unit::Milliseconds), _) => TimeForm::Milliseconds,
        (Type::Number(width @ (Width::Integer | Width::Long)), Some(Unit::Seconds), _) => TimeForm::Seconds(*width),
        (_, unit, _) => {
            let help = match unit {
                Some(Unit::Seconds) => "write `type: Long`, or remove `format`",
                _ => "write `type: Long`, or `type: String` for a text as in RFC 3339, or remove `format`",
            };
            return error("format", "`format` not allowed", &format!("`{}` is not Long", facts.ty), help);
        }
    };
    Some(match format {
        Format::Timestamp => Type::Timestamp(form),
        Format::Duration => Type::Duration(form),
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
    let item = plain(item, ty, scope, at, report)?;
    Some(containers.iter().rev().fold(item, |item, container| match container {
        Container::List => Type::List(Box::new(item)),
        Container::Map => Type::Map(Box::new(item)),
    }))
}

/// Resolves a type that is not a container. `whole` is the type with the containers around it.
fn plain(ty: &str, whole: &str, scope: &Scope<'_>, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<Type> {
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
        report.push(unknown(ty, whole, known, at));
    } else if words::object(ty).is_some() && !matches!(resolved, Some(Type::Table(_))) {
        let error = at.error_in(words::find(ty, whole), "E0010", format!("wrong type `{ty}`"));
        let (place, error) = (error.place.clone(), error.label(format!("`{name}` is not a table")));
        report.push(error.help(format!("write `{name}`")).replace(place, name, true));
    }
    resolved
}

/// Reports a type that is neither a word of the language nor a declared name. `whole` is the type with the containers
/// around it, which stay as they are when the type is replaced.
pub(super) fn unknown<'a>(ty: &str, whole: &str, known: impl Iterator<Item = &'a str>, at: &KeyPath<'_>) -> Diagnostic {
    let (name, bytes) = (words::name(ty), words::find(ty, whole));
    let known_elsewhere = vocabulary::type_of(name);
    if let (None, Some((word, meant))) = (&known_elsewhere, words::misspelled_container(ty)) {
        let word_bytes = bytes.start..bytes.start + word.len();
        let error = at.error_in(word_bytes, "E0010", format!("unknown type `{word}`"));
        return error.unresolved(word, TYPES).propose(meant);
    }
    let name_bytes = bytes.start..bytes.start + name.len();
    let error = at.error_in(name_bytes, "E0010", format!("unknown type `{name}`")).unresolved(name, TYPES);
    match known_elsewhere {
        // `object` belongs to names of tables only.
        Some((help, Some(own))) => error.help(help).replace(at.place(Part::InValue(bytes.start, bytes.end)), own, true),
        Some((help, None)) => error.help(help),
        None => {
            error.suggest(name, known).or_help("declare a table or a code table with this name, or use another type")
        }
    }
}
