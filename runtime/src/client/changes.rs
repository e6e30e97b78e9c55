//! Counts the changes that the clients of this process make at each address: a list may move while it is read.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};

/// The changes at one address.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    begun: AtomicU64,
    ended: AtomicU64,
}

/// A change in progress, until it is dropped.
pub(crate) struct Change<'a>(&'a Changes);

impl Changes {
    /// Returns the counters that all clients of an address share.
    pub(crate) fn at(address: &str) -> Arc<Self> {
        static KNOWN: Mutex<Vec<(String, Weak<Changes>)>> = Mutex::new(Vec::new());
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|(_, changes)| changes.strong_count() > 0);
        if let Some(changes) = known.iter().find(|(other, _)| other == address).and_then(|(_, known)| known.upgrade()) {
            return changes;
        }
        let changes = Arc::new(Self::default());
        known.push((address.to_owned(), Arc::downgrade(&changes)));
        changes
    }

    pub(crate) fn begin(&self) -> Change<'_> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        Change(self)
    }

    /// Returns how many changes have begun. There was no change since a time when this many had ended.
    pub(crate) fn begun(&self) -> u64 {
        self.begun.load(Ordering::SeqCst)
    }

    /// Returns how many changes have ended.
    pub(crate) fn ended(&self) -> u64 {
        self.ended.load(Ordering::SeqCst)
    }
}

impl Drop for Change<'_> {
    fn drop(&mut self) {
        self.0.ended.fetch_add(1, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::Changes;

    #[test]
    fn clients_of_one_address_share_their_changes() {
        let (one, same) = (Changes::at("https://one.example.com"), Changes::at("https://one.example.com"));
        let other = Changes::at("https://other.example.com");
        let before = one.ended();
        let change = same.begin();
        assert_eq!((one.begun(), one.ended(), other.begun()), (before + 1, before, 0));
        drop(change);
        assert_eq!(one.ended(), one.begun());
    }
}
