//! Kinds of items: how they show IDs, names and states.

use std::sync::Arc;

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Reference};

use super::collection::Collection;
use super::declared::Declared;
use super::extras::{self, Extras};
use super::machine::Machine;
use crate::rules::refusal::Refusal;

/// What the items of a registry have in common.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) table: Reference,
    /// The pointer to the ID, unless no operation names an item.
    pub(super) id: Option<String>,
    /// The pointer to the name, if it must be unique and is not the ID.
    pub(super) unique_name: Option<String>,
    /// The error code of a name or an ID that is in use.
    pub(super) in_use: Option<String>,
    pub(super) states: Option<Arc<Machine>>,
    pub(super) extras: Extras,
}

impl Kind {
    /// Returns what the items of a collection have in common.
    pub(super) fn of(api: &Api, collection: &Collection) -> Self {
        let declared = Declared::at(api, &collection.path);
        let id = collection.id.as_ref().map(|(pointer, _)| pointer.clone());
        let unique = declared.and_then(|declared| declared.resource.unique.as_ref());
        let in_use = unique.and_then(|unique| unique.refused.clone());
        let unique_name = unique.map(|unique| format!("/{}", unique.name)).filter(|name| Some(name) != id.as_ref());
        let extras = declared.map(|declared| extras::of(&declared.name())).unwrap_or_default();
        let with_states = match extras.states_of {
            Some(name) => Declared::named(api, name),
            None => declared,
        };
        let states = with_states.and_then(|declared| Machine::of(api, declared)).map(Arc::new);
        Self { table: collection.item, id, unique_name, in_use, states, extras }
    }
}

/// Finds a table by its name.
pub(super) fn table(api: &Api, name: &str) -> Result<Reference, Refusal> {
    let tables = api.groups.iter().enumerate().flat_map(|(group, described)| {
        described.tables.iter().enumerate().map(move |(index, table)| (table, Reference { group, index }))
    });
    let mut named = tables.filter(|(table, _)| table.name == name).map(|(_, at)| at);
    named.next().ok_or_else(|| missing("table", name))
}

/// Returns the refusal of an operation that the emulator has code for, of a spec without what the code is about.
pub(super) fn missing(what: &str, name: &str) -> Refusal {
    let message = format!("missing {what} `{name}`: the emulator needs it, but the spec has none");
    Refusal::new(StatusCode::NOT_FOUND, "2836", message)
}
