//! Exports the model as a reference in Markdown, with a page for each group.
//!
//! Parts of the model are destructured in full: whoever adds a field decides here whether the reference shows it.

use std::fmt::Write as _;

use crate::emit::resources::states_table;
use crate::model::{
    Api, CodeKind, Codes, Constant, Field, Group, Literal, Location, Operation, Parameter, Resource, ResponseBody,
    Table, TimeForm, Type, ValueRule, Width,
};

/// A page of the reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Name of the file.
    pub file: String,
    /// Markdown.
    pub text: String,
}

/// Returns a list of groups, and a page for each group.
#[must_use]
pub fn pages(api: &Api) -> Vec<Page> {
    std::iter::once(index(api)).chain(api.groups.iter().map(|group| page(api, group))).collect()
}

fn index(api: &Api) -> Page {
    let mut text = format!("# {}\n\n{}\n\n| group | description |\n|---|---|\n", api.service.name, api.service.doc);
    for group in &api.groups {
        let _ = writeln!(text, "| [{0}]({0}.md) | {1} |", group.module, cell(&group.doc));
    }
    Page { file: "README.md".to_owned(), text }
}

fn page(api: &Api, group: &Group) -> Page {
    let mut text = format!("# {}\n\n{}\n", group.module, group.doc);
    for operation in &group.operations {
        write_operation(&mut text, api, group, operation);
    }
    for resource in &group.resources {
        write_resource(&mut text, api, group, resource);
    }
    for table in group.tables.iter().filter(|table| !table.is_only_outcome()) {
        write_table(&mut text, api, group, table);
    }
    for codes in &group.codes {
        write_codes(&mut text, codes);
    }
    Page { file: format!("{}.md", group.module), text }
}

fn write_operation(text: &mut String, api: &Api, group: &Group, operation: &Operation) {
    let Operation {
        name,
        id: _,
        ident: _,
        builder: _,
        constant: _,
        method,
        path: _,
        doc,
        source,
        deprecated,
        parameters,
        content_type,
        rules,
        success,
        idempotent,
        response,
        failure,
        pages,
        sort: _,
    } = operation;
    let http = operation.template(&api.service);
    let _ = write!(text, "\n## {name}\n\n{doc}\n\n");
    let _ = write!(text, "`client.{}().{name}`: `{} {http}`", group.module, method.as_str());
    if let Some(page) = source {
        let _ = write!(text, " ([vendor's page]({}{page}))", api.service.documents);
    }
    let statuses: Vec<_> = success.iter().map(u16::to_string).collect();
    let response = response_link(api, group, response.as_ref());
    let _ = write!(text, "\n\nResponse: status {}, {response}.\n", statuses.join(" or "));
    if let Some(instead) = deprecated {
        let _ = write!(text, "\nDeprecated: {instead}\n");
    }
    if operation.may_lack_body() {
        text.push_str("\nA response with status 204 or 205 has no body.\n");
    }
    if let Some(at) = failure {
        let _ = write!(text, "\nIf the call fails, the response is {}.\n", type_link(api, group, &Type::Table(*at)));
    }
    if let Some(content_type) = content_type {
        let _ = write!(text, "\nThe content type of the body is `{content_type}`.\n");
    }
    if !idempotent {
        text.push_str("\nNot idempotent: the client retries only if the request certainly had no effect.\n");
    }
    if pages.is_some() {
        text.push_str("\nThe list has pages: `.pages()` and `.items()` return all of it.\n");
    }
    if !parameters.is_empty() {
        text.push_str("\n| parameter | in | type | description |\n|---|---|---|---|\n");
    }
    parameters.iter().for_each(|parameter| write_parameter(text, api, group, parameter));
    write_rules(text, rules.iter().map(|rule| rule.describe(|index| &parameters[index].name)));
}

