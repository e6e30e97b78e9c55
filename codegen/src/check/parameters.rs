//! Checks parameters: type, rule, default, names on the wire.

use super::characters::Texts;
use super::key_path::KeyPath;
use super::schemes::{self, ACCOUNT, AK_SK};
use super::scope::{Declared, Scope};
use super::values::Rules;
use super::words::PLAIN_TYPES;
use super::{deprecation, fields, identifiers, lists, names, types, values, words};
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::raw::{self, Entries};
use crate::model::{CodeKind, Location, Parameter, ParameterType, Type, ValueRule, WireName};

/// The types that only fields of a body may have.
const NOT_PLAIN: &str = "types of parameters";

/// The type of a parameter whose type is wrong, which is reported already. Only bodies have it otherwise.
const UNRESOLVED: ParameterType = ParameterType::Value(Type::Json, ValueRule::Any);

/// Returns whether the type of a parameter is wrong, so that errors in its use would only follow from that.
pub(super) fn is_unresolved(parameter: &Parameter) -> bool {
    parameter.ty == UNRESOLVED && parameter.location != Location::Body
}

/// Checks a parameter. Without a scope, only plain types are allowed.
pub(super) fn check(
    name: &str,
    raw: &raw::Parameter,
    location: Location,
    scope: Option<&Scope<'_>>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Parameter {
    let ty = match scope {
        _ if raw.sensitive => secret(raw, location, at, report),
        Some(scope) if raw.format.is_some() => time_type(raw, location, scope, at, report),
        Some(scope) if location == Location::Body => body_type(raw, scope, at, report),
        Some(scope) if location == Location::Query && words::is_list_or_float(&raw.ty) => {
            query_type(raw, scope, at, report)
        }
        _ => parameter_type(raw, scope, at, report),
    };
    for (key, literal) in [("default", &raw.default), ("constant", &raw.constant)] {
        if let (Some(literal), Some(ty)) = (literal, &ty) {
            values::check_literal(key, literal, ty, scope, &at.key(key), report);
        }
    }
    if let (Some(join), Some(ty)) = (&raw.join, &ty) {
        lists::check_join(join, ty, &raw.ty, &at.key("join"), report);
    }
    check_facts(raw, ty.as_ref(), location, at, report);
    // With an unknown type it is not known whether the value is an identifier.
    let is_identifier = matches!(ty, None | Some(ParameterType::Number { .. } | ParameterType::Text(_)));
    let is_identifier = is_identifier && location != Location::Header;
    Parameter {
        name: name.to_owned(),
        ident: names::member(name, at, report),
        wire: wire_name(name, raw.name.as_ref(), &at.key("name"), report),
        location,
        ty: ty.clone().unwrap_or(UNRESOLVED),
        mandatory: raw.mandatory || location == Location::Path,
        clear: None,
        marked_mandatory: raw.marked_mandatory,
        join: raw.join.clone(),
        constant: raw.constant.as_ref().map(|constant| on_the_wire(constant, ty.as_ref(), scope)),
        sends_default: raw.send_default,
        also_text: also_text(raw, &at.key("also_type"), report),
        default: raw.default.as_ref().map(|default| on_the_wire(default, ty.as_ref(), scope)),
        deprecated: deprecation::check(raw.deprecated.as_ref(), at, report),
        unit: types::unit(raw.unit, raw.format),
        doc: raw.doc.clone(),
        note: raw.note.clone(),
        not_found: identifiers::not_found(raw.not_found.as_ref(), is_identifier, scope, at, report),
        filters_by: None,
        searches_in: Vec::new(),
    }
}

/// Returns a value as it is on the wire.
fn on_the_wire(literal: &raw::Literal, ty: Option<&ParameterType>, scope: Option<&Scope<'_>>) -> raw::Literal {
    match (ty, scope) {
        (Some(ParameterType::Codes(at)), Some(scope)) => values::on_the_wire(literal, &Type::Codes(*at), scope),
        _ => literal.clone(),
    }
}

/// Resolves the type of a secret. Addresses are written to logs, so a secret is in a body or a header.
fn secret(
    raw: &raw::Parameter,
    location: Location,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    let error = at.key("sensitive").key_error("E0037", "`sensitive` not allowed");
    if matches!(location, Location::Path | Location::Query) {
        report.push(error.label("addresses are written to logs").help("remove it, or write `in: header`"));
        return None;
    }
    if raw.ty != "String" {
        report.push(error.label(format!("`{}` is not a String", raw.ty)).help("remove it, or write `type: String`"));
        return None;
    }
    // A message about a rule would show the value.
    report_rules(raw, "the value is a secret", at, report);
    Some(ParameterType::Value(Type::Secret, ValueRule::Any))
}

fn raw_rules(raw: &raw::Parameter) -> Rules<'_> {
    let (range, length, item_count) = (raw.range.as_ref(), raw.length.as_ref(), raw.item_count.as_ref());
    let characters = Texts::new(&raw.characters, &raw.first_character, &raw.last_character);
    Rules { ty: &raw.ty, range, length, characters, item_count }
}

