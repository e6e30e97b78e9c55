//! Searches of lists: filters, sorting and pages.

use std::borrow::Cow;
use std::ops::Range;

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Field, Operation, PageBy, Pages, ParameterType, Reference, Type};
use serde_json::Value;

use super::call::Call;
use super::json::path_text;
use super::order::compare;
use crate::config::limits::UNPAGED_ITEMS;
use crate::rules::refusal::Refusal;

/// The maximum size of a query that is kept to be compared with the next one, in bytes.
const MAX_KEPT: usize = 4096;

/// The filters and the sorting of a list. Pointers name values.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Query {
    pub(super) tests: Vec<Test>,
    pub(super) sort: Option<Sorting>,
}

/// A condition that at least one of several values must meet.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Test {
    pub(super) pointers: Vec<String>,
    pub(super) operator: Operator,
    pub(super) wanted: Vec<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Operator {
    /// The value is one of the wanted ones.
    In,
    /// The value is none of the wanted ones.
    NotIn,
    /// The value contains one of the wanted ones.
    Contains,
    /// The value is between the two wanted ones, inclusive.
    Between,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sorting {
    by: String,
    is_descending: bool,
}

impl Query {
    /// Returns the query of a call.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the call sorts by an unknown field.
    pub(super) fn new(call: &Call<'_>, item: Reference) -> Result<Self, Refusal> {
        let fields = &call.api.table(item).fields;
        let pointer = |field: &usize| format!("/{}", fields[*field].name);
        let mut tests = Vec::new();
        for (index, parameter) in call.operation.parameters.iter().enumerate() {
            let Some(wanted) = call.arguments.get(index) else { continue };
            if let Some(field) = &parameter.filters_by {
                let (pointers, wanted) = (vec![pointer(field)], vec![wanted.clone()]);
                tests.push(Test { pointers, operator: Operator::In, wanted });
            }
            if !parameter.searches_in.is_empty() {
                let pointers = parameter.searches_in.iter().map(pointer).collect();
                tests.push(Test { pointers, operator: Operator::Contains, wanted: vec![wanted.clone()] });
            }
        }
        Ok(Self { tests, sort: Sorting::new(call, item)? })
    }

    /// Returns the pointers to all values that the query reads.
    pub(super) fn pointers(&self) -> Vec<&str> {
        let tested = self.tests.iter().flat_map(|test| &test.pointers).map(String::as_str);
        let mut pointers: Vec<_> = tested.chain(self.sort.iter().map(|sort| sort.by.as_str())).collect();
        pointers.sort_unstable();
        pointers.dedup();
        pointers
    }

    pub(super) fn is_short(&self) -> bool {
        let wanted = self.tests.iter().flat_map(|test| &test.wanted);
        let length = |value: &Value| value.as_str().map_or(size_of::<Value>(), str::len);
        wanted.map(length).fold(0, usize::saturating_add) <= MAX_KEPT
    }
}

impl Sorting {
    /// Returns the sorting of a call: by the parameters that the spec names, or else by `sort_by` and `order`, which name
    /// a field of the items or of an object in them.
    fn new(call: &Call<'_>, item: Reference) -> Result<Option<Self>, Refusal> {
        let is_descending = |order: Option<&Value>| order.and_then(Value::as_str) == Some("desc");
        if let Some(sort) = &call.operation.sort {
            let by = call.arguments.get(sort.by).and_then(Value::as_str).unwrap_or_default();
            let is_descending = is_descending(call.arguments.get(sort.order));
            return Ok(Some(Self { by: format!("/{by}"), is_descending }));
        }
        let Some(by) = call.text("sort_by") else { return Ok(None) };
        let by = field(call.api, item, by).ok_or_else(|| {
            Refusal::new(StatusCode::BAD_REQUEST, "2790", format!("invalid `sort_by`: unknown field `{by}`"))
        })?;
        Ok(Some(Self { by, is_descending: is_descending(call.get("order")) }))
    }
}

/// Returns the pointer to a sortable field, in an item or in an object of it.
fn field(api: &Api, item: Reference, name: &str) -> Option<String> {
    let fields = &api.table(item).fields;
    let has = |fields: &[Field]| {
        let is_sortable = |ty: &Type| !matches!(ty, Type::Table(_) | Type::List(_) | Type::Map(_) | Type::Json);
        fields.iter().any(|field| field.name == name && is_sortable(&field.ty))
    };
    if has(fields) {
        return Some(format!("/{name}"));
    }
    let mut objects = fields.iter().filter_map(|field| match field.ty {
        Type::Table(at) => Some((&field.name, api.table(at))),
        _ => None,
    });
    objects.find(|(_, table)| has(&table.fields)).map(|(object, _)| format!("/{object}/{name}"))
}

/// Returns the positions that a query finds, sorted. The sort is stable.
pub(super) fn select<'a>(
    positions: impl Iterator<Item = i64>,
    query: &Query,
    value: impl Fn(i64, &str) -> Option<&'a Value>,
) -> Vec<i64> {
    let holds = |position: i64, test: &Test| {
        test.pointers.iter().any(|pointer| test.holds(value(position, pointer).unwrap_or(&Value::Null)))
    };
    let found = positions.filter(|position| query.tests.iter().all(|test| holds(*position, test)));
    let Some(sort) = &query.sort else { return found.collect() };
    let mut keyed: Vec<_> = found.map(|position| (value(position, &sort.by), position)).collect();
    keyed.sort_by(|(a, _), (b, _)| {
        let order = compare(*a, *b);
        if sort.is_descending { order.reverse() } else { order }
    });
    keyed.into_iter().map(|(_, position)| position).collect()
}

