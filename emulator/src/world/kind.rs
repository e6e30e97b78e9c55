//! Kinds of items: how their tables show IDs, names and states.

use std::time::Duration;

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Reference};
use serde_json::Value;

use super::lifecycle::{Lifecycle, Phase};
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
    pub(super) states: Option<&'static States>,
    /// Shows the latest part of an item and the number of its parts.
    pub(super) show_parts: Option<fn(&mut Value, Option<&Value>, usize)>,
}

/// How items show their lifecycle.
#[derive(Debug)]
pub(super) struct States {
    /// The pointer to the status.
    pub(super) status: &'static str,
    /// The pointer to the running time.
    pub(super) duration: &'static str,
    /// Returns the phase of a status.
    pub(super) phase: fn(&Value) -> Phase,
    /// Shows a phase in an item.
    pub(super) show: fn(&mut Value, Phase),
    /// The running time of a seeded item until it completes.
    pub(super) run_time: Duration,
}

impl States {
    /// Returns the lifecycle of an item that is seeded with a status and a running time.
    pub(super) fn seeded(&self, status: &Value, duration: &Value) -> Lifecycle {
        Lifecycle::seeded((self.phase)(status), Duration::from_millis(duration.as_u64().unwrap_or(0)), self.run_time)
    }
}

/// What the items of a registry have in common.
#[derive(Debug)]
pub(super) struct Kind {
    pub(super) table: Reference,
    /// The pointer to the ID, unless no operation names an item.
    pub(super) id: Option<String>,
    /// The pointer to the name, if it must be unique and is not the ID.
    pub(super) unique_name: Option<&'static str>,
    pub(super) states: Option<&'static States>,
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
