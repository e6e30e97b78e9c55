//! Makes one diagnostic of several that have the same cause.

use std::collections::HashMap;

use super::entry::{Diagnostic, Unresolved};
use super::place::Place;

/// The code of a name that Rust cannot have.
const INVALID_NAME: &str = "E0013";

/// Merges the uses of each name that is not declared: the first is the place, the others are second places.
pub(super) fn merge(entries: &mut Vec<Diagnostic>) {
    merge_uses_of_invalid_names(entries);
    let mut first: HashMap<Unresolved, usize> = HashMap::new();
    let mut merged: Vec<Diagnostic> = Vec::with_capacity(entries.len());
    for entry in entries.drain(..) {
        match entry.unresolved.as_ref().and_then(|unresolved| first.get(unresolved)) {
            Some(index) => {
                let Some(target) = merged.get_mut(*index) else { continue };
                *target = std::mem::replace(target, entry.clone()).with_use(entry);
            }
            None => {
                first.extend(entry.unresolved.clone().map(|unresolved| (unresolved, merged.len())));
                merged.push(entry);
            }
        }
    }
    *entries = merged;
}

/// Merges an invalid name and the uses of the name that it should be.
fn merge_uses_of_invalid_names(entries: &mut Vec<Diagnostic>) {
    let meant = |entry: &Diagnostic| entry.replacements.first().map(|replacement| replacement.text.clone());
    let invalid: HashMap<String, usize> = entries
        .iter()
        .enumerate()
        .filter(|(_, entry)| entry.code == INVALID_NAME)
        .filter_map(|(index, entry)| Some((meant(entry)?, index)))
        .collect();
    let declared = |entry: &Diagnostic| invalid.get(&entry.unresolved.as_ref()?.name).copied();
    let uses: Vec<_> = entries.iter().filter_map(|entry| Some((declared(entry)?, entry.place.clone()))).collect();
    for (index, place) in uses {
        if let Some(entry) = entries.get_mut(index) {
            *entry = entry.clone().related(place, "used here");
        }
    }
    entries.retain(|entry| declared(entry).is_none());
}

impl Diagnostic {
    /// Adds another use of the same name.
    fn with_use(mut self, other: Self) -> Self {
        let proposed = self.replacements.first().map(|replacement| (replacement.text.clone(), replacement.is_certain));
        if let Some((text, is_certain)) = proposed {
            let place = other.replacements.first().map_or(&other.place, |replacement| &replacement.place);
            self = self.replace(place.clone(), text, is_certain);
        }
        let is_new = |place: &Place| self.place != *place && self.related.iter().all(|known| known.place != *place);
        if is_new(&other.place) { self.related(other.place, "the same here") } else { self }
    }
}
