//! Proposes the entries of a new operation from its method, its path and a sample of its response.
//!
//! Types are guesses. Documentation is left empty, and `check` warns about it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::check::names;
use crate::model::Failure;

/// The operation to describe.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Name of the operation.
    pub name: &'a str,
    /// Method.
    pub method: &'a str,
    /// Path, with parameters in braces. An example of the query may follow after `?`.
    pub path: &'a str,
    /// A sample of the response, if it has a body.
    pub sample: Option<&'a Value>,
}

/// Proposed entries of a file of a spec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proposal {
    /// Names and texts of tables.
    pub tables: Vec<(String, String)>,
    /// The operation.
    pub operation: String,
}

/// Proposes an operation and the tables of its response. `known` are the names of types that the spec has already.
#[must_use]
pub fn propose(request: &Request<'_>, failure: &Failure, known: &[&str]) -> Proposal {
    let mut tables = Tables { failure, known, tables: Vec::new() };
    let response = request.sample.and_then(Value::as_object);
    let response_table = response
        .map(|response| tables.table(&names::upper_camel(&format!("{}_response", request.name)), response, true));
    let (path, query) = request.path.split_once('?').unwrap_or((request.path, ""));
    let mut text = format!("  {}:\n    http: {} {path}\n    doc: \"\"\n", request.name, request.method);
    let parameters = parameters(path, query);
    if !parameters.is_empty() {
        text.push_str("    parameters:\n");
        // Writing to a `String` cannot fail.
        for (name, (ty, more)) in &parameters {
            let wire = if names::snake_case(name) == *name { String::new() } else { format!("name: {name}, ") };
            let _ = writeln!(text, "      {}: {{ {wire}type: {ty}, {more}doc: \"\" }}", names::snake_case(name));
        }
    }
    if let Some(table) = response_table {
        let _ = writeln!(text, "    response: {table}");
    }
    if let Some(pages) = response.and_then(|response| pages(response, &parameters)) {
        let _ = writeln!(text, "    pages: {{ {pages} }}");
    }
    Proposal { tables: tables.tables, operation: text }
}

/// Returns name, type and further keys of each parameter.
fn parameters(path: &str, query: &str) -> BTreeMap<String, (&'static str, String)> {
    let in_path = path.split('{').skip(1).filter_map(|part| part.split('}').next());
    let in_path = in_path.filter(|name| *name != "project_id");
    let mut parameters: BTreeMap<_, _> =
        in_path.map(|name| (name.to_owned(), ("String", "mandatory: true, ".to_owned()))).collect();
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        let ty = match value {
            "true" | "false" => "Boolean",
            _ if value.parse::<i32>().is_ok() => "Integer",
            _ => "String",
        };
        // The value of an example is most often the default.
        let default = if ty == "String" { String::new() } else { format!("default: {value}, ") };
        parameters.insert(name.to_owned(), (ty, default));
    }
    parameters
}

/// Guesses how a list is split into pages from the usual names of parameters and fields.
fn pages(response: &Map<String, Value>, parameters: &BTreeMap<String, (&'static str, String)>) -> Option<String> {
    let of = |names: &[&str]| {
        parameters.keys().find(|name| names.contains(&name.as_str())).map(|name| names::snake_case(name))
    };
    let begin = of(&["page"]).map(|name| format!("page: {name}"));
    let begin = begin.or_else(|| of(&["offset"]).map(|name| format!("offset: {name}")))?;
    let size = of(&["per_page", "limit", "size", "page_size"])?;
    let is_list = |value: &Value| value.as_array().is_some_and(|items| items.iter().any(Value::is_object));
    let items = response.iter().find(|(_, value)| is_list(value))?.0;
    let total = |word: &str| response.iter().find(|(name, value)| value.is_u64() && name.contains(word));
    let total = total("total").or_else(|| total("count"));
    let total = total.map(|(name, _)| format!(", total: {name}")).unwrap_or_default();
    Some(format!("{begin}, size: {size}, items: {items}{total}"))
}

struct Tables<'a> {
    failure: &'a Failure,
    known: &'a [&'a str],
    tables: Vec<(String, String)>,
}

impl Tables<'_> {
    /// Adds a table for an object, and returns its name. Only a response has fields of a failure.
    fn table(&mut self, wanted: &str, object: &Map<String, Value>, is_response: bool) -> String {
        let is_taken = |name: &str, tables: &[(String, String)]| {
            self.known.contains(&name) || tables.iter().any(|(known, _)| known == name)
        };
        let mut name = wanted.to_owned();
        let mut number = 2;
        while is_taken(&name, &self.tables) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        let place = self.tables.len();
        self.tables.push((name.clone(), String::new()));
        let mut text = format!("  {name}:\n    doc: \"\"\n    fields:\n");
        for (key, value) in object {
            let facts = if is_response && self.failure.has(key) && *key != self.failure.success {
                "type: String, absent_on: success, doc: Field of a failure.".to_owned()
            } else if is_response && *key == self.failure.success {
                "type: Boolean, doc: Whether the call succeeded.".to_owned()
            } else {
                format!("{}, doc: \"\"", self.facts(key, value))
            };
            let key = if names::is_plain(key) { key.clone() } else { format!("{key:?}") };
            let _ = writeln!(text, "      {key}: {{ {facts} }}");
        }
        if object.is_empty() {
            text = text.replace("    fields:\n", "    fields: {}\n");
        }
        self.tables[place].1 = text;
        name
    }

    fn facts(&mut self, key: &str, value: &Value) -> String {
        match value {
            Value::Array(items) => {
                let item = match items.iter().find(|item| !item.is_null()) {
                    Some(item) => self.ty(&singular(key), item),
                    None => "JSON".to_owned(),
                };
                format!("type: JSON Array, items: {item}")
            }
            Value::Number(number) if is_time(key, number.as_i64()) => {
                "type: Long, format: timestamp, unit: milliseconds".to_owned()
            }
            Value::Null => "type: JSON, optional: true".to_owned(),
            value => format!("type: {}", self.ty(key, value)),
        }
    }

    fn ty(&mut self, key: &str, value: &Value) -> String {
        match value {
            Value::Bool(_) => "Boolean".to_owned(),
            Value::Number(number) => match number.as_i64() {
                None => "Double".to_owned(),
                Some(number) if key.ends_with("_id") || i32::try_from(number).is_err() => "Long".to_owned(),
                Some(_) => "Integer".to_owned(),
            },
            Value::String(_) => "String".to_owned(),
            Value::Object(object) if object.keys().all(|key| names::is_plain(key)) && !object.is_empty() => {
                self.table(&names::upper_camel(key), object, false)
            }
            Value::Array(items) => match items.first() {
                Some(item) => format!("Array<{}>", self.ty(key, item)),
                None => "Array<JSON>".to_owned(),
            },
            Value::Object(_) | Value::Null => "JSON".to_owned(),
        }
    }
}

/// Returns whether a number is a time in milliseconds: its name says so, and it is in this century.
fn is_time(key: &str, number: Option<i64>) -> bool {
    let named = ["time", "date", "_at"].iter().any(|word| key.contains(word));
    named && number.is_some_and(|number| (946_684_800_000..4_102_444_800_000).contains(&number))
}

/// Returns the singular of a name.
fn singular(key: &str) -> String {
    match key.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => key.strip_suffix('s').filter(|stem| !stem.ends_with('s')).unwrap_or(key).to_owned(),
    }
}
