//! A call of an operation.

use modelarts_codegen::model::{Api, Operation, Type};
use serde_json::{Map, Value};

use super::clock::Now;
use super::json::path_text;
use super::paths;
use crate::rules::arguments::Arguments;
use crate::rules::refusal::Refusal;

/// The body of a response, or `None` if a module does not implement the operation.
pub(super) type Handled = Option<Result<Value, Refusal>>;

/// An operation, its arguments and the time of the call.
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

    /// Returns an ID or a name, empty if it is not set.
    pub(super) fn key(&self, name: &str) -> String {
        self.get(name).map(path_text).unwrap_or_default()
    }

    /// Returns an ID or a name by the index of its parameter.
    pub(super) fn key_at(&self, parameter: usize) -> String {
        self.arguments.get(parameter).map(path_text).unwrap_or_default()
    }

    /// Returns all arguments with the names of their parameters.
    pub(super) fn named_arguments(&self) -> Map<String, Value> {
        let parameters = self.operation.parameters.iter();
        parameters.filter_map(|parameter| Some((parameter.name.clone(), self.get(&parameter.name)?.clone()))).collect()
    }

    /// Returns the parameters of the path, each with the path before it.
    pub(super) fn path_parameters(&self) -> Vec<(String, usize)> {
        paths::parameters(self.api, self.operation)
    }

    /// Returns the refusal of a parameter that names an unknown item.
    pub(super) fn not_found(&self, name: &str) -> Refusal {
        let parameter = self.operation.parameters.iter().find(|parameter| parameter.name == name);
        let code = parameter.and_then(|parameter| parameter.not_found.as_deref());
        Refusal::not_found(self.api, code, name, &self.key(name))
    }

    /// Returns the refusal of a field in the body that names an unknown item.
    pub(super) fn not_found_field(&self, parameter: &str, field: &str) -> Refusal {
        let described = self.operation.parameters.iter().find(|known| known.name == parameter);
        let table = described.and_then(|described| match described.ty.as_field().0 {
            Type::Table(at) => Some(self.api.table(at)),
            _ => None,
        });
        let described = table.and_then(|table| table.fields.iter().find(|known| known.name == field));
        let value = self.get(parameter).map(|object| path_text(&object[field])).unwrap_or_default();
        Refusal::not_found(self.api, described.and_then(|field| field.not_found.as_deref()), field, &value)
    }
}
