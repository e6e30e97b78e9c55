//! A call of an operation, and what it is answered with.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Field, Operation, Reference, Type};
use serde_json::{Map, Value, json};

use super::lifecycle::Now;
use super::registry::{Registry, text};
use super::{paths, quota, search, seed};
use crate::arguments::Arguments;
use crate::limits::PAGE_BYTES;
use crate::refusal::Refusal;

/// What lists show of a quota.
const SHOWN_QUOTA: i64 = 100;

/// A call, what it says, and when it came.
pub(super) struct Call<'a> {
    pub(super) api: &'a Api,
    pub(super) operation: &'a Operation,
    pub(super) arguments: &'a Arguments,
    pub(super) now: Now,
}

impl Call<'_> {
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let index = self.operation.parameters.iter().position(|parameter| parameter.name == name)?;
        self.arguments.get(index)
    }

    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// An ID or a name; empty if there is none.
    pub(super) fn key(&self, name: &str) -> String {
        self.get(name).map(text).unwrap_or_default()
    }

    /// An ID or a name by the index of its parameter.
    pub(super) fn key_at(&self, parameter: usize) -> String {
        self.arguments.get(parameter).map(text).unwrap_or_default()
    }

    /// Everything that was sent.
    pub(super) fn sent(&self) -> Map<String, Value> {
        let parameters = self.operation.parameters.iter();
        parameters.filter_map(|parameter| Some((parameter.name.clone(), self.get(&parameter.name)?.clone()))).collect()
    }

    /// The parameters of the path, and the path before each.
    pub(super) fn path_parameters(&self) -> Vec<(String, usize)> {
        paths::parameters(self.api, self.operation)
    }

    /// What a parameter names does not exist.
    pub(super) fn missing(&self, name: &str) -> Refusal {
        let parameter = self.operation.parameters.iter().find(|parameter| parameter.name == name);
        let code = parameter.and_then(|parameter| parameter.not_found.as_deref());
        not_found(self.api, code, name, &self.key(name))
    }

    /// What a field of an object in the body names does not exist.
    pub(super) fn missing_field(&self, parameter: &str, field: &str) -> Refusal {
        let described = self.operation.parameters.iter().find(|known| known.name == parameter);
        let table = described.and_then(|described| match described.ty.as_field().0 {
            Type::Table(at) => Some(self.api.table(at)),
            _ => None,
        });
        let described = table.and_then(|table| table.fields.iter().find(|known| known.name == field));
        let value = self.get(parameter).map(|object| text(&object[field])).unwrap_or_default();
        not_found(self.api, described.and_then(|field| field.not_found.as_deref()), field, &value)
    }

    /// A thing as the response has it: its own values, and made-up ones where the response promises more.
    pub(super) fn answered(&self, shown: &Value, seed: Option<usize>) -> Value {
        self.operation.response.map_or(Value::Null, |at| completed(self.api, at, shown, seed))
    }

    /// The table of the response as what is sent fills it.
    pub(super) fn projected(&self) -> Option<Value> {
        Some(projected(self.api, self.operation.response?, &self.sent()))
    }

    /// A page of a list: what the search found of a registry, and the fields next to it.
    ///
    /// # Errors
    ///
    /// The refusal, if the page would be too large.
    pub(super) fn page(&self, registry: &Registry, found: &[i64], beside: &Value) -> Result<Value, Refusal> {
        let (Some(pages), Some(at)) = (&self.operation.pages, self.operation.response) else { return Ok(Value::Null) };
        let window = search::window(pages, self, found.len());
        let size = window.len();
        let positions = &found[window];
        let mut items: Vec<Value> = Vec::with_capacity(positions.len());
        let mut bytes = 0_usize;
        for thing in positions.iter().filter_map(|position| registry.at(self.api, *position)) {
            let item = completed(self.api, pages.item, &registry.show(self.api, &thing, self.now), thing.seed);
            bytes = bytes.saturating_add(quota::size(&item));
            if bytes > PAGE_BYTES {
                return Err(Refusal::argument(format!(
                    "the page is larger than {PAGE_BYTES} bytes; ask for a smaller one"
                )));
            }
            items.push(item);
        }
        let (count, mut items) = (items.len(), Value::Array(items));
        let mut page = Map::new();
        for (index, field) in self.api.table(at).fields.iter().enumerate() {
            let asked = self.operation.parameters.iter().position(|parameter| parameter.name == field.name);
            let value = match &field.ty {
                _ if index == pages.items => items.take(),
                _ if pages.total == Some(index) => found.len().into(),
                _ if field.name == "count" => count.into(),
                _ if !beside[&field.name].is_null() => beside[&field.name].clone(),
                _ if asked.is_some_and(|asked| self.is_echo(field, asked)) => self.get(&field.name).cloned().into(),
                Type::Number(_) if asked == Some(pages.size) => size.into(),
                Type::Number(_) if asked == Some(pages.page) => pages.first.into(),
                _ if asked.is_some() && field.optional => continue,
                Type::Number(_) => SHOWN_QUOTA.into(),
                _ => seed::value(self.api, field, 0),
            };
            page.insert(field.name.clone(), value);
        }
        Ok(Value::Object(page))
    }

    /// Whether a field of a page shows what was asked for by the parameter of its name.
    fn is_echo(&self, field: &Field, parameter: usize) -> bool {
        let sent = self.arguments.get(parameter);
        sent.is_some_and(|sent| match &field.ty {
            Type::Text | Type::Codes(_) => sent.is_string(),
            Type::Number(_) => sent.is_i64(),
            Type::Boolean => sent.is_boolean(),
            _ => false,
        })
    }

    /// The whole response, made up. Where it holds one list, its counts are those of the list.
    pub(super) fn made_up(&self) -> Value {
        let Some(at) = self.operation.response else { return Value::Null };
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

fn not_found(api: &Api, code: Option<&str>, name: &str, value: &str) -> Refusal {
    let message = format!("{name} {value} does not exist");
    match code.and_then(|code| api.error_code(code)) {
        Some(code) => Refusal::coded(code, message),
        // The spec does not say.
        None => Refusal::new(StatusCode::NOT_FOUND, "2836", message),
    }
}

/// A name that something else has already.
pub(super) fn name_conflict(name: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "2751", format!("the name {name} is taken"))
}

/// What cannot be stopped in its phase.
pub(super) fn not_stoppable(state: &str) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, "2796", format!("a job that is {state} cannot be stopped"))
}

/// What cannot be restarted in its phase.
pub(super) fn not_restartable(state: &str) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, "2813", format!("a job that is {state} cannot be restarted"))
}

/// The fields of an object that a table has, and made-up values for others: for all of a seeded thing, for
/// those that the table promises of a created one.
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

/// The fields of an object that a table has; an item where the table has a list becomes one.
fn projected(api: &Api, at: Reference, object: &Map<String, Value>) -> Value {
    let field = |field: &Field| Some((field.name.clone(), value(api, &field.ty, object.get(&field.name)?)));
    Value::Object(api.table(at).fields.iter().filter_map(field).collect())
}

fn value(api: &Api, ty: &Type, sent: &Value) -> Value {
    match (ty, sent) {
        (Type::Table(at), Value::Object(object)) => projected(api, *at, object),
        (Type::List(item), Value::Array(items)) => items.iter().map(|sent| value(api, item, sent)).collect(),
        (Type::List(_), Value::Null | Value::String(_)) => sent.clone(),
        (Type::List(item), single) => json!([value(api, item, single)]),
        _ => sent.clone(),
    }
}
