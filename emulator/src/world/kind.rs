//! Kinds of items: how their tables show IDs, names and states.

use std::sync::Arc;

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Reference};
use serde_json::Value;

use super::machine::Machine;
use crate::rules::refusal::Refusal;

/// A resource that the emulator implements beyond what the spec describes.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) name: &'static str,
    /// The table of the items in lists.
    pub(super) table: &'static str,
    /// The pointer to the ID in an item.
    pub(super) id: &'static str,
    /// The pointer to the name, if it must be unique and is not the ID.
    pub(super) unique_name: Option<&'static str>,
    /// The path of the list.
    pub(super) collection: &'static str,
    /// The resource of the spec that declares the states, as in `training_jobs.job`.
    pub(super) states: Option<&'static str>,
    /// Shows what the spec does not declare about a state, by its key.
    pub(super) show_state: Option<fn(&mut Value, &str)>,
    /// Shows the latest part of an item and the number of its parts.
    pub(super) show_parts: Option<fn(&mut Value, Option<&Value>, usize)>,
}

/// What the items of a registry have in common.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) table: Reference,
    /// The pointer to the ID, unless no operation names an item.
    pub(super) id: Option<String>,
    /// The pointer to the name, if it must be unique and is not the ID.
    pub(super) unique_name: Option<&'static str>,
    pub(super) states: Option<Arc<Machine>>,
    pub(super) show_state: Option<fn(&mut Value, &str)>,
    pub(super) show_parts: Option<fn(&mut Value, Option<&Value>, usize)>,
}

/// Finds a table by its name.
pub(super) fn table(api: &Api, name: &str) -> Result<Reference, Refusal> {
    let tables = api.groups.iter().enumerate().flat_map(|(group, described)| {
        described.tables.iter().enumerate().map(move |(index, table)| (table, Reference { group, index }))
    });
    let mut named = tables.filter(|(table, _)| table.name == name).map(|(_, at)| at);
    named.next().ok_or_else(|| {
        let message = format!("missing table `{name}`: the emulator needs it, but the spec has none");
        Refusal::new(StatusCode::NOT_FOUND, "2836", message)
    })
}
