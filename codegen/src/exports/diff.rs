//! Compares two states of a spec: what changes for callers and on the wire, and which version bump that requires.
//!
//! - **Callers**: whether programs compile as before, and mean the same. The generated code itself decides: no change is
//!   less severe than the code shows (`callers`).
//! - **Wire**: whether a client of the old state works with a service of the new state. Requests must still be accepted,
//!   and responses must hold nothing that such a client cannot read. oasdiff and buf define breaking changes like this.
//!
//! Parts of the model are destructured in full: the compiler reports a new field that is not compared. If something
//! differs anyway and no change is reported, that is a change as well (`net`).

mod api;
mod callers;
mod change;
mod codes;
mod collect;
mod net;
mod operations;
mod parameters;
mod places;
mod resources;
mod rules;
mod service;
mod tables;
mod types;
mod usage;

pub use change::{Bump, Change, Class, Judgment, State};

use std::collections::HashMap;

use collect::Collector;

use crate::diagnostic::locate;
use crate::model::Api;
use crate::sources::Sources;

/// Returns all changes, the most severe first.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = Collector::new(old, new);
    let (tables, codes) = (tables::pairs(old, new), codes::pairs(old, new));
    let names = tables.iter().map(|(was, is)| (was.1.name.as_str(), is.1.name.as_str()));
    changes.type_names.extend(names.chain(codes.iter().map(|(was, is)| (was.1.name.as_str(), is.1.name.as_str()))));
    service::compare(&mut changes);
    service::error_codes(&mut changes);
    service::groups(&mut changes);
    codes::compare(&codes, &mut changes);
    tables::compare(&tables, &mut changes);
    operations::compare(&mut changes);
    callers::judge(&mut changes);
    changes.found.retain(|found| found.change.class() > Class::None);
    net::unclassified(&mut changes);
    let mut changes: Vec<_> = changes.found.into_iter().map(|found| found.change).collect();
    changes.sort_by_key(|change| std::cmp::Reverse(change.class()));
    changes
}

/// Returns the version bump that changes require, or `None` if there are no changes.
#[must_use]
pub fn bump(changes: &[Change]) -> Option<Bump> {
    changes.iter().filter_map(|change| change.class().bump()).max()
}

/// Returns line and column of each change, both counted from 1, in the file of its state.
#[must_use]
pub fn positions(changes: &[Change], old: &Sources, new: &Sources) -> Vec<(usize, usize)> {
    let mut indices = HashMap::new();
    let mut positions = Vec::with_capacity(changes.len());
    for change in changes {
        let sources = if change.state == State::Old { old } else { new };
        let text = sources.text(&change.place.file).unwrap_or_default();
        let file = (change.state, change.place.file.as_str());
        let index = indices.entry(file).or_insert_with(|| locate::Index::new(text, None));
        positions.push(locate::line_and_column(text, index.span(&change.place).start));
    }
    positions
}
