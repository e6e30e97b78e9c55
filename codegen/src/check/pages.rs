//! Checks `pages` and `sort`, and the parameters that select items.

use std::collections::HashMap;

use super::field_path::{self, Broken};
use super::key_path::KeyPath;
use super::parameters;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::load::raw;
use crate::model::{
    Field, Group, Literal, Operation, Pages, Parameter, ParameterType, Reference, Sort, Table, Type, Width,
};

const INVALID: &str = "invalid `pages`";

/// Checks the `pages` of an operation with a response.
pub(super) fn check(
    raw: &raw::Pages,
    parameters: &[Parameter],
    response: Reference,
    groups: &[Group],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Pages> {
    let (key, by_item) = if raw.offset.is_some() { ("offset", true) } else { ("page", false) };
    let page = match (&raw.page, &raw.offset) {
        (Some(name), None) | (None, Some(name)) => counter(name, parameters, &at.key(key), report),
        _ => {
            let error = at.key_error("E0024", INVALID).label("exactly one of `page`, `offset` must be set");
            report.push(error.help("name the parameter that holds the number of the page, or of its first item"));
            None
        }
    };
    let size = counter(&raw.size, parameters, &at.key("size"), report);
    let table = &groups[response.group].tables[response.index];
    let list = list(raw, response, table, scope, at, report)?;
    let ((page, default), (size, default_size)) = (page?, size?);
    if page == size {
        let error = at.key("size").error("E0024", INVALID);
        let error = error.label(format!("`{}` is the parameter of `{key}`, too", parameters[page].name));
        report.push(error.help("name two parameters"));
        return None;
    }
    let reported = report.entries().len();
    let Some(first) = first_page(raw, by_item, default, at, report) else {
        if report.entries().len() == reported {
            let error = at.key(key).error("E0024", INVALID).label("the number of the first page is unknown");
            let error = error.unresolved(&parameters[page].name, "parameters with a default");
            report.push(error.help("give the parameter a default, or add `first` here"));
        }
        return None;
    };
    if let ParameterType::Number { min, max, .. } = &parameters[page].ty
        && !(*min..=*max).contains(&first)
    {
        // A default out of the range is reported already.
        if !by_item && raw.first.is_none() {
            return None;
        }
        let label = format!("the first page, {first}, is out of the range of `{}`", parameters[page].name);
        report.push(at.key(key).error("E0024", INVALID).label(label).help("extend its `range`, or change `first`"));
        return None;
    }
    let List { items, item, total } = list;
    let default_size = default_size.unwrap_or(0);
    let pages = Pages { page, by_item, first, size, default_size, items, item, total, key: Vec::new() };
    Some(with_key(pages, raw.key.as_deref(), groups, scope, at, report))
}

/// The fields of a response that make it a page of a list.
struct List {
    items: usize,
    item: Reference,
    total: Option<usize>,
}

/// Finds the fields that hold the items and their total number.
fn list(
    raw: &raw::Pages,
    response: Reference,
    checked: &Table,
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<List> {
    let (table_name, table) = scope.table(response);
    let mut exists = |name: &str, key: &'static str| {
        let found = table.fields.0.iter().any(|(field, _)| field == name);
        if !found {
            let known = table.fields.0.iter().map(|(field, _)| field.as_str());
            let error = at.key(key).error("E0024", format!("unknown field `{name}`"));
            report.push(unknown_field(error, name, table_name, known));
        }
        found
    };
    let all_exist = exists(&raw.items, "items") & raw.total.as_ref().is_none_or(|total| exists(total, "total"));
    if !all_exist {
        return None;
    }
    let mut index = |name: &str, key: &'static str| {
        let index = checked.fields.iter().position(|field| field.key == name);
        if index.is_none() {
            let error = at.key(key).error("E0024", INVALID).label(format!("`{name}` is a field of a failure"));
            report.push(error.help("name a field that holds data"));
        }
        index
    };
    let items = index(&raw.items, "items");
    let total = raw.total.as_ref().map(|total| index(total, "total"));
    let (Some(items), None | Some(Some(_))) = (items, total) else { return None };
    let total = total.flatten();
    // A wrong type is reported already.
    let is_unresolved = |index: usize| scope.is_unresolved(response, &checked.fields[index]);
    if is_unresolved(items) || total.is_some_and(is_unresolved) {
        return None;
    }
    for (key, field) in [("items", Some(items)), ("total", total)] {
        let Some(field) = field.map(|index| &checked.fields[index]).filter(|field| field.optional) else { continue };
        let error = at.key(key).error("E0024", INVALID).label(format!("`{}` is optional", field.key));
        report.push(error.help("remove `optional` from the field: a page needs it"));
        return None;
    }
    let is_count = |ty: &Type| matches!(ty, Type::Number(Width::Integer | Width::Long));
    if let Some(total) = total.filter(|total| !is_count(&checked.fields[*total].ty)) {
        let label = format!("`{}` is not an Integer or a Long", checked.fields[total].key);
        report.push(at.key("total").error("E0024", INVALID).label(label));
    }
    let Type::List(item) = &checked.fields[items].ty else {
        let label = format!("`{}` is not a JSON Array", raw.items);
        report.push(at.key("items").error("E0024", INVALID).label(label));
        return None;
    };
    let Type::Table(item) = **item else {
        let label = format!("the items of `{}` are not tables", raw.items);
        report.push(at.key("items").error("E0024", INVALID).label(label));
        return None;
    };
    Some(List { items, item, total })
}

