//! Checks operations.

use std::collections::HashMap;

use super::key_path::KeyPath;
use super::scope::{Declared, Scope};
use super::{addresses, deprecation, headers, names, pages, parameters, paths, responses, rules};
use crate::diagnostic::{Diagnostics, Part};
use crate::load::raw;
use crate::model::{Group, Literal, Location, MERGE_PATCH, Method, Operation, Parameter, Service};

/// The content type of a body that is not a merge patch.
const JSON: &str = "application/json";

pub(super) fn check(
    raw: &raw::Group,
    index: usize,
    groups: &[Group],
    scope: &Scope<'_>,
    report: &mut Diagnostics,
) -> Vec<Operation> {
    let Group { file, module, type_name, .. } = &groups[index];
    let (at, mut operations) = (KeyPath::file(file), Vec::new());
    let at = at.key("operations");
    for (name, raw) in &raw.operations.0 {
        let at = at.key(name);
        names::check_operation(name, type_name, &at, scope.hand_written, report);
        operations.extend(operation((module, name), raw, groups, scope, &at, report));
    }
    operations
}

fn operation(
    (module, name): (&str, &str),
    raw: &raw::Operation,
    groups: &[Group],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Operation> {
    addresses::check_source(raw.source.as_deref(), at, report);
    let parsed = paths::method_and_template(&raw.http, &at.key("http"), report);
    // What is wrong otherwise is reported as well.
    let assumed = if raw.body.0.is_empty() { Method::Get } else { Method::Post };
    let (method, template) = parsed.unwrap_or((assumed, "/"));
    check_body(method, raw, at, report);
    let content_type = content_type(raw, at, report);
    let mut parameters = parameters(raw, template, scope, at, report);
    let path = paths::segments(template, &parameters, scope, &at.key("http"), report);
    let response = match &raw.response {
        Some(name) => responses::body(name, scope, &at.key("response"), report),
        None => None,
    };
    let is_optional = |parameter: &Parameter| parameter.has_setter() && !parameter.sends_default;
    let names: Vec<_> = parameters.iter().map(|parameter| (parameter.name.as_str(), is_optional(parameter))).collect();
    let rules = rules::check(&raw.rules, &names, &at.key("rules"), report);
    let success = responses::success(raw.success.as_ref(), scope, &at.key("success"), report);
    let pages = raw.pages.as_ref().and_then(|pages| {
        // A response that is wrong is reported already.
        if response.is_none() && raw.response.is_some() {
            return None;
        }
        let page = pages::page_table(response.as_ref(), &success, &at.key("pages"), report)?;
        pages::check(pages, &parameters, page, groups, scope, &at.key("pages"), report)
    });
    match &pages {
        Some(pages) => {
            let item = &groups[pages.item.group].tables[pages.item.index];
            pages::searches(raw, &mut parameters, (pages.item, item), scope, &at.key("parameters"), report);
        }
        None if raw.pages.is_none() => {
            let label = "the operation has no `pages`";
            pages::report_searches(&raw.parameters.0, label, &at.key("parameters"), report);
        }
        None => {}
    }
    pages::report_searches(&raw.body.0, "a field of a body does not select items", &at.key("body"), report);
    if raw.sort.is_some() && raw.pages.is_none() {
        let error = at
            .key("sort")
            .key_error("E0025", "`sort` not allowed")
            .unresolved(&at.entry(), pages::NO_PAGES)
            .label("the operation has no `pages`");
        report.push(error.help("add `pages`, or remove it"));
    }
    let sort = raw.sort.as_ref().and_then(|sort| pages::sort(sort, &parameters, scope, &at.key("sort"), report));
    if parsed.is_none() || response.is_some() != raw.response.is_some() {
        return None;
    }
    Some(Operation {
        name: name.to_owned(),
        id: format!("{module}.{name}"),
        ident: names::member(name, at, report),
        builder: names::upper_camel(name),
        constant: names::screaming(name),
        method,
        path,
        doc: raw.doc.clone(),
        source: raw.source.clone(),
        deprecated: deprecation::check(raw.deprecated.as_ref(), at, report),
        parameters,
        rules,
        success,
        idempotent: raw.idempotent.unwrap_or(match method {
            Method::Post => false,
            Method::Patch => content_type.as_deref() == Some(MERGE_PATCH),
            _ => true,
        }),
        content_type,
        failure: raw.failure.as_deref().and_then(|name| responses::table(name, scope, &at.key("failure"), report)),
        response,
        pages,
        sort,
    })
}

/// Reports a GET with a body that is not marked as one, and a mark without such a body.
fn check_body(method: Method, raw: &raw::Operation, at: &KeyPath<'_>, report: &mut Diagnostics) {
    let needs_mark = method == Method::Get && !raw.body.0.is_empty();
    if needs_mark && !raw.get_with_body {
        report.push(
            at.key("body")
                .key_error("E0044", "`body` not allowed")
                .label("the method is GET")
                .help("use `parameters`, or add `get_with_body: true` if the page shows a body"),
        );
    } else if raw.get_with_body && !needs_mark {
        let error = at.key("get_with_body").key_error("E0044", "`get_with_body` not allowed");
        report.push(error.label("the operation is not a GET with a body").help("remove it"));
    }
}

fn parameters(
    operation: &raw::Operation,
    template: &str,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Vec<Parameter> {
    let mut idents = names::Distinct::default();
    let mut wire_names = HashMap::new();
    let mut parameters = Vec::new();
    let (in_address, in_body) = (at.key("parameters"), at.key("body"));
    let has_body = !operation.body.0.is_empty();
    let all = operation.parameters.0.iter().map(|entry| (entry, &in_address, Location::Query));
    let all = all.chain(operation.body.0.iter().map(|entry| (entry, &in_body, Location::Body)));
    for ((name, raw), at, section) in all {
        let at = at.key(name);
        // In a body, names on the wire are keys as in tables.
        if section != Location::Body {
            names::check_chosen(name, &at, report);
        }
        let location = location(name, raw, section, template, &at, report);
        check_values(raw, location, scope, &at, report);
        let mut parameter = parameters::check(name, raw, location, Some(scope), &at, report);
        if parameter.has_setter() {
            names::check_setter(&parameter.ident, &at, report);
        }
        idents.insert_parameter((&parameter.ident, name, &parameter.wire.ak_sk), &at, report);
        let is_cleared = operation.content_type.as_deref() == Some(MERGE_PATCH) && location == Location::Body;
        if is_cleared && parameter.has_setter() {
            parameter.clear = Some(names::clearing(&parameter.ident));
        }
        for (scheme, wire) in [("ak_sk", &parameter.wire.ak_sk), ("account", &parameter.wire.account)] {
            if location == Location::Header && (scheme == "ak_sk" || *wire != parameter.wire.ak_sk) {
                headers::check(wire, has_body, &at.key("name"), report);
            }
            // Names of headers are case-insensitive.
            let key = if location == Location::Header { wire.to_ascii_lowercase() } else { wire.clone() };
            if wire.is_empty() && !is_scheme_missing(raw.name.as_ref(), scheme) {
                report.push(at.key("name").error("E0014", "empty name").help("write the name on the wire"));
            } else if let Some(first) = wire_names.insert((scheme, location, key), name).filter(|first| *first != name)
            {
                let error = at.key_error("E0014", format!("duplicate name `{wire}` on the wire"));
                report
                    .push(error.label(format!("`{first}` has this name, too")).help("change one of them with `name`"));
            }
        }
        parameters.push(parameter);
    }
    // After all others: those have their own names.
    for (clear, name) in parameters.iter().filter_map(|parameter| Some((parameter.clear.as_ref()?, &parameter.name))) {
        idents.check_clearing(clear, &in_body.key(name), report);
    }
    parameters
}

/// Returns the content type of the body, if it is not that of JSON.
fn content_type(raw: &raw::Operation, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<String> {
    let content_type = raw.content_type.as_ref()?;
    let at = at.key("content_type");
    if raw.body.0.is_empty() {
        let error = at.key_error("E0051", "`content_type` not allowed").label("the operation has no `body`");
        report.push(error.help("remove it, or add `body`"));
    } else if !matches!(content_type.as_str(), JSON | MERGE_PATCH) {
        let error = at.error("E0051", format!("unknown content type `{content_type}`"));
        report.push(error.suggest_word(content_type, [JSON, MERGE_PATCH].into_iter()));
    }
    Some(content_type.clone()).filter(|content_type| content_type != JSON)
}

/// Returns where a parameter goes: into the path if the path names it, into a header if it says so.
fn location(
    name: &str,
    raw: &raw::Parameter,
    section: Location,
    template: &str,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Location {
    let in_path = section == Location::Query && template.split('/').any(|part| part == format!("{{{name}}}"));
    let in_header = raw.place == Some(raw::ParameterPlace::Header);
    if in_header && (in_path || section == Location::Body) {
        let place = if in_path { "path" } else { "body" };
        let error = at.key("in").error("E0039", "`in` not allowed");
        report.push(error.label(format!("the parameter is in the {place}")).help("remove it"));
    }
    match section {
        _ if in_path => Location::Path,
        Location::Query if in_header => Location::Header,
        section => section,
    }
}

/// Reports values of the spec that cannot be sent in a path or in a header.
fn check_values(
    raw: &raw::Parameter,
    location: Location,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    let (place, fits): (_, fn(&str) -> bool) = match location {
        // URLs treat these as steps between folders.
        Location::Path => ("a path", |text| !matches!(text, "" | "." | "..")),
        Location::Header => ("a header", |text| text.trim() == text && text.chars().all(|c| (' '..='~').contains(&c))),
        Location::Query | Location::Body => return,
    };
    if matches!(&raw.default, Some(Literal::Text(text)) if !fits(text)) {
        let error = at.key("default").error("E0039", "invalid default");
        report.push(error.label(format!("{place} cannot hold this text")));
    }
    if let Some(Declared::Codes(codes)) = scope.names.get(raw.ty.as_str()) {
        let (name, table) = scope.codes(*codes);
        let mut texts = table.values.0.iter().map(|(key, value)| value.name.as_ref().unwrap_or(key));
        if let Some(text) = texts.find(|text| table.ty == "String" && !fits(text)) {
            let error = at.key("type").error("E0039", format!("type `{name}` not allowed"));
            report.push(error.label(format!("{place} cannot hold its code {text:?}")));
        }
    }
}

/// Returns whether a list of names has none for an authentication scheme. That is reported already.
fn is_scheme_missing(name: Option<&raw::WireName>, scheme: &str) -> bool {
    matches!(name, Some(raw::WireName::ByScheme(names)) if names.0.iter().all(|(known, _)| known != scheme))
}

/// Reports operations that share a builder, or method and path, and types that share a name with them.
pub(super) fn check_unique(groups: &[Group], service: &Service, report: &mut Diagnostics) {
    let mut routes = HashMap::new();
    let mut lists = HashMap::new();
    for group in groups {
        let file = KeyPath::file(&group.file);
        let tables = group.tables.iter().map(|table| table.name.as_str());
        let types: Vec<_> = tables.chain(group.codes.iter().map(|codes| codes.name.as_str())).collect();
        let mut builders = names::Distinct::default();
        check_group(group, &types, &file, report);
        for operation in &group.operations {
            pages::check_page(operation, &mut lists, &file, report);
            let operations = file.key("operations");
            let at = operations.key(&operation.name);
            builders.insert(&operation.builder, &operation.name, &at, report);
            if operation.builder == group.type_name {
                let error = at.key_error("E0014", format!("duplicate type `{}`", operation.builder));
                report.push(error.label(
                    "the builder of this operation and the type of this file's operations would have this name",
                ));
            } else if types.contains(&operation.builder.as_str()) {
                let error = at.key_error("E0014", format!("duplicate type `{}`", operation.builder));
                report.push(error.label("the builder of this operation and a table would have this name"));
            }
            let route = format!("{} {}", operation.method.as_str(), paths::shape(&operation.path));
            if let Some((first_file, first)) = routes.insert(route, (&group.file, operation)) {
                let route = format!("{} {}", operation.method.as_str(), operation.template(service));
                let error = at.key("http").error("E0022", format!("duplicate operation `{route}`"));
                let error = error.label(format!("`{}` has the same method and path", first.id));
                let first = KeyPath::file(first_file).key("operations").key(&first.name).key("http").place(Part::Value);
                let error = error.related(first, "first used here");
                report.push(error.help("names of parameters do not make paths different"));
            }
        }
    }
}

/// Reports a table or a code table with the name of the type whose methods are the operations.
fn check_group(group: &Group, types: &[&str], file: &KeyPath<'_>, report: &mut Diagnostics) {
    let type_name = group.type_name.as_str();
    if group.operations.is_empty() || !types.contains(&type_name) {
        return;
    }
    let is_table = group.tables.iter().any(|table| table.name == type_name);
    let section = file.key(if is_table { "tables" } else { "codes" });
    let error = section.key(type_name).key_error("E0014", format!("duplicate type `{type_name}`"));
    let label = format!("the type whose methods are the operations of `{}` has this name", group.file);
    report.push(error.label(label).help("choose another name, such as the singular"));
}
