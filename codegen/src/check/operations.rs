//! Checks operations: path, parameters, pages, sorting.

use std::collections::HashMap;

use super::{At, Declared, Scope, headers, names, parameters, paths, rules, service};
use crate::diagnostic::Diagnostics;
use crate::load::raw;
use crate::model::{
    Literal, Location, Method, Operation, Pages, Parameter, ParameterType, Reference, Resource, Service, Sort, Table,
    Type, Version, Width,
};

pub(super) fn check(
    written: &raw::Resource,
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
        let owner = version.map_or("Client", |Version::V2| "V2");
        names::check_operation(name, owner, &at, scope.hand_written, report);
        operations.extend(operation(name, written, version, resources, scope, &at, report));
    }
    operations
}

fn operation(
    name: &str,
    written: &raw::Operation,
    version: Option<Version>,
    resources: &[Resource],
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Operation> {
    service::check_source(written.source.as_deref(), at, report);
    let (method, template) = paths::method_and_template(&written.http, &at.key("http"), report)?;
    check_body(method, written, at, report);
    let mut parameters = parameters(written, template, scope, at, report);
    let path = paths::segments(template, &parameters, scope, &at.key("http"), report);
    let response = match &written.response {
        Some(name) => Some(response(name, scope, &at.key("response"), report)?),
        None => None,
    };
    let is_open = |parameter: &Parameter| !parameter.mandatory && !parameter.sends_default;
    let names: Vec<_> = parameters.iter().map(|parameter| (parameter.name.as_str(), is_open(parameter))).collect();
    let rules = rules::check(&written.rules, &names, &at.key("rules"), report);
    let pages = match (&written.pages, response) {
        (Some(pages), Some(response)) => {
            let checked = &resources[response.resource].tables[response.index];
            let at = at.key("pages");
            let checked = pages_of(pages, &parameters, (scope.table(response), checked), &at, report);
            checked.map(|checked| with_key(checked, pages.key.as_deref(), resources, &at, report))
        }
        (Some(_), None) => {
            report.push(at.key("pages").wrong_key("E0024", "an operation without a `response` has no pages"));
            None
        }
        (None, _) => None,
    };
    match &pages {
        Some(pages) => {
            let item = &resources[pages.item.resource].tables[pages.item.index];
            searches(written, &mut parameters, item, &at.key("parameters"), report);
        }
        None if written.pages.is_none() => {
            let why = "the operation has no `pages`: there are no items";
            nothing_to_search(&written.parameters.0, why, &at.key("parameters"), report);
        }
        None => {}
    }
    nothing_to_search(&written.body.0, "a body does not select items", &at.key("body"), report);
    if written.sort.is_some() && written.pages.is_none() {
        let wrong = at.key("sort").wrong_key("E0025", "the operation has no `pages`: there is nothing to sort");
        report.push(wrong.help("add `pages`, or leave it out"));
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
        success: success(written.success, response.is_some(), scope, &at.key("success"), report),
        idempotent: written.idempotent.unwrap_or(method != Method::Post),
        response,
        pages,
        sort,
    })
}