fn write_resource(text: &mut String, api: &Api, group: &Group, resource: &Resource) {
    let Resource { name, doc, note, key, create, get, list, update, delete, unique, states: _ } = resource;
    let _ = write!(text, "\n## Resource {name}\n\n{doc} `{key}` names it.\n\n| | operation |\n|---|---|\n");
    let link = |operation: &Operation| format!("[{0}](#{0})", operation.name);
    let kinds = [("create", create), ("get", get), ("list", list), ("delete", delete)];
    let single = kinds.into_iter().filter_map(|(kind, index)| Some((kind, (*index)?)));
    for (kind, index) in single.chain(update.iter().map(|index| ("update", *index))) {
        let _ = writeln!(text, "| {kind} | {} |", link(&group.operations[index]));
    }
    if let Some(unique) = unique {
        let refused = unique.refused.as_ref().map(|code| format!(" Rejected with `{code}`.")).unwrap_or_default();
        let _ = write!(text, "\nNo two have the same `{}`.{refused}\n", unique.name);
    }
    for more in states_table(api, (group, resource), link).iter().chain(note) {
        let _ = write!(text, "\n{more}\n");
    }
}

/// Describes the body of a response.
fn response_link(api: &Api, group: &Group, body: Option<&ResponseBody>) -> String {
    match body {
        Some(ResponseBody::Json(Type::Table(at))) if api.table(*at).is_only_outcome() => "no data".to_owned(),
        Some(ResponseBody::Json(ty)) => type_link(api, group, ty),
        Some(ResponseBody::Text) => "a text".to_owned(),
        Some(ResponseBody::Bytes) => "bytes".to_owned(),
        Some(ResponseBody::Stream) => "a stream of bytes".to_owned(),
        None => "no data".to_owned(),
    }
}

/// Writes a parameter as a row of a table.
fn write_parameter(text: &mut String, api: &Api, group: &Group, parameter: &Parameter) {
    let place = match parameter.location {
        Location::Path => "path",
        Location::Query => "query",
        Location::Body => "body",
        Location::Header => "header",
    };
    let must = if parameter.mandatory { " (mandatory)" } else { "" };
    let (ty, _) = parameter.ty.as_field();
    let (ty, doc) = (type_link(api, group, &ty), parameter_doc(parameter));
    let _ = writeln!(text, "| {}{must} | {place} | {ty} | {doc} |", wire_names(parameter));
}

fn write_rules(text: &mut String, rules: impl Iterator<Item = String>) {
    for rule in rules {
        let _ = write!(text, "\n{rule}\n");
    }
}

/// Returns the names of a parameter on the wire.
fn wire_names(parameter: &Parameter) -> String {
    let (ak_sk, account) = (&parameter.wire.ak_sk, &parameter.wire.account);
    if ak_sk == account { format!("`{ak_sk}`") } else { format!("`{ak_sk}` with AK/SK, `{account}` with an account") }
}

fn parameter_doc(parameter: &Parameter) -> String {
    let Parameter {
        name: _,
        ident: _,
        wire: _,
        location: _,
        ty,
        mandatory: _,
        clear: _,
        marked_mandatory: _,
        join,
        constant,
        sends_default: _,
        also_text: _,
        default,
        deprecated,
        unit,
        doc,
        note,
        not_found,
        filters_by: _,
        searches_in: _,
    } = parameter;
    let (_, rule) = ty.as_field();
    let join = join.as_ref().map(|join| format!(" One text: the items are joined by `{join}`.")).unwrap_or_default();
    let constant = constant.as_ref().map(|constant| format!(" Always {}.", literal(constant))).unwrap_or_default();
    let unit = unit.map(|unit| format!(" In {unit}.")).unwrap_or_default();
    let doc = format!("{doc}{unit}{}{join}{constant}", deprecation(deprecated.as_deref()));
    cell_of(&with_not_found(&doc, not_found.as_ref()), rule, default.as_ref(), note.as_deref())
}

/// Appends the error code of a missing thing.
fn with_not_found(doc: &str, code: Option<&String>) -> String {
    code.map_or_else(|| doc.to_owned(), |code| format!("{doc} Rejected with `{code}` if it does not exist."))
}