/// Completes the error of a name that is not a field of a table.
fn unknown_field<'a>(error: Diagnostic, name: &str, table: &str, known: impl Iterator<Item = &'a str>) -> Diagnostic {
    let error = error.label(format!("`{table}` has no such field")).unresolved(name, format!("fields of {table}"));
    error.suggest(name, known).or_help(format!("add `{name}` to the fields of `{table}`, or name another field"))
}

/// Finds the key of the items, through the objects that hold it.
fn with_key(
    mut pages: Pages,
    key: Option<&str>,
    groups: &[Group],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Pages {
    let (Some(key), at) = (key, at.key("key")) else { return pages };
    let field = |at: Reference, index: usize| &groups[at.group].tables[at.index].fields[index];
    // A wrong type is reported already.
    let is_unresolved = |(at, index): (Reference, usize)| scope.is_unresolved(at, field(at, index));
    match field_path::follow(key, Some(pages.item), groups) {
        Ok(found) => {
            pages.key = found.iter().map(|(_, index)| *index).collect();
            let wrong = found
                .last()
                .map(|last| (*last, field(last.0, last.1)))
                .filter(|(last, field)| !matches!(field.ty, Type::Text | Type::Number(_)) && !is_unresolved(*last));
            if let Some((_, field)) = wrong {
                let label = format!("`{}` is not a String or a whole number", field.key);
                let error = at.error("E0024", "invalid `key`").label(label);
                report.push(error.help("name a field that is unique in the list, such as an ID"));
            }
        }
        Err(Broken::NotInAnObject { name, before }) => {
            if !before.is_some_and(is_unresolved) {
                let label = format!("the field before `{name}` is not an object");
                report.push(at.error("E0024", "invalid `key`").label(label));
            }
        }
        Err(Broken::Unknown { name, table }) => {
            let known = table.fields.iter().map(|field| field.key.as_str());
            let error = at.error("E0024", format!("unknown field `{name}`"));
            report.push(unknown_field(error, name, &table.name, known));
        }
    }
    pages
}

/// Returns the number of the first page: `first`, or the default of the parameter. Items are counted from 0.
fn first_page(
    raw: &raw::Pages,
    by_item: bool,
    default: Option<i64>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<i64> {
    if !by_item {
        return raw.first.or(default);
    }
    if raw.first.is_some() {
        let error = at.key("first").key_error("E0024", "`first` not allowed").label("items are counted from 0");
        report.push(error.help("remove it: it only goes with `page`"));
    } else if default.is_some_and(|default| default != 0) {
        let error = at.key("offset").error("E0024", INVALID).label("items are counted from 0");
        report.push(error.help("change the default of the parameter to 0, or remove it"));
        return None;
    }
    Some(0)
}

/// Finds a parameter that is a number, and its default.
fn counter(
    name: &str,
    parameters: &[Parameter],
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<(usize, Option<i64>)> {
    let index = parameter(name, parameters, at, report)?;
    match (&parameters[index].ty, &parameters[index].default) {
        (ParameterType::Number { .. }, Some(Literal::Integer(default))) => Some((index, Some(*default))),
        (ParameterType::Number { .. }, None) => Some((index, None)),
        // A default of another type is reported already.
        (ParameterType::Number { .. }, Some(_)) => None,
        _ if parameters::is_unresolved(&parameters[index]) => None,
        _ => {
            report.push(at.error("E0024", INVALID).label(format!("`{name}` is not a number")));
            None
        }
    }
}

/// Finds a parameter that `pages` or `sort` names.
fn parameter(name: &str, parameters: &[Parameter], at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<usize> {
    let index = parameters.iter().position(|parameter| parameter.name == name);
    if index.is_none() {
        let known = parameters.iter().map(|parameter| parameter.name.as_str());
        let error = at.error("E0024", format!("unknown parameter `{name}`")).unresolved(name, at.entry());
        report.push(error.suggest(name, known).or_help(format!("add `{name}` to the parameters, or name another one")));
    }
    index
}

/// Resolves the fields that parameters select by and search in.
pub(super) fn searches(
    raw: &raw::Operation,
    parameters: &mut [Parameter],
    (reference, item): (Reference, &Table),
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    let mut field = |name: &str, at: &KeyPath<'_>| {
        let index = item.fields.iter().position(|field| field.key == name);
        if index.is_none() {
            let known = item.fields.iter().map(|field| field.key.as_str());
            let error = at.error("E0026", format!("unknown field `{name}`"));
            report.push(unknown_field(error, name, &item.name, known));
        }
        index
    };
    for (parameter, (name, raw)) in parameters.iter_mut().zip(&raw.parameters.0) {
        let at = at.key(name);
        parameter.filters_by = raw.filters_by.as_ref().and_then(|name| field(name, &at.key("filters_by")));
        parameter.searches_in = raw
            .searches_in
            .iter()
            .enumerate()
            .filter_map(|(index, name)| field(name, &at.key("searches_in").key(&index.to_string())))
            .collect();
    }
    for parameter in parameters.iter() {
        check_types(parameter, item, |field| scope.is_unresolved(reference, field), at, report);
    }
}

/// Reports a parameter that cannot be equal to any value of the field it filters_by by, or be part of any text.
fn check_types(
    parameter: &Parameter,
    item: &Table,
    is_unresolved: impl Fn(&Field) -> bool,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    if parameters::is_unresolved(parameter) {
        return;
    }
    let at = at.key(&parameter.name);
    let (ty, _) = parameter.ty.as_field();
    if let Some(field) = parameter.filters_by.map(|index| &item.fields[index])
        && !is_comparable(&ty, &field.ty)
    {
        let error = at.key("filters_by").error("E0026", "invalid `filters_by`");
        let error = error.label(format!("`{}` and `{}` have different types", field.key, parameter.name));
        report.push(error.help("name a field of the same type"));
    }
    for (index, field) in parameter.searches_in.iter().map(|index| &item.fields[*index]).enumerate() {
        if (!matches!(field.ty, Type::Text) || ty != Type::Text) && !is_unresolved(field) {
            let error = at.key("searches_in").key(&index.to_string()).error("E0026", "invalid `searches_in`");
            let error = error.label(format!("`{}` or `{}` is not a String", field.key, parameter.name));
            report.push(error.help("only a String can be searched, and only for a String"));
        }
    }
}

/// Returns whether values of two types can be equal on the wire. Unresolved types and JSON can be equal to anything.
fn is_comparable(a: &Type, b: &Type) -> bool {
    let is_number = |ty: &Type| matches!(ty, Type::Number(_) | Type::Timestamp | Type::Duration | Type::Float);
    *a == Type::Json || *b == Type::Json || a == b || (is_number(a) && is_number(b))
}

/// Reports `filters_by` and `searches_in` where there are no items.
pub(super) fn report_searches(
    raw: &[(String, raw::Parameter)],
    label: &str,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    for (name, parameter) in raw {
        let at = at.key(name);
        let key = match (&parameter.filters_by, parameter.searches_in.is_empty()) {
            (Some(_), _) => "filters_by",
            (None, false) => "searches_in",
            (None, true) => continue,
        };
        let error = at.key(key).key_error("E0026", format!("`{key}` not allowed"));
        report.push(error.label(label).help("remove it"));
    }
}

/// Checks `sort`.
pub(super) fn sort(
    raw: &raw::Sort,
    parameters: &[Parameter],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Sort> {
    let mut find = |name: &str, key: &'static str| {
        let at = at.key(key);
        let index = parameter(name, parameters, &at, report)?;
        if parameters::are_text_codes(&parameters[index].ty, scope) {
            return Some(index);
        }
        if !parameters::is_unresolved(&parameters[index]) {
            let error = at.error("E0025", "invalid `sort`");
            let error = error.label(format!("the type of `{name}` is not a code table of texts"));
            report.push(error.help("name a parameter whose type is such a code table"));
        }
        None
    };
    let (by, order) = (find(&raw.by, "by"), find(&raw.order, "order"));
    let (by, order) = (by?, order?);
    if by == order {
        let error = at.key("order").error("E0025", "invalid `sort`");
        let error = error.label(format!("`{}` is the parameter of `by`, too", parameters[by].name));
        report.push(error.help("name two parameters"));
        return None;
    }
    Some(Sort { by, order })
}

/// Reports a table that is a page in two operations, with different items. The client reads a page in one way.
pub(super) fn check_page<'a>(
    operation: &'a Operation,
    lists: &mut HashMap<Reference, &'a Operation>,
    file: &KeyPath<'_>,
    report: &mut Diagnostics,
) {
    let (Some(pages), Some(response)) = (&operation.pages, operation.response) else { return };
    let first = *lists.entry(response).or_insert(operation);
    let Some(known) = &first.pages else { return };
    if (known.items, known.total) != (pages.items, pages.total) {
        let operations = file.key("operations");
        let error = operations.key(&operation.name).key("pages").key_error("E0024", "conflicting `pages`");
        let label = format!("`{}` has other `items` or another `total` in the same table", first.name);
        report.push(error.label(label).help("describe a table for each list"));
    }
}
