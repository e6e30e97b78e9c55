//! A difference between two specs, and the version bump that it requires.

use std::fmt;

/// The severity of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Only documentation changes.
    Documentation,
    /// Existing programs compile and behave as before.
    Compatible,
    /// Existing programs may not compile, or may fail.
    Breaking,
}

impl Class {
    /// Returns the version bump that such a change requires.
    #[must_use]
    pub fn bump(self) -> Bump {
        match self {
            Self::Documentation => Bump::Patch,
            Self::Compatible => Bump::Minor,
            Self::Breaking => Bump::Major,
        }
    }

    /// Returns the name that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// The side that a change is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Callers of the client.
    Callers,
    /// Requests and responses.
    Wire,
}

impl Side {
    /// Returns the name that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Wire => "wire",
        }
    }
}

/// A version bump.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// The third number.
    Patch,
    /// The second number.
    Minor,
    /// The first number.
    Major,
}

impl Bump {
    /// Returns the name that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// A difference between two specs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its severity.
    pub class: Class,
    /// The side that it is about.
    pub side: Side,
    /// What changes: a Rust path, or the name of an operation and of a part of it.
    pub place: String,
    /// The change.
    pub message: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, side, place, message } = self;
        write!(f, "{} ({}): {place}: {message}", class.as_str(), side.as_str())
    }
}

/// Collects the changes of one side.
pub(super) struct Changes {
    pub(super) side: Side,
    pub(super) found: Vec<Change>,
}

impl Changes {
    pub(super) fn push(&mut self, class: Class, place: &str, message: impl Into<String>) {
        self.found.push(Change { class, side: self.side, place: place.to_owned(), message: message.into() });
    }
}
