//! The checked model to a reference for people: a page of Markdown for each resource.

use std::fmt::Write as _;

use crate::model::{
    Api, CodeKind, Codes, Field, Literal, Location, Operation, Parameter, Resource, Table, Type, ValueRule, Version,
    Width,
};

/// A page: the name of its file, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// Name of the file.
    pub file: String,
    /// Markdown.
    pub text: String,
}

/// The list of resources, and a page for each.
#[must_use]
pub fn pages(api: &Api) -> Vec<Page> {
    std::iter::once(index(api)).chain(api.resources.iter().map(|resource| page(api, resource))).collect()
}

fn index(api: &Api) -> Page {
    let mut text = format!("# {}\n\n{}\n\n| resource | what it is |\n|---|---|\n", api.service.name, api.service.doc);
    for resource in &api.resources {
        let _ = writeln!(text, "| [{0}]({0}.md) | {1} |", resource.module, cell(&resource.doc));
    }
    Page { file: "README.md".to_owned(), text }
}

fn page(api: &Api, resource: &Resource) -> Page {
    let mut text = format!("# {}\n\n{}\n", resource.module, resource.doc);
    for operation in &resource.operations {
        write_operation(&mut text, api, resource, operation);
    }
    for table in resource.tables.iter().filter(|table| !table.is_only_outcome()) {
        write_table(&mut text, api, resource, table);
    }
    for codes in &resource.codes {
        write_codes(&mut text, codes);
    }
    Page { file: format!("{}.md", resource.module), text }
}

fn write_operation(text: &mut String, api: &Api, resource: &Resource, operation: &Operation) {
    let call = match resource.version {
        None => "client",
        Some(Version::V2) => "client.v2()",
    };
    let (name, http) = (&operation.name, operation.template(&api.service));
    let _ = write!(text, "\n## {name}\n\n{}\n\n", operation.doc);
    let _ = write!(text, "`{call}.{name}`: `{} {http}`", operation.method.as_str());
    if let Some(page) = &operation.source {
        let _ = write!(text, " ([vendor's page]({}{page}))", api.service.documents);
    }
    let answer = operation.response.filter(|at| !api.table(*at).is_only_outcome());
    let answer =
        answer.map_or_else(|| "nothing but success".to_owned(), |at| type_link(api, resource, &Type::Table(at)));
    let _ = write!(text, "\n\nAnswers with status {} and {answer}.\n", operation.success);
    if !operation.idempotent {
        text.push_str("\nIt is sent again only when it is certain that the first one was not carried out.\n");
    }
    if operation.pages.is_some() {
        text.push_str("\nThe list comes in pages: `.pages()` and `.items()` give all of it.\n");
    }
    if !operation.parameters.is_empty() {
        text.push_str("\n| parameter | in | type | what it is |\n|---|---|---|---|\n");
    }
    for parameter in &operation.parameters {
        let place = match parameter.location {
            Location::Path => "path",
            Location::Query => "query",
            Location::Body => "body",
            Location::Header => "header",
        };
        let must = if parameter.mandatory { " (mandatory)" } else { "" };
        let (ty, said) = (parameter_link(api, resource, parameter), parameter_words(parameter));
        let _ = writeln!(text, "| {}{must} | {place} | {ty} | {said} |", wire_names(parameter));
    }
    write_rules(text, operation.rules.iter().map(|rule| rule.words(|index| &operation.parameters[index].name)));
}

fn write_rules(text: &mut String, rules: impl Iterator<Item = String>) {
    for rule in rules {
        let _ = write!(text, "\n{rule}\n");
    }
}

/// The names of a parameter on the wire.
fn wire_names(parameter: &Parameter) -> String {
    let (ak_sk, account) = (&parameter.wire.ak_sk, &parameter.wire.account);
    if ak_sk == account { format!("`{ak_sk}`") } else { format!("`{ak_sk}` with AK/SK, `{account}` with an account") }
}

fn parameter_words(parameter: &Parameter) -> String {
    let (_, rule) = parameter.ty.as_field();
    words(
        &not_found(&parameter.doc, parameter.not_found.as_ref()),
        rule,
        parameter.default.as_ref(),
        parameter.note.as_deref(),
    )
}

