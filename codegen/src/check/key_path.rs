//! The keys that lead to an entry of a spec.

use std::ops::Range;

use crate::diagnostic::{Diagnostic, Part, Place};

/// A path of keys. It is built on the stack, and copied only for a diagnostic.
pub(super) struct KeyPath<'a> {
    parent: Option<&'a KeyPath<'a>>,
    key: &'a str,
}

impl<'a> KeyPath<'a> {
    /// Returns the top of a file.
    pub(super) fn file(name: &'a str) -> Self {
        Self { parent: None, key: name }
    }

    /// Returns the entry of a key.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Self { parent: Some(self), key }
    }

    /// Creates an error in the value.
    pub(super) fn error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(Part::Value), message)
    }

    /// Creates an error in a part of the value.
    pub(super) fn error_in(&self, bytes: Range<usize>, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(Part::InValue(bytes.start, bytes.end)), message)
    }

    /// Creates an error in the key.
    pub(super) fn key_error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(Part::Key), message)
    }

    /// Returns the place of another key of the same table.
    pub(super) fn sibling(&self, key: &str) -> Place {
        let mut place = self.place(Part::Key);
        if let Some(last) = place.path.last_mut() {
            key.clone_into(last);
        }
        place
    }

    /// Returns the file, the section and the name of the entry, to distinguish names of different entries.
    pub(super) fn entry(&self) -> String {
        let place = self.place(Part::Key);
        std::iter::once(place.file).chain(place.path.into_iter().take(2)).collect::<Vec<_>>().join(" ")
    }

    pub(super) fn place(&self, part: Part) -> Place {
        let mut path = Vec::new();
        let mut at = self;
        while let Some(parent) = at.parent {
            path.push(at.key.to_owned());
            at = parent;
        }
        path.reverse();
        Place { file: at.key.to_owned(), path, part }
    }
}
