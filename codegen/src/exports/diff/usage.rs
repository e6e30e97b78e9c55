//! The types that requests and responses hold, at any depth.

use std::collections::HashSet;

use crate::model::{Api, ParameterType, Reference, ResponseBody, Type};

/// The names of tables and code tables that requests and responses hold.
pub(super) struct Usage<'a> {
    sent: HashSet<&'a str>,
    received: HashSet<&'a str>,
}

/// Whether requests and responses hold a value.
#[derive(Clone, Copy)]
pub(super) struct Directions {
    pub(super) sent: bool,
    pub(super) received: bool,
}

impl Directions {
    /// Of a parameter.
    pub(super) const SENT: Self = Self { sent: true, received: false };
    /// Of a response.
    pub(super) const RECEIVED: Self = Self { sent: false, received: true };
}

impl<'a> Usage<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut usage = Self { sent: HashSet::new(), received: HashSet::new() };
        for operation in api.operations() {
            for parameter in &operation.parameters {
                match &parameter.ty {
                    ParameterType::Codes(at) => _ = usage.sent.insert(&api.codes(*at).name),
                    ParameterType::Value(ty, _) => add(api, ty, &mut usage.sent),
                    ParameterType::Boolean | ParameterType::Number { .. } | ParameterType::Text(_) => {}
                }
            }
            if let Some(ResponseBody::Json(ty)) = &operation.response {
                add(api, ty, &mut usage.received);
            }
        }
        usage
    }

    pub(super) fn directions(&self, name: &str) -> Directions {
        Directions { sent: self.sent.contains(name), received: self.received.contains(name) }
    }
}

fn add<'a>(api: &'a Api, ty: &Type, names: &mut HashSet<&'a str>) {
    match ty {
        Type::List(item) | Type::Map(item) => add(api, item, names),
        Type::Codes(at) => _ = names.insert(&api.codes(*at).name),
        Type::Table(at) => add_table(api, *at, names),
        _ => {}
    }
}

fn add_table<'a>(api: &'a Api, at: Reference, names: &mut HashSet<&'a str>) {
    let table = api.table(at);
    if names.insert(&table.name) {
        for field in table.all_fields() {
            add(api, &field.ty, names);
        }
    }
}
