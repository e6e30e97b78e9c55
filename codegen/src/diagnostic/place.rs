//! Places in a spec.

use std::collections::HashSet;

/// A place in a spec: a file, and the keys that lead to an entry of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the file, relative to the folder of the spec.
    pub file: String,
    /// Keys, and indexes of list items, from the top of the file.
    pub path: Vec<String>,
    /// The part of the entry that is wrong.
    pub part: Part,
}

/// The part of an entry that a diagnostic underlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
    /// A range of bytes of the value, which is one line without escapes. Otherwise the whole value is underlined, and
    /// nothing is replaced.
    InValue(usize, usize),
    /// A position reported by the YAML parser: line and column, counted from 1.
    Position(usize, usize),
    /// A range of bytes of the text. It is empty where something is missing.
    Bytes(usize, usize),
}

/// The parts of a spec that could not be read. Errors in them are reported already.
#[derive(Debug, Default)]
pub struct Skipped {
    /// Whole files.
    pub files: Vec<String>,
    /// Entries of files that were read otherwise.
    pub places: Vec<Place>,
    /// The keys in what was skipped. Each may be the name that is missing elsewhere.
    pub names: HashSet<String>,
    /// Whether any name may be missing, because a file is not readable or a name was lost.
    pub hides_any_name: bool,
}

impl Skipped {
    /// Returns whether everything was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.places.is_empty() && !self.hides_any_name
    }

    /// Returns whether a name may be declared in what was skipped.
    pub(super) fn may_declare(&self, name: &str) -> bool {
        self.hides_any_name || self.names.contains(name)
    }

    /// Adds what was skipped of another file.
    pub(crate) fn extend(&mut self, other: Self) {
        self.files.extend(other.files);
        self.places.extend(other.places);
        self.names.extend(other.names);
        self.hides_any_name |= other.hides_any_name;
    }

    /// Notes the keys in a text that is skipped.
    pub(crate) fn add_names(&mut self, text: &str) {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !"._-".contains(c));
        self.names.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
    }
}
