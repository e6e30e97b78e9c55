//! The keys that lead to an entry of a spec.

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

    /// Creates an error in the key.
    pub(super) fn key_error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.place(Part::Key), message)
    }

    fn place(&self, part: Part) -> Place {
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
