//! Checks `pages` and `sort`, and the parameters that select items.

use std::collections::HashMap;

use super::field_path::{self, Broken};
use super::key_path::KeyPath;
use super::parameters;
use super::scope::{self, Declared, Scope};
use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place, nearest};
use crate::load::raw;
use crate::model::{
    Field, Group, Literal, Location, Operation, PageBy, Pages, Parameter, ParameterType, Reference, ResponseBody, Sort,
    Table, Type, Width, is_without_body,
};

const INVALID: &str = "invalid `pages`";

/// Returns the table of a page: the response of a list must be one.
pub(super) fn page_table(
    response: Option<&ResponseBody>,
    success: &[u16],
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Reference> {
    let (label, help) = match response {
        None => ("the operation has no `response`", "add `response`, or remove `pages`"),
        Some(_) if success.iter().copied().any(is_without_body) => {
            ("a response with status 204 or 205 has no items", "remove `pages`, or the status from `success`")
        }
        Some(ResponseBody::Json(Type::Table(page))) => return Some(*page),
        Some(_) => ("the `response` is not a table", "remove `pages`, or describe the page as a table"),
    };
    report.push(at.key_error("E0024", "`pages` not allowed").label(label).help(help));
    None
}

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
    let selector = selector(raw, at, report);
    let is_cursor = matches!(selector, Some(("cursor", _)));
    let page = selector.and_then(|(key, name)| match key {
        "cursor" => cursor(name, parameters, &at.key(key), report).map(|index| (index, None)),
        _ => counter(name, parameters, &at.key(key), report),
    });
    let size = counter(&raw.size, parameters, &at.key("size"), report);
    let list = list(raw, response, groups, scope, at, report)?;
    let next = match &raw.next {
        Some(next) if is_cursor => Some(self::next(next, response, groups, scope, &at.key("next"), report)?),
        _ => None,
    };
    let ((page, default), (size, default_size), (key, _)) = (page?, size?, selector?);
    if page == size {
        let error = at.key("size").error("E0024", INVALID);
        let error = error.label(format!("`{}` is the parameter of `{key}`, too", parameters[page].name));
        report.push(error.help("name two parameters"));
        return None;
    }
    let by = match (key, next) {
        ("page", _) => PageBy::Number,
        ("offset", _) => PageBy::Item,
        (_, Some(next)) => PageBy::Cursor(next),
        (_, None) => PageBy::Marker,
    };
    let first = if is_cursor { 0 } else { first(raw, (key, default), &parameters[page], at, report)? };
    let List { items, item, total } = list;
    let default_size = default_size.unwrap_or(0);
    let pages = Pages { page, by, first, size, default_size, items, item, total, key: Vec::new() };
    Some(with_key(pages, raw.key.as_deref(), groups, scope, at, report))
}

/// Returns the key that selects a page, and the parameter that it names. Reports keys that do not go with it.
fn selector<'a>(raw: &'a raw::Pages, at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<(&'static str, &'a str)> {
    let all = [("page", &raw.page), ("offset", &raw.offset), ("cursor", &raw.cursor)];
    let mut set = all.into_iter().filter_map(|(key, name)| Some((key, name.as_deref()?)));
    let (Some(selector), None) = (set.next(), set.next()) else {
        let error = at.key_error("E0024", INVALID).label("exactly one of `page`, `offset`, `cursor` must be set");
        report.push(
            error.help("name the parameter that holds the number of the page or of its first item, or the cursor"),
        );
        return None;
    };
    if raw.next.is_some() && selector.0 != "cursor" {
        let error = at.key("next").key_error("E0024", "`next` not allowed").label("there is no `cursor`");
        report.push(error.help("remove it: it only goes with `cursor`"));
    }
    if selector.0 == "cursor" && raw.next.is_none() && raw.key.is_none() {
        let error = at.key("cursor").key_error("E0024", INVALID).label("nothing says what the next cursor is");
        report.push(error.help("add `next`, or add `key` if the cursor is the key of the last item"));
        return None;
    }
    if selector.0 == "cursor" && raw.first.is_some() {
        let error = at.key("first").key_error("E0024", "`first` not allowed").label("a cursor has no number");
        report.push(error.help("remove it: it only goes with `page`"));
    }
    Some(selector)
}

