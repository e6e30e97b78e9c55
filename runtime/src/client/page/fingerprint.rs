//! Identifies the items of a page: by their key if the spec names one, or else by everything in them.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::io;

use crate::value::encode;
use crate::value::slot::{List, Presence, Slot};

/// Computes the fingerprints of one list. They cannot be compared with those of another.
#[derive(Debug)]
pub(super) struct Fingerprints {
    /// The path to the key, by the indexes of fields; empty if there is none.
    key: &'static [usize],
    state: RandomState,
}

impl Fingerprints {
    pub(super) fn new(key: &'static [usize]) -> Self {
        Self { key, state: RandomState::new() }
    }

    /// Returns the fingerprint of each item of a list.
    pub(super) fn of(&self, list: &mut dyn List) -> Vec<u64> {
        let mut fingerprints = Vec::new();
        while let Some(item) = list.item(Some(fingerprints.len())) {
            let fingerprint = match self.of_key(item) {
                Some(fingerprint) => fingerprint,
                // An item without its key.
                None => list.item(Some(fingerprints.len())).map_or(0, |item| self.of_whole(item)),
            };
            fingerprints.push(fingerprint);
        }
        fingerprints
    }

    /// Returns the fingerprint of a cursor.
    pub(super) fn of_cursor(&self, cursor: &str) -> u64 {
        self.state.hash_one(cursor)
    }

    /// Returns the key of the last item of a list.
    pub(super) fn last_key(&self, list: &mut dyn List) -> Option<String> {
        let last = (0..).take_while(|index| list.item(Some(*index)).is_some()).last()?;
        match self.key_of(list.item(Some(last))?)? {
            Slot::Long(number) => Some(number.to_string()),
            Slot::Number(number) => Some(number.get().to_string()),
            Slot::Text(text) => Some(text.clone()),
            _ => None,
        }
    }

    /// Returns the slot of an item's key.
    fn key_of<'a>(&self, item: Slot<'a>) -> Option<Slot<'a>> {
        let (last, before) = self.key.split_last()?;
        let mut slot = item;
        for index in before {
            slot = present(field(slot, *index)?)?;
        }
        present(field(slot, *last)?)
    }

    fn of_key(&self, item: Slot<'_>) -> Option<u64> {
        let key = self.key_of(item)?;
        let mut hasher = self.state.build_hasher();
        match key {
            Slot::Long(number) => number.hash(&mut hasher),
            Slot::Number(number) => number.get().hash(&mut hasher),
            Slot::Text(text) if !text.is_empty() => text.hash(&mut hasher),
            _ => return None,
        }
        Some(hasher.finish())
    }

    fn of_whole(&self, item: Slot<'_>) -> u64 {
        let mut hasher = Hashing(self.state.build_hasher());
        // Hashing cannot fail. If an item cannot be encoded, the encoded part is its fingerprint.
        let _ = encode::json_into(&mut hasher, item);
        hasher.0.finish()
    }
}

fn field(slot: Slot<'_>, index: usize) -> Option<Slot<'_>> {
    match slot {
        Slot::Record(record) => Some(record.field(index)),
        _ => None,
    }
}

fn present(slot: Slot<'_>) -> Option<Slot<'_>> {
    match slot {
        Slot::Optional(target) => target.inner(Presence::Unchanged),
        slot => Some(slot),
    }
}

/// A hasher that JSON is written to.
struct Hashing<H>(H);

impl<H: Hasher> io::Write for Hashing<H> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