/// Reports rules of a value that has none.
fn report_rules(raw: &raw::Parameter, label: &str, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let rules = [
        ("range", raw.range.is_some()),
        ("length", raw.length.is_some()),
        ("characters", raw.characters.is_some()),
        ("first_character", raw.first_character.is_some()),
        ("last_character", raw.last_character.is_some()),
        ("item_count", raw.item_count.is_some()),
    ];
    for (key, _) in rules.into_iter().filter(|(_, is_set)| *is_set) {
        let error = at.key(key).key_error("E0027", format!("`{key}` not allowed"));
        report.push(error.label(label).help("remove it"));
    }
}

/// Resolves the type of a time.
fn time_type(
    raw: &raw::Parameter,
    location: Location,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    if location == Location::Path {
        let error = at.key("format").key_error("E0034", "`format` not allowed");
        report.push(error.label("the parameter is in the path").help("remove it: a path holds no times"));
        return None;
    }
    report_rules(raw, "the value is a time", at, report);
    let ty = types::value(&raw.ty, raw.items.as_deref(), scope, at, report)?;
    let facts = types::TimeFacts { ty: &raw.ty, format: raw.format, unit: raw.unit };
    types::time(ty, &facts, at, report).map(|ty| ParameterType::Value(ty, ValueRule::Any))
}

/// Resolves the type of a list or of a number with a fraction in a query.
fn query_type(
    raw: &raw::Parameter,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    let ty = types::value(&raw.ty, raw.items.as_deref(), scope, at, report)?;
    let rule = values::rule(&raw_rules(raw), &ty, at, report);
    if matches!(&ty, Type::List(item) if !lists::is_plain(item)) {
        let error = at.key("type").error("E0010", "type not allowed for a parameter");
        let error = error.unresolved(&at.entry(), NOT_PLAIN).label("the items are not plain values");
        report.push(error.help("move it into the `body`, or use a list of texts, numbers or codes"));
        return None;
    }
    Some(ParameterType::Value(ty, rule))
}

/// Reports keys that contradict each other or have no effect.
fn check_facts(
    raw: &raw::Parameter,
    ty: Option<&ParameterType>,
    location: Location,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    if location == Location::Path && raw.name.is_some() {
        let error = at.key("name").key_error("E0039", "`name` not allowed");
        report.push(error.label("the path sends only the value of a parameter").help("remove it"));
    }
    let may_be_text = matches!(ty, None | Some(ParameterType::Number { .. } | ParameterType::Codes(_)));
    if raw.also_type.is_some() && !may_be_text {
        let error = at.key("also_type").key_error("E0010", "`also_type` not allowed");
        report.push(error.label(format!("`{}` is not a number or a code table", raw.ty)).help("remove it"));
    }
    let is_number = |ty: &ParameterType| {
        matches!(ty, ParameterType::Number { .. })
            || matches!(ty, ParameterType::Value(Type::Float | Type::Timestamp(_) | Type::Duration(_), _))
    };
    if raw.unit.is_some() && ty.is_some_and(|ty| !is_number(ty)) {
        let error = at.key("unit").key_error("E0046", "`unit` not allowed");
        report.push(error.label("the parameter is not a number").help("remove it"));
    }
    if raw.constant.is_some() {
        let keys =
            [("mandatory", raw.mandatory), ("default", raw.default.is_some()), ("send_default", raw.send_default)];
        for (key, _) in keys.into_iter().filter(|(_, is_set)| *is_set) {
            let error = at.key(key).key_error("E0016", format!("`{key}` not allowed"));
            report.push(error.label("the constant is always sent").help("remove it"));
        }
        if location == Location::Path {
            let error = at.key("constant").key_error("E0016", "`constant` not allowed");
            report.push(error.label("the parameter is in the path").help("write the value in the path"));
        }
        return;
    }
    if raw.send_default && raw.default.is_none() {
        let error = at.key("send_default").key_error("E0016", "missing default");
        report.push(error.label("there is no default to send").help("add `default`, or remove `send_default`"));
    }
    if (raw.mandatory || location == Location::Path) && raw.default.is_some() {
        let error = at.key("default").key_error("E0016", "`default` not allowed");
        report.push(error.label("the parameter is mandatory: the default is never used").help("remove it"));
    }
}

/// Returns whether a page of the documents gives a parameter the type String in addition to its own.
fn also_text(raw: &raw::Parameter, at: &KeyPath<'_>, report: &mut Diagnostics) -> bool {
    match raw.also_type.as_deref() {
        None => false,
        Some("String") => true,
        Some(ty) => {
            report.push(at.error("E0010", format!("invalid `also_type`: `{ty}`")).help("write `also_type: String`"));
            false
        }
    }
}