/// The status of success: one of the service's own, from 200 to 299.
fn success(written: Option<u16>, has_response: bool, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> u16 {
    let status = written.unwrap_or(200);
    if status == 204 && has_response {
        report.push(at.wrong("E0036", "a response with status 204 has no body").help("leave out `response`"));
        return status;
    }
    let known = scope.spec.service.iter().flat_map(|service| &service.statuses.0).any(|(known, _)| *known == status);
    if written.is_some() && !(known && (200..300).contains(&status)) {
        report.push(at.wrong("E0036", format!("{status} is not a status of success that `statuses` lists")));
    }
    status
}

/// Reports a body that a server need not read, and a mark that says nothing.
fn check_body(method: Method, written: &raw::Operation, at: &At<'_>, report: &mut Diagnostics) {
    let needs_mark = method == Method::Get && !written.body.0.is_empty();
    if needs_mark && !written.get_with_body {
        report.push(
            at.key("body").wrong_key("E0044", "a GET has a body").help(
                "servers may ignore it: use `parameters`, or say `get_with_body: true` if the page does show one",
            ),
        );
    } else if written.get_with_body && !needs_mark {
        report.push(at.key("get_with_body").wrong_key("E0044", "the operation is no GET with a body"));
    }
}

fn parameters(
    written: &raw::Operation,
    template: &str,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Vec<Parameter> {
    let mut idents = names::Distinct::default();
    let mut wires = HashMap::new();
    let mut parameters = Vec::new();
    let (in_address, in_body) = (at.key("parameters"), at.key("body"));
    let has_body = !written.body.0.is_empty();
    let all = written.parameters.0.iter().map(|entry| (entry, &in_address, Location::Query));
    let all = all.chain(written.body.0.iter().map(|entry| (entry, &in_body, Location::Body)));
    for ((name, written), at, location) in all {
        let at = at.key(name);
        names::check_chosen(name, &at, report);
        let in_path = location == Location::Query && template.split('/').any(|part| part == format!("{{{name}}}"));
        let in_header = written.place == Some(raw::ParameterPlace::Header);
        if in_header && (in_path || location == Location::Body) {
            report.push(at.key("in").wrong("E0039", "a parameter of the path or of the body goes into no header"));
        }
        let location = match location {
            _ if in_path => Location::Path,
            Location::Query if in_header => Location::Header,
            location => location,
        };
        check_values(written, location, scope, &at, report);
        if !written.mandatory && location != Location::Path {
            names::check_setter(name, &at, report);
        }
        let parameter = parameters::check(name, written, location, Some(scope), &at, report);
        idents.insert(&parameter.ident, name, &at, report);
        for (way, wire) in [("ak_sk", &parameter.wire.ak_sk), ("account", &parameter.wire.account)] {
            if location == Location::Header && (way == "ak_sk" || *wire != parameter.wire.ak_sk) {
                headers::check(wire, has_body, &at.key("name"), report);
            }
            // Headers are the same in upper and lower case.
            let key = if location == Location::Header { wire.to_ascii_lowercase() } else { wire.clone() };
            if wire.is_empty() && !is_way_missing(written.name.as_ref(), way) {
                report.push(at.key("name").wrong("E0014", format!("`{name}` has no name on the wire")));
            } else if let Some(first) = wires.insert((way, location, key), name).filter(|first| *first != name) {
                report.push(at.wrong_key("E0014", format!("`{name}` and `{first}` are both `{wire}` on the wire")));
            }
        }
        parameters.push(parameter);
    }
    parameters
}

fn response(name: &str, scope: &Scope<'_>, at: &At<'_>, report: &mut Diagnostics) -> Option<Reference> {
    if let Some(Declared::Table(table)) = scope.names.get(name) {
        return Some(*table);
    }
    report.push(at.wrong("E0012", format!("there is no table `{name}`")).propose(name, scope.known(true)));
    None
}

/// Reports values of the spec that could not be sent where the parameter goes.
fn check_values(
    written: &raw::Parameter,
    location: Location,
    scope: &Scope<'_>,
    at: &At<'_>,
    report: &mut Diagnostics,
) {
    let fits: fn(&str) -> bool = match location {
        // URLs treat these as steps through folders.
        Location::Path => |text| !matches!(text, "" | "." | ".."),
        Location::Header => |text| text.trim() == text && text.chars().all(|c| (' '..='~').contains(&c)),
        Location::Query | Location::Body => return,
    };
    if let Some(Literal::Text(text)) =
        written.default.as_ref().filter(|default| matches!(default, Literal::Text(text) if !fits(text)))
    {
        report.push(at.key("default").wrong("E0039", format!("{text:?} cannot be sent there")));
    }
    if let Some(Declared::Codes(codes)) = scope.names.get(written.ty.as_str()) {
        let (name, table) = scope.codes(*codes);
        let mut texts = table.values.0.iter().map(|(key, value)| value.name.as_ref().unwrap_or(key));
        if let Some(text) = texts.find(|text| table.ty == "String" && !fits(text)) {
            report.push(at.key("type").wrong("E0039", format!("the code {text:?} of `{name}` cannot be sent there")));
        }
    }
}

/// Whether a way of authentication has no name in a list of names, which is reported already.
fn is_way_missing(name: Option<&raw::WireName>, way: &str) -> bool {
    matches!(name, Some(raw::WireName::ByAuthentication(names)) if names.0.iter().all(|(known, _)| known != way))
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
    written: &raw::Pages,
    parameters: &[Parameter],
    ((table_name, table), checked): (&(String, raw::Table), &Table),
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
    let mut index = |name: &str, key: &'static str| {
        let index = checked.fields.iter().position(|field| field.name == name);
        if index.is_none() {
            let wrong = at.key(key).wrong("E0024", format!("`{name}` tells of a failure, and not of a list"));
            report.push(wrong.help("name a field of the response that holds it"));
        }
        index
    };
    let items = index(&written.items, "items");
    let total = written.total.as_ref().map(|total| index(total, "total"));
    let (Some(items), None | Some(Some(_))) = (items, total) else { return None };
    let total = total.flatten();
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
    let ((page, default), (size, default_size)) = (page?, size?);
    if page == size {
        report.push(at.key("size").wrong("E0024", format!("`{}` cannot be both", parameters[page].name)));
        return None;
    }
    let is_told = report.entries().len();
    let first = first_page(written, by_item, default, at, report);
    let Some(first) = first else {
        if report.entries().len() > is_told {
            return None;
        }
        let mut wrong = at.key(key).wrong("E0024", "the number of the first page is not known");
        wrong.unresolved = Some(parameters[page].name.clone());
        report.push(wrong.help("give the parameter a default, or add `first:` here"));
        return None;
    };
    if let ParameterType::Number { min, max, .. } = &parameters[page].ty
        && !(*min..=*max).contains(&first)
    {
        let message = format!("`{}` can never be {first}, with which the pages begin", parameters[page].name);
        report.push(at.key(key).wrong("E0024", message).help("extend its `range`, or change `first`"));
        return None;
    }
    let default_size = default_size.unwrap_or(0);
    Some(Pages { page, by_item, first, size, default_size, items, item, total, key: Vec::new() })
}

/// Finds the key of the items, through the objects that hold it.
fn with_key(
    mut pages: Pages,
    key: Option<&str>,
    resources: &[Resource],
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Pages {
    let (at, mut holder, mut is_unresolved) = (at.key("key"), Some(pages.item), false);
    for name in key.into_iter().flat_map(|key| key.split('.')) {
        let Some(table) = holder.map(|at| &resources[at.resource].tables[at.index]) else {
            if is_unresolved {
                return pages;
            }
            report.push(at.wrong("E0024", format!("no object holds `{name}`: the field before it is of another type")));
            return pages;
        };
        let Some(index) = table.fields.iter().position(|field| field.name == name) else {
            let known = table.fields.iter().map(|field| field.name.as_str());
            let wrong = at.wrong("E0024", format!("`{}` has no field `{name}`", table.name));
            report.push(wrong.propose(name, known));
            return pages;
        };
        pages.key.push(index);
        holder = if let Type::Table(inner) = table.fields[index].ty { Some(inner) } else { None };
        let is_last = key.is_some_and(|key| key.split('.').count() == pages.key.len());
        let is_key = matches!(table.fields[index].ty, Type::Text | Type::Number(_));
        // What stands for a type that is wrong is reported already.
        is_unresolved = table.fields[index].ty == Type::Json && !report.entries().is_empty();
        if is_last && !is_key && !is_unresolved {
            let wrong = at.wrong("E0024", format!("`{name}` is neither a String nor a whole number"));
            report.push(wrong.help("name a field that no two items share, such as an ID"));
        }
    }
    pages
}

/// The number of the first page: written, or the default of the parameter. Items are counted from 0.
fn first_page(
    written: &raw::Pages,
    by_item: bool,
    default: Option<i64>,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<i64> {
    if !by_item {
        return written.first.or(default);
    }
    if written.first.is_some() {
        let wrong = at.key("first").wrong_key("E0024", "items are counted from 0");
        report.push(wrong.help("leave out `first`: only pages have another number of the first one"));
    } else if default.is_some_and(|default| default != 0) {
        report.push(at.key("offset").wrong("E0024", "the list does not begin with the default of the parameter"));
        return None;
    }
    Some(0)
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
    written: &raw::Operation,
    parameters: &mut [Parameter],
    item: &Table,
    at: &At<'_>,
    report: &mut Diagnostics,
) {
    let mut field = |name: &str, at: &At<'_>| {
        let index = item.fields.iter().position(|field| field.name == name);
        if index.is_none() {
            let known = item.fields.iter().map(|field| field.name.as_str());
            report.push(at.wrong("E0026", format!("`{}` has no field `{name}`", item.name)).propose(name, known));
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
    for parameter in parameters.iter() {
        check_kinds(parameter, item, at, report);
    }
}

/// Reports a parameter that can be equal to no value of the field that it selects by, or be in no text.
fn check_kinds(parameter: &Parameter, item: &Table, at: &At<'_>, report: &mut Diagnostics) {
    if parameters::is_unresolved(parameter) {
        return;
    }
    let at = at.key(&parameter.name);
    let (ty, _) = parameter.ty.as_field();
    if let Some(field) = parameter.selects.map(|index| &item.fields[index])
        && !is_comparable(&ty, &field.ty)
    {
        let message = format!("`{}` is of another type than `{}`", field.name, parameter.name);
        report.push(at.key("selects").wrong("E0026", message).help("select by a field of the same type"));
    }
    for (index, field) in parameter.searches.iter().map(|index| &item.fields[*index]).enumerate() {
        if !matches!(field.ty, Type::Text) || ty != Type::Text {
            let message = format!("`{}` or `{}` is not a String", field.name, parameter.name);
            report.push(at.key("searches").key(&index.to_string()).wrong("E0026", message));
        }
    }
}

/// Whether values of two types can be equal on the wire. What is unresolved, or any JSON, can be equal to anything.
fn is_comparable(a: &Type, b: &Type) -> bool {
    let is_number = |ty: &Type| matches!(ty, Type::Number(_) | Type::Timestamp | Type::Duration | Type::Float);
    *a == Type::Json || *b == Type::Json || a == b || (is_number(a) && is_number(b))
}

/// Reports what selects and searches in an operation that lists nothing.
fn nothing_to_search(written: &[(String, raw::Parameter)], why: &str, at: &At<'_>, report: &mut Diagnostics) {
    for (name, parameter) in written {
        let at = at.key(name);
        let key = match (&parameter.selects, parameter.searches.is_empty()) {
            (Some(_), _) => "selects",
            (None, false) => "searches",
            (None, true) => continue,
        };
        let wrong = at.key(key).wrong_key("E0026", why);
        report.push(wrong.help("leave it out"));
    }
}

fn sorting(
    written: &raw::Sort,
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
    let (by, order) = (by?, order?);
    if by == order {
        report.push(at.key("order").wrong("E0025", format!("`{}` cannot be both", parameters[by].name)));
        return None;
    }
    Some(Sort { by, order })
}

/// Reports a table whose pages hold other items in another operation: a page is read in one way.
fn check_page<'a>(
    operation: &'a Operation,
    lists: &mut HashMap<Reference, &'a Operation>,
    file: &At<'_>,
    report: &mut Diagnostics,
) {
    let (Some(pages), Some(response)) = (&operation.pages, operation.response) else { return };
    let first = *lists.entry(response).or_insert(operation);
    let Some(known) = &first.pages else { return };
    if (known.items, known.total) != (pages.items, pages.total) {
        let operations = file.key("operations");
        let wrong = operations.key(&operation.name).key("pages").wrong_key(
            "E0024",
            format!("the operation `{}` has other items or another total in the same table", first.name),
        );
        report.push(wrong.help("describe a table of its own for each list"));
    }
}

/// Reports operations that share a name, a builder, or method and path.
pub(super) fn check_unique(resources: &[Resource], service: &Service, report: &mut Diagnostics) {
    let mut names = HashMap::new();
    let mut routes = HashMap::new();
    let mut lists = HashMap::new();
    for resource in resources {
        let file = At::file(&resource.file);
        let tables = resource.tables.iter().map(|table| table.name.as_str());
        let types: Vec<_> = tables.chain(resource.codes.iter().map(|codes| codes.name.as_str())).collect();
        let mut builders = names::Distinct::default();
        for operation in &resource.operations {
            check_page(operation, &mut lists, &file, report);
            let operations = file.key("operations");
            let at = operations.key(&operation.name);
            builders.insert(&operation.builder, &operation.name, &at, report);
            if types.contains(&operation.builder.as_str()) {
                let message =
                    format!("the builder of `{}` would be named as the type `{}`", operation.name, operation.builder);
                report.push(at.wrong_key("E0014", message));
            }
            if names.insert(&operation.id, ()).is_some() {
                report.push(at.wrong_key("E0022", format!("two operations are named `{}`", operation.name)));
            }
            let route = format!("{} {}", operation.method.as_str(), paths::shape(&operation.path));
            if let Some(first) = routes.insert(route, &operation.name) {
                let route = format!("{} {}", operation.method.as_str(), operation.template(service));
                let wrong = at.key("http").wrong("E0022", format!("`{route}` is the operation `{first}` already"));
                report.push(wrong.help("names of parameters do not tell two paths apart"));
            }
        }
    }
}
