//! Things by their names, and the names of those that are gone.

use std::collections::BTreeMap;

/// What was made, by its ID or name. What was deleted is kept as nothing, so that it is not made up.
#[derive(Debug)]
pub(super) struct Registry<K, T>(BTreeMap<K, Option<T>>);

impl<K, T> Default for Registry<K, T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<K: Ord, T> Registry<K, T> {
    pub(super) fn insert(&mut self, key: K, thing: T) {
        self.0.insert(key, Some(thing));
    }

    /// The slot of what was made under a key, empty behind its end; nothing if nothing ever was.
    pub(super) fn slot(&mut self, key: &K) -> Option<&mut Option<T>> {
        self.0.get_mut(key)
    }

    /// What there is, the latest first.
    pub(super) fn latest(&self) -> impl Iterator<Item = (&K, &T)> {
        self.0.iter().rev().filter_map(|(key, thing)| Some((key, thing.as_ref()?)))
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.values().all(Option::is_none)
    }
}