/// Joins documentation, rule, default and note.
fn cell_of(doc: &str, rule: ValueRule, default: Option<&Literal>, note: Option<&str>) -> String {
    let rule = Some(rule.describe()).filter(|rule| !rule.is_empty());
    let default = default.map(|default| format!("Default: {}.", literal(default)));
    let parts = [Some(doc), rule.as_deref(), default.as_deref(), note];
    cell(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

/// Returns what to use instead of something deprecated.
fn deprecation(instead: Option<&str>) -> String {
    instead.map(|instead| format!(" Deprecated: {instead}")).unwrap_or_default()
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(value) if value.is_empty() => "empty".to_owned(),
        value => format!("`{value}`"),
    }
}

fn write_table(text: &mut String, api: &Api, group: &Group, table: &Table) {
    let _ = write!(text, "\n## {}\n\n{}\n\n| field | type | description |\n|---|---|---|\n", table.name, table.doc);
    for field in &table.fields {
        let may = match (field.optional, field.mandatory) {
            (true, true) => " (optional in responses)",
            (true, false) => " (optional)",
            (false, _) => "",
        };
        let ty = type_link(api, group, &field.ty);
        let _ = writeln!(text, "| `{}`{may} | {ty} | {} |", field.name, field_doc(field));
    }
    for Constant { field, value } in &table.constants {
        let (ty, doc) = (type_link(api, group, &field.ty), field_doc(field));
        let _ = writeln!(text, "| `{}` | {ty} | {doc} Always {}. |", field.name, literal(value));
    }
    write_rules(text, table.rules.iter().map(|rule| rule.describe(|index| &table.fields[index].name)));
}

fn field_doc(field: &Field) -> String {
    let Field {
        key: _,
        name: _,
        alias: _,
        ident: _,
        setter: _,
        clear: _,
        ty: _,
        join,
        encoded,
        single_or_list: _,
        marked_mandatory: _,
        mandatory: _,
        optional: _,
        is_boxed: _,
        rule,
        default,
        deprecated,
        doc,
        unit,
        note,
        not_found,
        example: _,
    } = field;
    let unit = unit.map(|unit| format!(" In {unit}.")).unwrap_or_default();
    let join = join.map(|join| format!(" One text: the items are joined by `{join}`.")).unwrap_or_default();
    let encoded = if *encoded { " Encoded as a string of JSON." } else { "" };
    let doc = with_not_found(
        &format!("{doc}{}{unit}{join}{encoded}", deprecation(deprecated.as_deref())),
        not_found.as_ref(),
    );
    cell_of(&doc, *rule, default.as_ref(), note.as_deref())
}

fn write_codes(text: &mut String, codes: &Codes) {
    let _ = write!(text, "\n## {}\n\n{}\n\n| code | meaning |\n|---|---|\n", codes.name, codes.doc);
    for code in &codes.values {
        let doc = cell(&format!("{}{}", code.doc, deprecation(code.deprecated.as_deref())));
        let _ = match codes.kind {
            CodeKind::Number => writeln!(text, "| `{}` {} | {doc} |", code.number, code.name),
            CodeKind::Text => writeln!(text, "| `{}` | {doc} |", code.name),
        };
    }
    if codes.open {
        text.push_str("\nThe service may send other codes.\n");
    }
}

/// Returns a type in the vendor's words, with a link to its description.
fn type_link(api: &Api, group: &Group, ty: &Type) -> String {
    let link = |at: crate::model::Reference, name: &str| {
        let described = &api.groups[at.group];
        let page = if described.module == group.module { String::new() } else { format!("{}.md", described.module) };
        format!("[{name}]({page}#{})", name.to_ascii_lowercase())
    };
    match ty {
        Type::Boolean => "Boolean".to_owned(),
        Type::Number(width) => width.type_name().to_owned(),
        Type::Float => "Double".to_owned(),
        Type::Text => "String".to_owned(),
        Type::Secret => "String (secret)".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::Map(value) => format!("map of {}", type_link(api, group, value)),
        Type::Timestamp(TimeForm::Milliseconds) => "Long (milliseconds since 1970)".to_owned(),
        Type::Timestamp(TimeForm::Seconds(Width::Integer)) => "Integer (seconds since 1970)".to_owned(),
        Type::Timestamp(TimeForm::Seconds(_)) => "Long (seconds since 1970)".to_owned(),
        Type::Timestamp(TimeForm::Text) | Type::Duration(TimeForm::Text) => "String (RFC 3339)".to_owned(),
        Type::Duration(TimeForm::Milliseconds) => "Long (milliseconds)".to_owned(),
        Type::Duration(TimeForm::Seconds(Width::Integer)) => "Integer (seconds)".to_owned(),
        Type::Duration(TimeForm::Seconds(_)) => "Long (seconds)".to_owned(),
        Type::Codes(at) => link(*at, &api.codes(*at).name),
        Type::Table(at) => link(*at, &api.table(*at).name),
        Type::List(item) => format!("list of {}", type_link(api, group, item)),
    }
}

/// Escapes a text for a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