/// Resolves the type of a field of a body, which may be an object or a list.
fn body_type(
    raw: &raw::Parameter,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    let is_plain = PLAIN_TYPES.contains(&&*raw.ty);
    if is_plain || matches!(scope.names.get(raw.ty.as_str()), Some(Declared::Codes(_))) {
        return parameter_type(raw, Some(scope), at, report);
    }
    let ty = types::value(&raw.ty, raw.items.as_deref(), scope, at, report)?;
    let rule = values::rule(&raw_rules(raw), &ty, at, report);
    Some(ParameterType::Value(ty, rule))
}

fn parameter_type(
    raw: &raw::Parameter,
    scope: Option<&Scope<'_>>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<ParameterType> {
    let range = raw.range.as_ref().and_then(|text| values::range(text, &at.key("range"), report));
    let ty = match (&*raw.ty, words::width(&raw.ty)) {
        (_, Some(width)) => {
            let (min, max) = range.unwrap_or(width.range());
            values::check_width((min, max), width, &raw.ty, at, report);
            ParameterType::Number { min, max: max.min(width.range().1), width }
        }
        ("String", _) => {
            let Rules { length, characters, .. } = raw_rules(raw);
            ParameterType::Text(values::text_rule(length, characters, at, report))
        }
        ("Boolean", _) => ParameterType::Boolean,
        (ty, _) => match scope.and_then(|scope| scope.names.get(ty)) {
            Some(Declared::Codes(codes)) => ParameterType::Codes(*codes),
            _ => {
                report.push(wrong_type(ty, scope, &at.key("type")));
                return None;
            }
        },
    };
    let range = raw.range.as_ref().filter(|_| !matches!(ty, ParameterType::Number { .. }));
    let rules = match ty {
        ParameterType::Text(_) => Rules { range, length: None, characters: Texts::default(), ..raw_rules(raw) },
        _ => Rules { range, ..raw_rules(raw) },
    };
    values::report_rules(&rules, at, report);
    if raw.items.is_some() {
        types::report_items(&raw.ty, at, report);
    }
    Some(ty)
}

/// Drops the errors that only follow from fields of a body among the parameters: tables that no body holds.
pub(super) fn drop_consequences(report: &mut Diagnostics) {
    let is = |entry: &Diagnostic, what: &str| {
        entry.unresolved.as_ref().is_some_and(|unresolved| what == unresolved.name || what == unresolved.among)
    };
    if report.entries().iter().any(|entry| is(entry, NOT_PLAIN)) {
        report.retain(|entry| !is(entry, fields::NO_BODY));
    }
}

/// Reports a type that a parameter cannot have.
fn wrong_type(ty: &str, scope: Option<&Scope<'_>>, at: &KeyPath<'_>) -> Diagnostic {
    let known = scope.into_iter().flat_map(|scope| scope.code_table_names());
    let not_allowed = at.error("E0010", format!("type `{ty}` not allowed for a parameter"));
    // Without the line `body:`, all fields of the body are parameters: one error.
    let not_allowed = not_allowed.unresolved(&at.entry(), NOT_PLAIN);
    match scope.and_then(|scope| Some((scope.names.get(ty)?, scope.place(ty)))) {
        Some((Declared::Table(_), place)) => {
            let error = not_allowed.label(format!("`{ty}` is a table"));
            let error = error.help(
                "move it into the `body`, whose line may be missing, or use a code table or a type such as `String`",
            );
            place.into_iter().fold(error, |error, place| error.related(place, "defined here"))
        }
        _ if words::is_type(ty) => {
            not_allowed.help("use `Boolean`, a whole number, `String` or a code table, or move it into the `body`")
        }
        _ => types::unknown(ty, ty, PLAIN_TYPES.into_iter().chain(known), at),
    }
}

fn wire_name(name: &str, raw: Option<&raw::WireName>, at: &KeyPath<'_>, report: &mut Diagnostics) -> WireName {
    let same = |name: &str| WireName { ak_sk: name.to_owned(), account: name.to_owned() };
    match raw {
        None => same(name),
        Some(raw::WireName::One(name)) => same(name),
        Some(raw::WireName::ByScheme(Entries(names))) => {
            let schemes: Vec<_> = names.iter().map(|(scheme, _)| scheme.as_str()).collect();
            schemes::check(&schemes, at, report);
            let under = |scheme: &str| names.iter().find(|entry| entry.0 == scheme).map(|entry| entry.1.clone());
            WireName { ak_sk: under(AK_SK).unwrap_or_default(), account: under(ACCOUNT).unwrap_or_default() }
        }
    }
}

/// Returns whether the values of a parameter are codes that are texts.
pub(super) fn are_text_codes(ty: &ParameterType, scope: &Scope<'_>) -> bool {
    match ty {
        // A code table of a wrong type is reported already.
        ParameterType::Codes(at) => words::code_kind(&scope.codes(*at).1.ty) != Some(CodeKind::Number),
        _ => false,
    }
}
