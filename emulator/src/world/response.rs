//! The bodies of responses: items, pages and made-up values.

use modelarts_codegen::model::{Api, Field, PageBy, Reference, Type};
use serde_json::{Map, Value, json};

use super::call::Call;
use super::json::put;
use super::registry::Registry;
use super::{paths, quota, search, seed};
use crate::config::limits::PAGE_BYTES;
use crate::rules::refusal::Refusal;

/// The quota that lists show.
const SHOWN_QUOTA: i64 = 100;

impl Call<'_> {
    /// Returns an item with the fields of the response. Fields that the item lacks are made up.
    pub(super) fn item_response(&self, shown: &Value, seed: Option<usize>) -> Value {
        self.operation.table().map_or(Value::Null, |at| completed(self.api, at, shown, seed))
    }

    /// Returns the arguments that are fields of the response.
    pub(super) fn projected(&self) -> Option<Value> {
        Some(projected(self.api, self.operation.table()?, &self.named_arguments()))
    }

    /// Returns a page of a list. `found` are the positions of all items; `extra` has values for other fields.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the page is too large.
    pub(super) fn page(&self, registry: &Registry, found: &[i64], extra: &Value) -> Result<Value, Refusal> {
        let (Some(pages), Some(at)) = (&self.operation.pages, self.operation.table()) else { return Ok(Value::Null) };
        let window = search::window(pages, self, found, |key| registry.position(key))?;
        let size = window.len();
        let next = found[window.clone()].last().filter(|_| window.end < found.len()).map(|last| search::cursor(*last));
        let items = self.page_items(registry, &found[window], pages.item)?;
        let (count, mut items) = (items.len(), Value::Array(items));
        let mut page = seed::constants(self.api.table(at));
        for (index, field) in self.api.table(at).fields.iter().enumerate() {
            let parameter = self.operation.parameters.iter().position(|parameter| parameter.name == field.name);
            let value = match &field.ty {
                _ if pages.items == [index] => items.take(),
                _ if pages.total.as_deref() == Some(&[index]) => found.len().into(),
                _ if field.name == "count" => count.into(),
                _ if !extra[&field.name].is_null() => extra[&field.name].clone(),
                _ if parameter.is_some_and(|index| self.is_echo(field, index)) => self.get(&field.name).cloned().into(),
                Type::Number(_) if parameter == Some(pages.size) => size.into(),
                Type::Number(_) if parameter == Some(pages.page) => pages.first.into(),
                _ if parameter.is_some() && field.optional => continue,
                Type::Number(_) => SHOWN_QUOTA.into(),
                _ => seed::value(self.api, field, 0),
            };
            page.insert(field.name.clone(), value);
        }
        let mut page = Value::Object(page);
        let pointer = |path: &[usize]| paths::pointer(self.api, at, path);
        if pages.items.len() > 1 {
            put(&mut page, &pointer(&pages.items), items);
        }
        if let Some(total) = pages.total.as_ref().filter(|total| total.len() > 1) {
            put(&mut page, &pointer(total), found.len().into());
        }
        if let PageBy::Cursor(path) = &pages.by {
            // The last page has an empty cursor.
            put(&mut page, &pointer(path), next.unwrap_or_default().into());
        }
        Ok(page)
    }

    fn page_items(&self, registry: &Registry, positions: &[i64], table: Reference) -> Result<Vec<Value>, Refusal> {
        let mut items: Vec<Value> = Vec::with_capacity(positions.len());
        let mut bytes = 0_usize;
        for item in positions.iter().filter_map(|position| registry.at(self.api, *position)) {
            let shown = completed(self.api, table, &registry.show(self.api, &item, self.now), item.seed);
            bytes = bytes.saturating_add(quota::size(&shown));
            if bytes > PAGE_BYTES {
                let message = format!("the page is larger than {PAGE_BYTES} bytes; request a smaller one");
                return Err(Refusal::argument(message));
            }
            items.push(shown);
        }
        Ok(items)
    }

    /// Returns whether a field of a page repeats the argument of the same name.
    fn is_echo(&self, field: &Field, parameter: usize) -> bool {
        let argument = self.arguments.get(parameter);
        argument.is_some_and(|argument| match &field.ty {
            Type::Text | Type::Codes(_) => argument.is_string(),
            Type::Number(_) => argument.is_i64(),
            Type::Boolean => argument.is_boolean(),
            _ => false,
        })
    }

    /// Returns a made-up response. If it has exactly one list, its counts are the length of the list.
    pub(super) fn made_up(&self) -> Value {
        let Some(at) = self.operation.table() else {
            return self
                .operation
                .response
                .as_ref()
                .and_then(|body| seed::response(self.api, body))
                .unwrap_or_default();
        };
        let mut made_up = seed::record(self.api, at, 0);
        let fields = &self.api.table(at).fields;
        let mut lists = fields.iter().filter(|field| matches!(field.ty, Type::List(_)));
        if let (Some(list), None) = (lists.next(), lists.next()) {
            let count = made_up.get(&list.name).and_then(Value::as_array).map(Vec::len);
            let is_count = |name: &str| matches!(name, "total" | "count") || name.ends_with("_count");
            for field in fields.iter().filter(|field| matches!(field.ty, Type::Number(_)) && is_count(&field.name)) {
                made_up.insert(field.name.clone(), count.into());
            }
        }
        Value::Object(made_up)
    }
}

/// Returns the fields of an object that a table has, and adds made-up fields: all for a seeded item, only required
/// ones for a created item.
fn completed(api: &Api, at: Reference, shown: &Value, seed: Option<usize>) -> Value {
    let mut known = match shown {
        Value::Object(object) => projected(api, at, object),
        _ => json!({}),
    };
    let fields = api.table(at).fields.iter().filter(|field| seed.is_some() || !field.optional);
    let missing: Vec<_> = fields.filter(|field| known.get(&field.name).is_none()).collect();
    if !missing.is_empty() {
        let mut made_up = seed::record(api, at, seed.unwrap_or(0));
        for field in missing {
            known[&field.name] = made_up.remove(&field.name).unwrap_or_default();
        }
    }
    known
}

/// Returns the fields of an object that a table has. A single value becomes a list if the table has a list.
fn projected(api: &Api, at: Reference, object: &Map<String, Value>) -> Value {
    let field = |field: &Field| Some((field.name.clone(), value(api, &field.ty, object.get(&field.name)?)));
    let table = api.table(at);
    Value::Object(table.fields.iter().filter_map(field).chain(seed::constants(table)).collect())
}

fn value(api: &Api, ty: &Type, argument: &Value) -> Value {
    match (ty, argument) {
        (Type::Table(at), Value::Object(object)) => projected(api, *at, object),
        (Type::List(item), Value::Array(items)) => items.iter().map(|argument| value(api, item, argument)).collect(),
        (Type::List(_), Value::Null | Value::String(_)) => argument.clone(),
        (Type::List(item), single) => json!([value(api, item, single)]),
        _ => argument.clone(),
    }
}
