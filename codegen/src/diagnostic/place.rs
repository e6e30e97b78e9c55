//! Places in a spec.

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
    /// A position reported by the YAML parser: line and column, counted from 1.
    Position(usize, usize),
}

/// The parts of a spec that could not be read. Errors in them are reported already.
#[derive(Debug, Default)]
pub struct Skipped {
    /// Whole files.
    pub files: Vec<String>,
    /// Entries of files that were read otherwise.
    pub places: Vec<Place>,
}

impl Skipped {
    /// Returns whether everything was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.places.is_empty()
    }
}
