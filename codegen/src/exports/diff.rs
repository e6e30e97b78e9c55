//! Compares two specs: what changes for callers and on the wire, and which version bump that requires.
//!
//! Changes for callers are found in the generated code itself, item by item. Changes on the wire are found in the model.

mod api;
mod change;
mod wire;

pub use change::{Bump, Change, Class, Side};

use crate::model::Api;

/// Returns all changes, the most severe first.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = api::changes(old, new);
    changes.extend(wire::changes(old, new));
    changes.sort_by(|a, b| (b.class, a.side, &a.place, &a.message).cmp(&(a.class, b.side, &b.place, &b.message)));
    changes.dedup();
    changes
}

/// Returns the version bump that changes require, or `None` if there are no changes.
#[must_use]
pub fn bump(changes: &[Change]) -> Option<Bump> {
    changes.iter().map(|change| change.class.bump()).max()
}
