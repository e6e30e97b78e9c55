//! The progress of reading a list by cursors: each page says where the next one is.
//!
//! The service decides what a cursor means while the list changes. The client returns each item with a key once, and ends
//! a list that would not end.

use super::progress::{ListError, NewItems};
use super::seen::{REMEMBERED, Seen};
use crate::client::send::CallFuture;

/// The most pages in a row without a new item.
const IDLE: u32 = 64;

/// The progress of reading a list by cursors.
pub(super) struct CursorProgress {
    /// Index of the parameter that is the cursor.
    pub(super) parameter: usize,
    /// Whether the cursor is the key of the last item.
    pub(super) is_marker: bool,
    /// The cursor of the next page; `None` for the first page, or for the one that the caller has set.
    pub(super) next: Option<String>,
    pub(super) in_flight: Option<CallFuture>,
    has_key: bool,
    has_ended: bool,
    cursors: Seen,
    seen: Seen,
    idle: u32,
}

/// The content of a page.
pub(super) struct CursorPage {
    pub(super) fingerprints: Vec<u64>,
    /// The cursor of the next page, if there is one, and its fingerprint.
    pub(super) next: Option<(String, u64)>,
}

impl CursorProgress {
    pub(super) fn new((parameter, is_marker): (usize, bool), has_key: bool) -> Self {
        let (cursors, seen) = (Seen::new(REMEMBERED), Seen::new(REMEMBERED));
        let (next, in_flight) = (None, None);
        Self { parameter, is_marker, next, in_flight, has_key, has_ended: false, cursors, seen, idle: 0 }
    }

    pub(super) fn has_ended(&self) -> bool {
        self.has_ended
    }

    pub(super) fn end(&mut self) {
        self.has_ended = true;
        self.in_flight = None;
    }

    /// Notes a page, and returns its new items.
    pub(super) fn advance(&mut self, page: CursorPage) -> Result<NewItems, ListError> {
        let is_empty = page.fingerprints.is_empty();
        match page.next {
            // The keys of a list end with an empty page: a page may be smaller than requested.
            Some((cursor, fingerprint)) if !(self.is_marker && is_empty) => {
                if self.cursors.has(fingerprint) {
                    return Err(ListError::Cursor);
                }
                self.cursors.extend(std::iter::once(fingerprint));
                self.next = Some(cursor);
            }
            _ => self.end(),
        }
        let new = self.new_items(page.fingerprints);
        self.idle = if new == NewItems::None { self.idle + 1 } else { 0 };
        if self.idle > IDLE && !self.has_ended {
            return Err(ListError::Endless { items: self.seen.count });
        }
        Ok(new)
    }

    fn new_items(&mut self, fingerprints: Vec<u64>) -> NewItems {
        if fingerprints.is_empty() {
            return NewItems::None;
        }
        if !self.has_key {
            return NewItems::All;
        }
        let is_new: Vec<bool> = fingerprints.iter().map(|fingerprint| !self.seen.has(*fingerprint)).collect();
        self.seen.extend(fingerprints.into_iter());
        match (is_new.iter().all(|is_new| *is_new), is_new.iter().any(|is_new| *is_new)) {
            (true, _) => NewItems::All,
            (_, true) => NewItems::Marked(is_new),
            _ => NewItems::None,
        }
    }
}
