//! The records that lists show: filter, search, sort, pages.

use std::cmp::Ordering;
use std::collections::HashMap;

use modelarts_codegen::model::{Api, Operation, Pages, Reference};
use serde_json::{Map, Value};

use crate::arguments::Arguments;
use crate::seed;

type Record = Map<String, Value>;

/// The records of each table that a list is of.
#[derive(Debug)]
pub(crate) struct Store(HashMap<Reference, Vec<Record>>);

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
        Self(tables)
    }

    pub(crate) fn records(&self, api: &Api, table: &str) -> Vec<Record> {
        let named = |at: &Reference| api.table(*at).name == table;
        self.0.iter().find(|(at, _)| named(at)).map(|(_, records)| records.clone()).unwrap_or_default()
    }

    /// What a list shows under the arguments of a call.
    pub(crate) fn list(&self, api: &Api, operation: &Operation, pages: &Pages, arguments: &Arguments) -> Page {
        let all = self.0.get(&pages.item).map(Vec::as_slice).unwrap_or_default();
        let fields = &api.table(pages.item).fields;
        let mut found: Vec<&Record> = all
            .iter()
            .filter(|record| {
                operation.parameters.iter().enumerate().all(|(index, parameter)| {
                    let Some(wanted) = arguments.get(index) else { return true };
                    let selected =
                        parameter.selects.is_none_or(|field| record.get(&fields[field].name) == Some(wanted));
                    let text = wanted.as_str().unwrap_or_default();
                    let contains = |field: &usize| {
                        record
                            .get(&fields[*field].name)
                            .and_then(Value::as_str)
                            .is_some_and(|value| value.contains(text))
                    };
                    selected && (parameter.searches.is_empty() || parameter.searches.iter().any(contains))
                })
            })
            .collect();
        if let Some(sort) = &operation.sort {
            let key = arguments.get(sort.by).and_then(Value::as_str).unwrap_or_default();
            let descending = arguments.get(sort.order).and_then(Value::as_str) == Some("desc");
            // Records that are equal by the key keep the order of their making, either way.
            found.sort_by(|a, b| {
                let order = compare(a.get(key), b.get(key));
                if descending { order.reverse() } else { order }
            });
        }
        let number = |index: usize, default: i64| arguments.get(index).and_then(Value::as_i64).unwrap_or(default);
        let size = usize::try_from(number(pages.size, pages.default_size)).unwrap_or(0);
        let skipped = usize::try_from(number(pages.page, pages.first) - pages.first).unwrap_or(0).saturating_mul(size);
        let shown = |record: &Record| {
            let known = fields.iter().filter_map(|field| Some((field.name.clone(), record.get(&field.name)?.clone())));
            known.collect::<Record>()
        };
        Page { total: found.len(), items: found.into_iter().skip(skipped).take(size).map(shown).collect() }
    }
}

/// What a list can be sorted by although its table does not show it.
fn hidden_keys(api: &Api, operation: &Operation, pages: &Pages) -> Vec<String> {
    use modelarts_codegen::model::ParameterType;
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
