//! The records that lists show: filter, search, sort, pages.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use modelarts_codegen::model::{Api, Field, Operation, Pages, ParameterType, Reference};
use serde_json::{Map, Value};

use crate::arguments::Arguments;
use crate::seed;

type Record = Map<String, Value>;

/// The records of each table that a list is of.
#[derive(Debug)]
pub(crate) struct Store {
    tables: HashMap<Reference, Vec<Record>>,
    /// The last search: its pages are mostly asked for one after another.
    last: Mutex<Option<Search>>,
}

/// A search, and the indices of what it found, sorted.
#[derive(Debug)]
struct Search {
    operation: String,
    arguments: Vec<Option<Value>>,
    found: Arc<[usize]>,
}

/// A page of a list.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) items: Vec<Record>,
    pub(crate) total: usize,
}

impl Store {
    /// Fills the store with made-up records.
    pub(crate) fn new(api: &Api, count: usize) -> Self {
        let mut tables = HashMap::new();
        for operation in api.operations() {
            let Some(pages) = &operation.pages else { continue };
            let records: &mut Vec<Record> = tables.entry(pages.item).or_default();
            let hidden = hidden_keys(api, operation, pages);
            for index in 0..count {
                if records.len() <= index {
                    let fields = &api.table(pages.item).fields;
                    records.push(
                        fields.iter().map(|field| (field.name.clone(), seed::value(api, field, index))).collect(),
                    );
                }
                for key in &hidden {
                    records[index].insert(key.clone(), seed::hidden(key, index));
                }
            }
        }
        Self { tables, last: Mutex::default() }
    }

    pub(crate) fn records(&self, api: &Api, table: &str) -> Vec<Record> {
        let named = |at: &Reference| api.table(*at).name == table;
        self.tables.iter().find(|(at, _)| named(at)).map(|(_, records)| records.clone()).unwrap_or_default()
    }

    /// What a list shows under the arguments of a call: of what callers made, and of what is made up.
    pub(crate) fn list(
        &self,
        api: &Api,
        operation: &Operation,
        pages: &Pages,
        arguments: &Arguments,
        live: &[Record],
    ) -> Page {
        let fields = &api.table(pages.item).fields;
        let made_up = self.tables.get(&pages.item).map(Vec::as_slice).unwrap_or_default();
        let shown = |record: &Record| {
            let known = fields.iter().filter_map(|field| Some((field.name.clone(), record.get(&field.name)?.clone())));
            known.collect::<Record>()
        };
        if live.is_empty() {
            let found = self.found(made_up, fields, operation, pages, arguments);
            let items = &found[window(pages, arguments, found.len())];
            return Page { total: found.len(), items: items.iter().map(|index| shown(&made_up[*index])).collect() };
        }
        let all: Vec<_> = live.iter().chain(made_up).collect();
        let found = select(&all, fields, operation, arguments);
        let items = &found[window(pages, arguments, found.len())];
        Page { total: found.len(), items: items.iter().map(|index| shown(all[*index])).collect() }
    }

    /// The indices of all records that a search finds, sorted; from the last search if it was the same.
    fn found(
        &self,
        all: &[Record],
        fields: &[Field],
        operation: &Operation,
        pages: &Pages,
        arguments: &Arguments,
    ) -> Arc<[usize]> {
        let search: Vec<_> = (0..operation.parameters.len())
            .map(|index| arguments.get(index).filter(|_| index != pages.page && index != pages.size).cloned())
            .collect();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(last) = last.as_ref().filter(|last| last.operation == operation.id && last.arguments == search) {
            return Arc::clone(&last.found);
        }
        let found: Arc<[usize]> = select(&all.iter().collect::<Vec<_>>(), fields, operation, arguments).into();
        *last = Some(Search { operation: operation.id.clone(), arguments: search, found: Arc::clone(&found) });
        found
    }
}

/// The items of a list that are on the page which a call asks for.
pub(crate) fn window(pages: &Pages, arguments: &Arguments, total: usize) -> Range<usize> {
    let number = |index: usize, default: i64| arguments.get(index).and_then(Value::as_i64).unwrap_or(default);
    let size = usize::try_from(number(pages.size, pages.default_size)).unwrap_or(0);
    let page = number(pages.page, pages.first);
    // A number before the first page asks for everything at once, as does no size at all.
    let size = if page < pages.first || size == 0 { total } else { size };
    let step = if pages.by_item { 1 } else { size };
    let from = usize::try_from(page - pages.first).unwrap_or(0).saturating_mul(step).min(total);
    from..from.saturating_add(size).min(total)
}

/// The indices of all records that a search finds, sorted.
fn select(all: &[&Record], fields: &[Field], operation: &Operation, arguments: &Arguments) -> Vec<usize> {
    let mut found: Vec<usize> =
        (0..all.len()).filter(|index| matches(all[*index], fields, operation, arguments)).collect();
    sort(&mut found, all, operation, arguments);
    found
}

/// Whether a record is what the parameters that select and search ask for.
fn matches(record: &Record, fields: &[Field], operation: &Operation, arguments: &Arguments) -> bool {
    operation.parameters.iter().enumerate().all(|(index, parameter)| {
        let Some(wanted) = arguments.get(index) else { return true };
        let selected = parameter.selects.is_none_or(|field| record.get(&fields[field].name) == Some(wanted));
        let text = wanted.as_str().unwrap_or_default();
        let contains = |field: &usize| {
            record.get(&fields[*field].name).and_then(Value::as_str).is_some_and(|value| value.contains(text))
        };
        selected && (parameter.searches.is_empty() || parameter.searches.iter().any(contains))
    })
}

/// Sorts as the parameters say. Records that are equal by the key keep the order of their making.
fn sort(found: &mut [usize], all: &[&Record], operation: &Operation, arguments: &Arguments) {
    let Some(sort) = &operation.sort else { return };
    let key = arguments.get(sort.by).and_then(Value::as_str).unwrap_or_default();
    let descending = arguments.get(sort.order).and_then(Value::as_str) == Some("desc");
    found.sort_by(|a, b| {
        let order = compare(all[*a].get(key), all[*b].get(key));
        if descending { order.reverse() } else { order }
    });
}

/// What a list can be sorted by although its table does not show it.
fn hidden_keys(api: &Api, operation: &Operation, pages: &Pages) -> Vec<String> {
    let Some(sort) = &operation.sort else { return Vec::new() };
    let ParameterType::Codes(at) = operation.parameters[sort.by].ty else { return Vec::new() };
    let fields = &api.table(pages.item).fields;
    let keys = api.codes(at).values.iter().map(|code| code.name.clone());
    keys.filter(|key| fields.iter().all(|field| field.name != *key)).collect()
}

fn compare(a: Option<&Value>, b: Option<&Value>) -> Ordering {
    match (a, b) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => a.as_i64().cmp(&b.as_i64()),
        (Some(Value::String(a)), Some(Value::String(b))) => a.cmp(b),
        _ => Ordering::Equal,
    }
}
