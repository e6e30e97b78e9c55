//! Checks parameters: type, rule, default, names on the wire.

use super::service::{self, ACCOUNT, AK_SK};
use super::{At, Declared, Scope, codes, identifiers, names, tables};
use crate::diagnostic::Diagnostics;
use crate::load::raw::{self, Entries, RangeText};
use crate::model::{CodeKind, Literal, Location, Parameter, ParameterType, Type, ValueRule, Width, WireName};

/// What stands for a type that is wrong, and told already. Nothing outside of a body has it otherwise.
const UNRESOLVED: ParameterType = ParameterType::Value(Type::Json);

/// Whether what is said of a parameter's type would only follow from a mistake that is told already.
pub(super) fn is_unresolved(parameter: &Parameter) -> bool {
    parameter.ty == UNRESOLVED && parameter.location != Location::Body
}

/// Checks one parameter. Without a scope it may be of a plain type only.
pub(super) fn check(
    name: &str,
    written: &raw::Parameter,
    location: Location,
    scope: Option<&Scope<'_>>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Parameter {
    let ty = match scope {
        Some(scope) if location == Location::Body => body_type(written, scope, at, report),
        _ => parameter_type(written, scope, at, report),
    };
    if let (Some(default), Some(ty)) = (&written.default, &ty) {
        check_default(default, ty, scope, &at.key("default"), report);
    }
    if location == Location::Path && written.name.is_some() {
        let wrong = at.key("name").wrong_key("E0039", "a parameter of the path has no name on the wire");
        report.push(wrong.help("leave it out: only the value is sent"));
    }
    if written.also_type.is_some() && !matches!(ty, None | Some(ParameterType::Number { .. } | ParameterType::Codes(_)))
    {
        report.push(at.key("also_type").wrong_key("E0010", format!("`{}` has no other type", written.ty)));
    }
    if written.send_default && written.default.is_none() {
        report.push(at.key("send_default").wrong_key("E0016", "there is no default to send"));
    }
    if (written.mandatory || location == Location::Path) && written.default.is_some() {
        report.push(at.key("default").wrong_key("E0016", "a mandatory parameter has no default"));
    }
    // Of a type that is wrong it is not known whether it names a thing.
    let is_identifier = matches!(ty, None | Some(ParameterType::Number { .. } | ParameterType::Text { .. }));
    let names_a_thing = is_identifier && location != Location::Header;
    Parameter {
        name: name.to_owned(),
        ident: names::member(name, at, report),
        wire: wire_name(name, written.name.as_ref(), &at.key("name"), report),
        location,
        ty: ty.clone().unwrap_or(UNRESOLVED),
        mandatory: written.mandatory || location == Location::Path,
        marked_mandatory: written.marked_mandatory,
        sends_default: written.send_default,
        also_text: also_text(written, &at.key("also_type"), report),
        default: written.default.as_ref().map(|default| match (&ty, scope) {
            (Some(ParameterType::Codes(at)), Some(scope)) => on_the_wire(default, &Type::Codes(*at), scope),
            _ => default.clone(),
        }),
        doc: written.doc.clone(),
        note: written.note.clone(),
        not_found: identifiers::not_found(written.not_found.as_ref(), names_a_thing, scope, at, report),
        selects: None,
        searches: Vec::new(),
    }
}

/// Whether a page gives a parameter the type of a text beside its own.
fn also_text(written: &raw::Parameter, at: &At<'_>, report: &mut Diagnostics) -> bool {
    match written.also_type.as_deref() {
        None => false,
        Some("String") => true,
        Some(ty) => {
            report.push(at.wrong("E0010", format!("`{ty}` cannot be another type")).help("only `String` can"));
            false
        }
    }
}

/// A field of a body may be an object or a list, too.
fn body_type(
    written: &raw::Parameter,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    let is_plain = tables::width(&written.ty).is_some() || matches!(&*written.ty, "String" | "Boolean");
    if is_plain || matches!(scope.names.get(written.ty.as_str()), Some(Declared::Codes(_))) {
        return parameter_type(written, Some(scope), at, report);
    }
    let ty = tables::value_type(&written.ty, written.items.as_deref(), scope, at, report)?;
    no_rules(written.range.as_ref(), written.length.as_ref(), &written.ty, at, report);
    Some(ParameterType::Value(ty))
}

