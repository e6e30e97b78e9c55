//! The items that a stream has returned most recently.

use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasherDefault, Hasher};

/// The number of items that are remembered: a few megabytes, however long the list is.
pub(super) const REMEMBERED: usize = 256 * 1024;

/// The fingerprints of the latest items.
#[derive(Debug)]
pub(super) struct Seen {
    limit: usize,
    set: HashSet<u64, BuildHasherDefault<Fingerprint>>,
    order: VecDeque<u64>,
    /// The number of items, including forgotten ones.
    pub(super) count: i64,
}

impl Seen {
    pub(super) fn new(limit: usize) -> Self {
        Self { limit, set: HashSet::default(), order: VecDeque::new(), count: 0 }
    }

    /// Returns its latest items.
    pub(super) fn latest(&self, limit: usize) -> Self {
        let mut latest = Self::new(limit);
        latest.extend(self.order.iter().skip(self.order.len().saturating_sub(limit)).copied());
        latest
    }

    pub(super) fn has(&self, fingerprint: u64) -> bool {
        self.set.contains(&fingerprint)
    }

    pub(super) fn extend(&mut self, fingerprints: impl Iterator<Item = u64>) {
        for fingerprint in fingerprints {
            self.count = self.count.saturating_add(1);
            // A repeated item is forgotten with its first occurrence.
            if !self.set.insert(fingerprint) {
                continue;
            }
            self.order.push_back(fingerprint);
            if self.order.len() > self.limit
                && let Some(oldest) = self.order.pop_front()
            {
                self.set.remove(&oldest);
            }
        }
    }

    /// Returns whether all items are remembered.
    pub(super) fn is_whole(&self) -> bool {
        self.order.len() < self.limit
    }
}

/// Fingerprints are already hashes.
#[derive(Debug, Default)]
pub(super) struct Fingerprint(u64);

impl Hasher for Fingerprint {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, fingerprint: u64) {
        self.0 = fingerprint;
    }
}