impl Test {
    fn holds(&self, value: &Value) -> bool {
        let is = |wanted: &Value| wanted == value || wanted.as_str() == Some(&*text(value));
        match self.operator {
            Operator::In => self.wanted.iter().any(is),
            Operator::NotIn => !self.wanted.iter().any(is),
            Operator::Contains => {
                let value = text(value);
                self.wanted.iter().any(|wanted| value.contains(wanted.as_str().unwrap_or_default()))
            }
            Operator::Between => match self.wanted.as_slice() {
                [from, to] => is_between(&text(value), &text(from), &text(to)),
                _ => false,
            },
        }
    }
}

/// Returns a value as filters compare it.
fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => text.into(),
        Value::Null => "".into(),
        value => value.to_string().into(),
    }
}

fn is_between(value: &str, from: &str, to: &str) -> bool {
    match (value.parse::<i64>(), from.parse::<i64>(), to.parse::<i64>()) {
        (Ok(value), Ok(from), Ok(to)) => from <= value && value <= to,
        _ => from <= value && value <= to,
    }
}

/// Returns the range of items on the requested page.
///
/// # Errors
///
/// Returns the refusal if the cursor is not one of this list.
pub(super) fn window(
    pages: &Pages,
    call: &Call<'_>,
    found: &[i64],
    position: impl Fn(&str) -> Option<i64>,
) -> Result<Range<usize>, Refusal> {
    let total = found.len();
    let number = |index: usize, default: i64| call.arguments.get(index).and_then(integer).unwrap_or(default);
    let size = usize::try_from(number(pages.size, pages.default_size)).unwrap_or(0);
    if let PageBy::Cursor(_) | PageBy::Marker = pages.by {
        let size = if size == 0 { total.min(UNPAGED_ITEMS) } else { size };
        let from = match call.arguments.get(pages.page).map(path_text) {
            Some(cursor) if !cursor.is_empty() => {
                let unknown = || Refusal::argument(format!("invalid cursor `{cursor}`: it is not one of this list"));
                let last = if pages.by == PageBy::Marker { position(&cursor) } else { position_of(&cursor) };
                after(found, last.ok_or_else(unknown)?)
            }
            _ => 0,
        };
        return Ok(from..from.saturating_add(size).min(total));
    }
    let page = number(pages.page, pages.first);
    // A page before the first one, or no page size, requests all items.
    let size = if page < pages.first || size == 0 { total.min(UNPAGED_ITEMS) } else { size };
    let step = if pages.by == PageBy::Item { 1 } else { size };
    let from = usize::try_from(page.saturating_sub(pages.first)).unwrap_or(0).saturating_mul(step).min(total);
    Ok(from..from.saturating_add(size).min(total))
}

/// Returns the number in an argument. Some services have numbers in texts.
fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The beginning of a cursor. Callers must not guess what it means.
const CURSOR: &str = "after:";

/// Returns the cursor of the page after an item.
pub(super) fn cursor(position: i64) -> String {
    format!("{CURSOR}{position}")
}

fn position_of(cursor: &str) -> Option<i64> {
    cursor.strip_prefix(CURSOR)?.parse().ok()
}

/// Returns the index of the first item after an item, which may be gone.
fn after(found: &[i64], last: i64) -> usize {
    let index = found.iter().position(|position| *position == last).map(|index| index + 1);
    index.or_else(|| found.iter().position(|position| *position > last)).unwrap_or(found.len())
}

/// Returns the fields that a list can be sorted by although its table lacks them.
pub(super) fn hidden_keys(api: &Api, operation: &Operation, pages: &Pages) -> Vec<String> {
    let Some(sort) = &operation.sort else { return Vec::new() };
    let ParameterType::Codes(at) = operation.parameters[sort.by].ty else { return Vec::new() };
    let fields = &api.table(pages.item).fields;
    let keys = api.codes(at).values.iter().map(|code| code.name.clone());
    keys.filter(|key| fields.iter().all(|field| field.name != *key)).collect()
}