/// Returns the number of the first page or item. It must be in the range of the parameter.
fn first(
    raw: &raw::Pages,
    (key, default): (&str, Option<i64>),
    page: &Parameter,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<i64> {
    let reported = report.entries().len();
    let Some(first) = first_page(raw, key == "offset", default, at, report) else {
        if report.entries().len() == reported {
            let error = at.key(key).error("E0024", INVALID).label("the number of the first page is unknown");
            let error = error.unresolved(&page.name, "parameters with a default");
            report.push(error.help("give the parameter a default, or add `first` here"));
        }
        return None;
    };
    if let ParameterType::Number { min, max, .. } = &page.ty
        && !(*min..=*max).contains(&first)
    {
        // A default out of the range is reported already.
        if key == "page" && raw.first.is_none() {
            return None;
        }
        let label = format!("the first page, {first}, is out of the range of `{}`", page.name);
        report.push(at.key(key).error("E0024", INVALID).label(label).help("extend its `range`, or change `first`"));
        return None;
    }
    Some(first)
}

/// The fields of a response that make it a page of a list.
struct List {
    items: Vec<usize>,
    item: Reference,
    total: Option<Vec<usize>>,
}

/// Finds the fields that hold the items and their total number.
fn list(
    raw: &raw::Pages,
    response: Reference,
    groups: &[Group],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<List> {
    let items = Fields::find(&raw.items, response, groups, scope, &at.key("items"), report);
    let total = raw.total.as_ref().map(|total| Fields::find(total, response, groups, scope, &at.key("total"), report));
    let (Some(items), None | Some(Some(_))) = (items, &total) else { return None };
    let total = total.flatten();
    // A wrong type is reported already.
    if items.is_unresolved || total.as_ref().is_some_and(|total| total.is_unresolved) {
        return None;
    }
    for (key, path) in [("items", Some(&items)), ("total", total.as_ref())] {
        let Some(field) = path.and_then(|path| path.fields.iter().find(|field| field.optional)) else { continue };
        let error = at.key(key).error("E0024", INVALID).label(format!("`{}` is optional", field.key));
        report.push(error.help("remove `optional` from the field: a page needs it"));
        return None;
    }
    let is_count = |ty: &Type| matches!(ty, Type::Number(Width::Integer | Width::Long));
    if let Some(total) = total.as_ref().filter(|total| !is_count(&total.last.ty)) {
        let label = format!("`{}` is not an Integer or a Long", total.last.key);
        report.push(at.key("total").error("E0024", INVALID).label(label));
    }
    let Type::List(item) = &items.last.ty else {
        let label = format!("`{}` is not a JSON Array", raw.items);
        report.push(at.key("items").error("E0024", INVALID).label(label));
        return None;
    };
    let Type::Table(item) = **item else {
        let label = format!("the items of `{}` are not tables", raw.items);
        report.push(at.key("items").error("E0024", INVALID).label(label));
        return None;
    };
    Some(List { items: items.indexes, item, total: total.map(|total| total.indexes) })
}

/// Finds the field that holds the next cursor. It may be absent on the last page.
fn next(
    name: &str,
    response: Reference,
    groups: &[Group],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Vec<usize>> {
    let path = Fields::find(name, response, groups, scope, at, report)?;
    if !path.is_unresolved && !matches!(path.last.ty, Type::Text | Type::Number(Width::Integer | Width::Long)) {
        let label = format!("`{name}` is not a String, an Integer or a Long");
        report.push(at.error("E0024", INVALID).label(label).help("name the field that holds the next cursor"));
        return None;
    }
    Some(path.indexes)
}

/// The fields that lead to a value: `jobs`, or `result.jobs` through an object.
struct Fields<'a> {
    indexes: Vec<usize>,
    fields: Vec<&'a Field>,
    last: &'a Field,
    /// Whether the type of the last one is wrong, which is reported already.
    is_unresolved: bool,
}

impl<'a> Fields<'a> {
    fn find(
        path: &str,
        table: Reference,
        groups: &'a [Group],
        scope: &Scope<'_>,
        at: &KeyPath<'_>,
        report: &mut Diagnostics,
    ) -> Option<Self> {
        let field = |(at, index): (Reference, usize)| &groups[at.group].tables[at.index].fields[index];
        let is_unresolved = |found: (Reference, usize)| scope.is_unresolved(found.0, field(found));
        match field_path::follow(path, Some(table), groups) {
            Ok(found) => {
                let last = *found.last()?;
                return Some(Self {
                    indexes: found.iter().map(|(_, index)| *index).collect(),
                    fields: found.iter().map(|found| field(*found)).collect(),
                    last: field(last),
                    is_unresolved: is_unresolved(last),
                });
            }
            Err(Broken::NotInAnObject { before, .. }) if before.is_some_and(is_unresolved) => {}
            Err(Broken::NotInAnObject { name, .. }) => {
                let label = format!("the field before `{name}` is not an object");
                report.push(at.error("E0024", INVALID).label(label));
            }
            Err(Broken::Unknown { name, table: holder }) => {
                let meant = field_path::nearest(path, Some(table), groups);
                report.push(missing_field(name, holder, meant, scope, at));
            }
        }
        None
    }
}

/// Returns the error of a name that is not a field of a table, or not one that holds data.
fn missing_field(name: &str, table: &Table, meant: Option<String>, scope: &Scope<'_>, at: &KeyPath<'_>) -> Diagnostic {
    let raw = match scope.names.get(table.name.as_str()) {
        Some(Declared::Table(table)) => scope.table(*table).1.fields.0.as_slice(),
        _ => &[],
    };
    if raw.iter().any(|(field, _)| field == name) {
        let error = at.error("E0024", INVALID).label(format!("`{name}` is a field of a failure"));
        return error.help("name a field that holds data");
    }
    unknown_field(at.error("E0024", format!("unknown field `{name}`")), name, &table.name, meant)
}

/// Completes the error of a name that is not a field of a table.
fn unknown_field(error: Diagnostic, name: &str, table: &str, meant: Option<String>) -> Diagnostic {
    let error = error.label(format!("`{table}` has no such field")).unresolved(name, scope::fields_of(table));
    let error = meant.into_iter().fold(error, |error, meant| error.propose(&meant));
    error.or_help(format!("add `{name}` to the fields of `{table}`, or name another field"))
}

/// Returns whether the type of a parameter of the same operation is reported already.
fn has_unknown_type(name: &str, at: &KeyPath<'_>, report: &Diagnostics) -> bool {
    let here = at.place(Part::Value);
    let operation = here.path.get(..2).unwrap_or_default();
    report.entries().iter().any(|entry| {
        let Place { file, path, .. } = &entry.place;
        entry.code == "E0010"
            && *file == here.file
            && path.starts_with(operation)
            && path.get(3).is_some_and(|is| is == name)
    })
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
    let Some(found) = Fields::find(key, pages.item, groups, scope, &at, report) else { return pages };
    if !found.is_unresolved && !matches!(found.last.ty, Type::Text | Type::Number(_)) {
        let label = format!("`{}` is not a String or a whole number", found.last.key);
        let error = at.error("E0024", "invalid `key`").label(label);
        report.push(error.help("name a field that is unique in the list, such as an ID"));
    }
    pages.key = found.indexes;
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
        // The default of a text says that the text is a number.
        (ParameterType::Text(_), Some(Literal::Text(default)))
            if parameters[index].location == Location::Query && default.parse::<i64>().is_ok() =>
        {
            Some((index, default.parse().ok()))
        }
        _ if parameters::is_unresolved(&parameters[index]) || has_unknown_type(name, at, report) => None,
        _ => {
            report.push(at.error("E0024", INVALID).label(format!("`{name}` is not a number")));
            None
        }
    }
}

/// Finds a parameter that is a cursor: a text, or a number that is the ID of an item.
fn cursor(name: &str, parameters: &[Parameter], at: &KeyPath<'_>, report: &mut Diagnostics) -> Option<usize> {
    let index = parameter(name, parameters, at, report)?;
    let is_cursor = matches!(&parameters[index].ty, ParameterType::Text(_) | ParameterType::Number { .. });
    if is_cursor && parameters[index].location == Location::Query && !parameters[index].mandatory {
        return Some(index);
    }
    if !parameters::is_unresolved(&parameters[index]) {
        let label = format!("`{name}` is not an optional String or number in the query");
        report.push(at.error("E0024", INVALID).label(label).help("name the parameter that holds the cursor"));
    }
    None
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
            let meant = nearest(name, known).map(str::to_owned);
            report.push(unknown_field(error, name, &item.name, meant));
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
    let is_number = |ty: &Type| matches!(ty, Type::Number(_) | Type::Timestamp(_) | Type::Duration(_) | Type::Float);
    *a == Type::Json || *b == Type::Json || a == b || (is_number(a) && is_number(b))
}

/// What `filters_by`, `searches_in` and `sort` of an operation need.
pub(super) const NO_PAGES: &str = "pages";

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
        let error = at.key(key).key_error("E0026", format!("`{key}` not allowed")).unresolved(&at.entry(), NO_PAGES);
        report.push(error.label(label).help("remove it, or describe the list with `pages`"));
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
    let (Some(pages), Some(response)) = (&operation.pages, operation.table()) else { return };
    let first = *lists.entry(response).or_insert(operation);
    let Some(known) = &first.pages else { return };
    let (known_next, next) = (next_of(known), next_of(pages));
    if (&known.items, &known.total, known_next) != (&pages.items, &pages.total, next) {
        let operations = file.key("operations");
        let error = operations.key(&operation.name).key("pages").key_error("E0024", "conflicting `pages`");
        let label = format!("`{}` has other `items`, another `total` or another `next` in the same table", first.name);
        report.push(error.label(label).help("describe a table for each list"));
    }
}

/// Returns the path to the next cursor, if a field holds it.
fn next_of(pages: &Pages) -> Option<&[usize]> {
    if let PageBy::Cursor(next) = &pages.by { Some(next) } else { None }
}
