//! Checks operations: path, parameters, pages, sorting.

use std::collections::HashMap;

use super::{At, Declared, Scope, names, parameters, rules};
use crate::diagnostic::Diagnostics;
use crate::load::written;
use crate::model::{
    Literal, Location, Method, Operation, Pages, Parameter, ParameterType, Reference, Resource, Segment, Service, Sort,
    Table, Type, Version, Width,
};

pub(super) fn check(
    written: &written::Resource,
    resources: &[Resource],
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Operation> {
    let at = at.key("operations");
    let version = written.version;
    let mut operations = Vec::new();
    for (name, written) in &written.operations.0 {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        operations.extend(operation(name, written, version, resources, scope, &at, report));
    }
    operations
}

fn operation(
    name: &str,
    written: &written::Operation,
    version: Option<Version>,
    resources: &[Resource],
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Operation> {
    let (method, template) = http(&written.http, &at.key("http"), report)?;
    let mut parameters = parameters(written, template, scope, at, report);
    let path = path(template, &parameters, scope, &at.key("http"), report);
    let response = match &written.response {
        Some(name) => Some(response(name, scope, &at.key("response"), report)?),
        None => None,
    };
    let names: Vec<_> = parameters.iter().map(|parameter| (parameter.name.as_str(), !parameter.mandatory)).collect();
    let rules = rules::check(&written.rules, &names, &at.key("rules"), report);
    let pages = match (&written.pages, response) {
        (Some(pages), Some(response)) => {
            let checked = &resources[response.resource].tables[response.index];
            pages_of(pages, &parameters, scope.table(response), checked, &at.key("pages"), report)
        }
        (Some(_), None) => {
            report.push(at.key("pages").wrong_key("E0024", "an operation without a `response` has no pages"));
            None
        }
        (None, _) => None,
    };
    if let Some(pages) = &pages {
        searches(written, &mut parameters, scope.table(pages.item), scope, &at.key("parameters"), report);
    }
    let sort = written.sort.as_ref().and_then(|sort| sorting(sort, &parameters, scope, &at.key("sort"), report));
    Some(Operation {
        name: name.to_owned(),
        id: match version {
            None => name.to_owned(),
            Some(Version::V2) => format!("v2_{name}"),
        },
        ident: names::member(name, at, report),
        builder: names::upper_camel(name),
        method,
        path,
        doc: written.doc.clone(),
        source: written.source.clone(),
        parameters,
        rules,
        success: success(written.success, scope, &at.key("success"), report),
        idempotent: written.idempotent.unwrap_or(method != Method::Post),
        response,
        pages,
        sort,
    })
}

/// The status of success: one of the service's own, from 200 to 299.
fn success(written: Option<u16>, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> u16 {
    let status = written.unwrap_or(200);
    let known = scope.spec.service.iter().flat_map(|service| &service.statuses.0).any(|(known, _)| *known == status);
    if written.is_some() && !(known && (200..300).contains(&status)) {
        report.push(at.wrong("E0036", format!("{status} is not a status of success that `statuses` lists")));
    }
    status
}

fn http<'a>(text: &'a str, at: &At<'_>, report: &mut Diagnostics) -> Option<(Method, &'a str)> {
    let parsed = text.split_once(' ').and_then(|(method, path)| {
        let method = [Method::Get, Method::Post, Method::Put, Method::Delete]
            .into_iter()
            .find(|known| known.as_str() == method)?;
        path.starts_with('/').then_some((method, path))
    });
    if parsed.is_none() {
        report.push(
            at.wrong("E0020", format!("`{text}` is not a method and a path"))
                .help("as in `GET /v1/{project_id}/training-jobs`; the methods are GET, POST, PUT and DELETE"),
        );
    }
    parsed
}

fn parameters(
    written: &written::Operation,
    template: &str,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Parameter> {
    let mut idents = names::Distinct::default();
    let mut wires = HashMap::new();
    let mut parameters = Vec::new();
    let (in_address, in_body) = (at.key("parameters"), at.key("body"));
    let all = written.parameters.0.iter().map(|entry| (entry, &in_address, Location::Query));
    let all = all.chain(written.body.0.iter().map(|entry| (entry, &in_body, Location::Body)));
    for ((name, written), at, location) in all {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        let in_path = location == Location::Query && template.contains(&format!("{{{name}}}"));
        let in_header = written.place == Some(written::ParameterPlace::Header);
        let location = match location {
            _ if in_path => Location::Path,
            Location::Query if in_header => Location::Header,
            location => location,
        };
        let parameter = parameters::check(name, written, location, Some(scope), &at, report);
        idents.insert(&parameter.ident, name, &at, report);
        for (way, wire) in [("ak_sk", &parameter.wire.ak_sk), ("account", &parameter.wire.account)] {
            if let Some(first) = wires.insert((way, location, wire.clone()), name).filter(|first| *first != name) {
                report.push(at.wrong_key("E0014", format!("`{name}` and `{first}` are both `{wire}` on the wire")));
            }
        }
        parameters.push(parameter);
    }
    parameters
}

fn path(
    template: &str,
    parameters: &[Parameter],
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut rest = template;
    while let Some((literal, behind)) = rest.split_once('{') {
        let Some((name, behind)) = behind.split_once('}') else {
            report.push(at.wrong("E0020", "a `{` of the path is not closed"));
            return segments;
        };
        segments.push(Segment::Literal(literal.to_owned()));
        let of = |parameters: &[Parameter]| parameters.iter().position(|parameter| parameter.name == name);
        match (of(parameters), of(scope.path_parameters)) {
            (Some(index), _) => segments.push(Segment::Parameter(index)),
            (None, Some(index)) => segments.push(Segment::Client(index)),
            (None, None) => {
                let known = parameters.iter().chain(scope.path_parameters).map(|parameter| parameter.name.as_str());
                let wrong = at.wrong("E0021", format!("the path names `{{{name}}}`, which is not declared"));
                report.push(wrong.propose(name, known));
            }
        }
        rest = behind;
    }
    if !rest.is_empty() {
        segments.push(Segment::Literal(rest.to_owned()));
    }
    segments
}

fn response(name: &str, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Reference> {
    if let Some(Declared::Table(table)) = scope.names.get(name) {
        return Some(*table);
    }
    report.push(at.wrong("E0012", format!("there is no table `{name}`")).propose(name, scope.known(true)));
    None
}

/// Finds a parameter that `pages` or `sort` names.
fn parameter(name: &str, parameters: &[Parameter], at: &At<'_>, report: &mut Diagnostics) -> Option<usize> {
    let index = parameters.iter().position(|parameter| parameter.name == name);
    if index.is_none() {
        let known = parameters.iter().map(|parameter| parameter.name.as_str());
        report.push(at.wrong("E0024", format!("there is no parameter `{name}`")).propose(name, known));
    }
    index
}

fn pages_of(
    written: &written::Pages,
    parameters: &[Parameter],
    (table_name, table): &(String, written::Table),
    checked: &Table,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Pages> {
    let (key, by_item) = if written.offset.is_some() { ("offset", true) } else { ("page", false) };
    let page = match (&written.page, &written.offset) {
        (Some(name), None) | (None, Some(name)) => counted(name, parameters, &at.key(key), report),
        _ => {
            report.push(at.wrong_key("E0024", "pages are told by `page` or by `offset`: name one of them"));
            None
        }
    };
    let size = counted(&written.size, parameters, &at.key("size"), report);
    let mut field = |name: &str, key: &'static str| {
        let found = table.fields.0.iter().any(|(field, _)| field == name);
        if !found {
            let known = table.fields.0.iter().map(|(field, _)| field.as_str());
            let wrong = at.key(key).wrong("E0024", format!("`{table_name}` has no field `{name}`"));
            report.push(wrong.propose(name, known));
        }
        found
    };
    let known = field(&written.items, "items") & written.total.as_ref().is_none_or(|total| field(total, "total"));
    if !known {
        return None;
    }
    let index = |name: &str| checked.fields.iter().position(|field| field.name == name);
    let items = index(&written.items)?;
    let total = written.total.as_ref().and_then(|total| index(total));
    // What stands for a type that is wrong is told already.
    let is_unresolved = |index: usize| checked.fields[index].ty == Type::Json && !report.entries().is_empty();
    if is_unresolved(items) || total.is_some_and(is_unresolved) {
        return None;
    }
    for (key, field) in [("items", Some(items)), ("total", total)] {
        let Some(field) = field.map(|index| &checked.fields[index]).filter(|field| field.optional) else { continue };
        let wrong =
            at.key(key).wrong("E0024", format!("`{}` may be left out, and a page cannot do without", field.name));
        report.push(wrong.help("leave out `optional` there"));
        return None;
    }
    let counts = |ty: &Type| matches!(ty, Type::Number(Width::Integer | Width::Long));
    if let Some(total) = total.filter(|total| !counts(&checked.fields[*total].ty)) {
        let name = &checked.fields[total].name;
        report.push(at.key("total").wrong("E0024", format!("`{name}` is neither an Integer nor a Long")));
    }
    let Type::List(item) = &checked.fields[items].ty else {
        report.push(at.key("items").wrong("E0024", format!("`{}` is not a JSON Array", written.items)));
        return None;
    };
    let Type::Table(item) = **item else {
        report.push(at.key("items").wrong("E0024", format!("the items of `{}` are not tables", written.items)));
        return None;
    };
    let ((page, first), (size, default_size)) = (page?, size?);
    let first = written.first.or(first).or(by_item.then_some(0));
    let Some(first) = first else {
        let mut wrong = at.key(key).wrong("E0024", "the number of the first page is not known");
        wrong.unresolved = Some(parameters[page].name.clone());
        report.push(wrong.help("give the parameter a default, or add `first:` here"));
        return None;
    };
    let default_size = default_size.unwrap_or(0);
    Some(Pages { page, by_item, first, size, default_size, items, item, total })
}

/// A parameter that counts, and its default.
fn counted(
    name: &str,
    parameters: &[Parameter],
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<(usize, Option<i64>)> {
    let index = parameter(name, parameters, at, report)?;
    match (&parameters[index].ty, &parameters[index].default) {
        (ParameterType::Number { .. }, Some(Literal::Integer(default))) => Some((index, Some(*default))),
        (ParameterType::Number { .. }, None) => Some((index, None)),
        _ if parameters::is_unresolved(&parameters[index]) => None,
        _ => {
            report.push(at.wrong("E0024", format!("`{name}` is not a number")));
            None
        }
    }
}

/// Resolves the fields that parameters select by and search in.
fn searches(
    written: &written::Operation,
    parameters: &mut [Parameter],
    (table_name, table): &(String, written::Table),
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) {
    let fields: Vec<_> = table.fields.0.iter().filter(|(name, _)| !scope.failure.has(name)).collect();
    let mut field = |name: &str, at: &At<'_>| {
        let index = fields.iter().position(|(field, _)| field == name);
        if index.is_none() {
            let known = fields.iter().map(|(field, _)| field.as_str());
            report.push(at.wrong("E0026", format!("`{table_name}` has no field `{name}`")).propose(name, known));
        }
        index
    };
    for (parameter, (name, written)) in parameters.iter_mut().zip(&written.parameters.0) {
        let at = at.key(name);
        parameter.selects = written.selects.as_ref().and_then(|name| field(name, &at.key("selects")));
        parameter.searches = written
            .searches
            .iter()
            .enumerate()
            .filter_map(|(index, name)| field(name, &at.key("searches").key(&index.to_string())))
            .collect();
    }
}

fn sorting(
    written: &written::Sort,
    parameters: &[Parameter],
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Sort> {
    let mut named = |name: &str, key: &'static str| {
        let at = at.key(key);
        let index = parameter(name, parameters, &at, report)?;
        if !parameters::are_texts(&parameters[index].ty, scope) {
            if parameters::is_unresolved(&parameters[index]) {
                return None;
            }
            report.push(at.wrong("E0025", format!("`{name}` is not one of a code table of texts")));
            return None;
        }
        Some(index)
    };
    let (by, order) = (named(&written.by, "by"), named(&written.order, "order"));
    Some(Sort { by: by?, order: order? })
}

/// Reports operations that share a name, a builder, or method and path.
pub(super) fn check_unique(resources: &[Resource], service: &Service, report: &mut Diagnostics) {
    let mut names = HashMap::new();
    let mut routes = HashMap::new();
    for resource in resources {
        let file = At::file(&resource.file);
        let tables = resource.tables.iter().map(|table| table.name.as_str());
        let types: Vec<_> = tables.chain(resource.codes.iter().map(|codes| codes.name.as_str())).collect();
        let mut builders = names::Distinct::default();
        for operation in &resource.operations {
            let operations = file.key("operations");
            let at = operations.key(&operation.name);
            names::check_not_taken(&operation.builder, &at, report);
            builders.insert(&operation.builder, &operation.name, &at, report);
            if types.contains(&operation.builder.as_str()) {
                let message =
                    format!("the builder of `{}` would be named as the type `{}`", operation.name, operation.builder);
                report.push(at.wrong_key("E0014", message));
            }
            if names.insert(&operation.id, ()).is_some() {
                report.push(at.wrong_key("E0022", format!("two operations are named `{}`", operation.name)));
            }
            let route = format!("{} {}", operation.method.as_str(), operation.template(service));
            if let Some(first) = routes.insert(route.clone(), &operation.name) {
                report.push(at.key("http").wrong("E0022", format!("`{route}` is the operation `{first}` already")));
            }
        }
    }
}