/// What something is, and the error code if it does not exist.
fn not_found(doc: &str, code: Option<&String>) -> String {
    code.map_or_else(|| doc.to_owned(), |code| format!("{doc} Rejected with `{code}` if it does not exist."))
}

fn words(doc: &str, rule: ValueRule, default: Option<&Literal>, note: Option<&str>) -> String {
    let rule = Some(rule.words()).filter(|rule| !rule.is_empty()).map(|rule| format!("{rule}."));
    let default = default.map(|default| match default {
        Literal::Boolean(value) => format!("`{value}` if not set."),
        Literal::Integer(value) => format!("`{value}` if not set."),
        Literal::Text(value) if value.is_empty() => "Empty if not set.".to_owned(),
        Literal::Text(value) => format!("`{value}` if not set."),
    });
    let parts = [Some(doc), rule.as_deref(), default.as_deref(), note];
    cell(&parts.into_iter().flatten().collect::<Vec<_>>().join(" "))
}

fn write_table(text: &mut String, api: &Api, resource: &Resource, table: &Table) {
    let _ = write!(text, "\n## {}\n\n{}\n\n| field | type | what it is |\n|---|---|---|\n", table.name, table.doc);
    for field in &table.fields {
        let may = if field.optional { " (optional)" } else { "" };
        let ty = type_link(api, resource, &field.ty);
        let _ = writeln!(text, "| `{}`{may} | {ty} | {} |", field.name, field_words(field));
    }
    write_rules(text, table.rules.iter().map(|rule| rule.words(|index| &table.fields[index].name)));
}

fn field_words(field: &Field) -> String {
    let unit = field.unit.map(|unit| format!(" In {unit}.")).unwrap_or_default();
    let encoded = if field.encoded { " It comes as a text that holds JSON." } else { "" };
    let doc = not_found(&format!("{}{unit}{encoded}", field.doc), field.not_found.as_ref());
    words(&doc, field.rule, field.default.as_ref(), field.note.as_deref())
}

fn write_codes(text: &mut String, codes: &Codes) {
    let _ = write!(text, "\n## {}\n\n{}\n\n| code | what it means |\n|---|---|\n", codes.name, codes.doc);
    for code in &codes.values {
        let _ = match codes.kind {
            CodeKind::Number => writeln!(text, "| `{}` {} | {} |", code.number, code.name, cell(&code.doc)),
            CodeKind::Text => writeln!(text, "| `{}` | {} |", code.name, cell(&code.doc)),
        };
    }
    if codes.open {
        text.push_str("\nThe service may send others.\n");
    }
}

fn parameter_link(api: &Api, resource: &Resource, parameter: &Parameter) -> String {
    let (ty, _) = parameter.ty.as_field();
    type_link(api, resource, &ty)
}

/// A type in the vendor's words, with a link to where it is described.
fn type_link(api: &Api, resource: &Resource, ty: &Type) -> String {
    let link = |at: crate::model::Reference, name: &str| {
        let described = &api.resources[at.resource];
        let page = if described.module == resource.module { String::new() } else { format!("{}.md", described.module) };
        format!("[{name}]({page}#{})", name.to_ascii_lowercase())
    };
    match ty {
        Type::Boolean => "Boolean".to_owned(),
        Type::Number(Width::Byte) => "Byte".to_owned(),
        Type::Number(Width::Short) => "Short".to_owned(),
        Type::Number(Width::Integer) => "Integer".to_owned(),
        Type::Number(Width::Long) => "Long".to_owned(),
        Type::Float => "Double".to_owned(),
        Type::Text => "String".to_owned(),
        Type::Secret => "String (secret)".to_owned(),
        Type::Json => "JSON".to_owned(),
        Type::Map => "Map of String".to_owned(),
        Type::Timestamp => "Long (milliseconds since 1970)".to_owned(),
        Type::Duration => "Long (milliseconds)".to_owned(),
        Type::Codes(at) => link(*at, &api.codes(*at).name),
        Type::Table(at) => link(*at, &api.table(*at).name),
        Type::List(item) => format!("list of {}", type_link(api, resource, item)),
    }
}

/// A text as a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