fn no_rules(range: Option<&RangeText>, length: Option<&RangeText>, ty: &str, at: &At<'_>, report: &mut Diagnostics) {
    if range.is_some() {
        report.push(at.key("range").wrong_key("E0027", format!("`{ty}` has no range")));
    }
    if length.is_some() {
        report.push(at.key("length").wrong_key("E0027", format!("`{ty}` has no length")));
    }
}

/// The rule and the default of a field.
pub(super) fn field_rule(
    written: &raw::Field,
    ty: &Type,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> ValueRule {
    let range = written.range.as_ref().and_then(|text| range(text, &at.key("range"), report));
    let length = written.length.as_ref().and_then(|text| range_of_length(text, &at.key("length"), report));
    let rule = match (ty, range, length) {
        (Type::Number(width), Some((min, max)), None) => {
            check_width((min, max), *width, &written.ty, at, report);
            ValueRule::Range(min, max.min(width.range().1))
        }
        (Type::Text, None, Some((min, max))) => ValueRule::Length(min, max),
        _ => {
            no_rules(written.range.as_ref(), written.length.as_ref(), &written.ty, at, report);
            ValueRule::Any
        }
    };
    if let Some(default) = &written.default {
        let ty = match (ty, rule) {
            (Type::Boolean, _) => ParameterType::Boolean,
            (Type::Number(width), ValueRule::Range(min, max)) => ParameterType::Number { min, max, width: *width },
            (Type::Number(width), _) => {
                let (min, max) = width.range();
                ParameterType::Number { min, max, width: *width }
            }
            (Type::Text, ValueRule::Length(min, max)) => ParameterType::Text { min, max },
            (Type::Text, _) => ParameterType::Text { min: 0, max: None },
            (Type::Codes(codes), _) => ParameterType::Codes(*codes),
            (ty, _) => ParameterType::Value(ty.clone()),
        };
        check_default(default, &ty, Some(scope), &at.key("default"), report);
    }
    rule
}

fn parameter_type(
    written: &raw::Parameter,
    scope: Option<&Scope<'_>>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    let range = written.range.as_ref().and_then(|text| range(text, &at.key("range"), report));
    let length = written.length.as_ref().and_then(|text| range_of_length(text, &at.key("length"), report));
    let ty = match (&*written.ty, tables::width(&written.ty)) {
        (_, Some(width)) => {
            let (min, max) = range.unwrap_or(width.range());
            check_width((min, max), width, &written.ty, at, report);
            ParameterType::Number { min, max: max.min(width.range().1), width }
        }
        ("String", _) => {
            let (min, max) = length.unwrap_or_default();
            ParameterType::Text { min, max }
        }
        ("Boolean", _) => ParameterType::Boolean,
        (ty, _) => match scope.and_then(|scope| scope.names.get(ty)) {
            Some(Declared::Codes(codes)) => ParameterType::Codes(*codes),
            _ => {
                let plain = ["Boolean", "Byte", "Short", "Integer", "Long", "String"].into_iter();
                let known = plain.chain(scope.into_iter().flat_map(|scope| scope.known(false)));
                let wrong = at.key("type").wrong("E0010", format!("there is no type `{ty}` for a parameter"));
                report.push(wrong.propose(ty, known));
                return None;
            }
        },
    };
    let range = written.range.as_ref().filter(|_| !matches!(ty, ParameterType::Number { .. }));
    let length = written.length.as_ref().filter(|_| !matches!(ty, ParameterType::Text { .. }));
    no_rules(range, length, &written.ty, at, report);
    if written.items.is_some() {
        report.push(at.key("items").wrong_key("E0030", format!("`{}` has no items", written.ty)));
    }
    Some(ty)
}

/// Checks that a type holds every number of a range.
fn check_width((min, max): (i64, i64), width: Width, ty: &str, at: &At<'_>, report: &mut Diagnostics) {
    let (lowest, highest) = width.range();
    if min < lowest || min > highest || (max > highest && max != i64::MAX) {
        report.push(at.key("range").wrong("E0015", format!("the range is wider than `{ty}`")));
    }
}

/// Reads `1..1000` or `1..`.
fn range(text: &RangeText, at: &At<'_>, report: &mut Diagnostics) -> Option<(i64, i64)> {
    let parsed = text.0.split_once("..").and_then(|(min, max)| {
        let max = if max.trim().is_empty() { Some(i64::MAX) } else { max.trim().parse().ok() };
        Some((min.trim().parse::<i64>().ok()?, max?))
    });
    match parsed {
        Some((min, max)) if min <= max => parsed,
        Some((min, max)) => {
            report.push(
                at.wrong("E0015", format!("the range `{}` is empty", text.0))
                    .help(format!("did you mean `{max}..{min}`?")),
            );
            None
        }
        None => {
            report.push(
                at.wrong("E0015", format!("`{}` is not a range", text.0))
                    .help("ranges are written `1..1000`, both ends included, or `1..`"),
            );
            None
        }
    }
}

fn range_of_length(text: &RangeText, at: &At<'_>, report: &mut Diagnostics) -> Option<(u64, Option<u64>)> {
    let (min, max) = range(text, at, report)?;
    let Ok(min) = u64::try_from(min) else {
        report.push(at.wrong("E0015", "a length is not negative"));
        return None;
    };
    Some((min, u64::try_from(max).ok().filter(|_| max != i64::MAX)))
}

fn check_default(
    default: &Literal,
    ty: &ParameterType,
    scope: Option<&Scope<'_>>,
    at: &At<'_>,
    report: &mut Diagnostics,
) {
    match (default, ty) {
        (Literal::Boolean(_), ParameterType::Boolean) => {}
        (Literal::Integer(value), ParameterType::Number { min, max, .. }) => {
            if value < min || value > max {
                report.push(at.wrong("E0016", format!("the default {value} is outside the range")));
            }
        }
        (Literal::Text(text), ParameterType::Text { min, max }) => {
            let length = text.chars().count() as u64;
            if length < *min || max.is_some_and(|max| length > max) {
                report.push(at.wrong("E0016", format!("the default has {length} characters, outside the length")));
            }
        }
        (Literal::Text(text), ParameterType::Codes(codes)) => {
            let Some(scope) = scope else { return };
            let (name, table) = scope.codes(*codes);
            if !table.values.0.iter().any(|(key, _)| key == text) {
                let known = table.values.0.iter().map(|(key, _)| key.as_str());
                report.push(at.wrong("E0016", format!("`{text}` is not one of `{name}`")).propose(text, known));
            }
        }
        (_, ty) => {
            let wanted = match ty {
                ParameterType::Boolean => "`true` or `false`",
                ParameterType::Number { .. } => "a whole number",
                ParameterType::Text { .. } => "a text, in quotes where it looks like something else",
                ParameterType::Codes(_) => "the key of a code",
                ParameterType::Value(_) => return report.push(at.wrong("E0016", "objects and lists have no default")),
            };
            report.push(at.wrong("E0016", format!("the default is not {wanted}")));
        }
    }
}

/// A default as it goes over the wire: a code is written by its key.
pub(super) fn on_the_wire(default: &Literal, ty: &Type, scope: &Scope<'_>) -> Literal {
    let (Type::Codes(at), Literal::Text(key)) = (ty, default) else { return default.clone() };
    let (_, table) = scope.codes(*at);
    let code = table.values.0.iter().find(|(known, _)| known == key).map(|(_, value)| value);
    match (codes::kind(&table.ty), code) {
        (Some(CodeKind::Number), Some(code)) => code.code.map_or_else(|| default.clone(), Literal::Integer),
        (_, Some(code)) => code.name.clone().map_or_else(|| default.clone(), Literal::Text),
        _ => default.clone(),
    }
}

fn wire_name(name: &str, written: Option<&raw::WireName>, at: &At<'_>, report: &mut Diagnostics) -> WireName {
    let same = |name: &str| WireName { ak_sk: name.to_owned(), account: name.to_owned() };
    match written {
        None => same(name),
        Some(raw::WireName::One(name)) => same(name),
        Some(raw::WireName::ByAuthentication(Entries(names))) => {
            let ways: Vec<_> = names.iter().map(|(way, _)| way.as_str()).collect();
            service::check_ways(&ways, at, report);
            let under = |way: &str| names.iter().find(|entry| entry.0 == way).map(|entry| entry.1.clone());
            WireName { ak_sk: under(AK_SK).unwrap_or_default(), account: under(ACCOUNT).unwrap_or_default() }
        }
    }
}

/// Whether the codes of a parameter are texts.
pub(super) fn are_texts(ty: &ParameterType, scope: &Scope<'_>) -> bool {
    match ty {
        // Of a type that is wrong nothing is known, and that is told already.
        ParameterType::Codes(at) => codes::kind(&scope.codes(*at).1.ty) != Some(CodeKind::Number),
        _ => false,
    }
}
