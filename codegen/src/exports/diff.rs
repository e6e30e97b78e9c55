//! What a change of the spec means for callers and on the wire, and the version bump that follows.
//!
//! For callers the generated code itself is compared, item by item: what it does not say, nobody can
//! call. What goes over the wire is compared in the model.

mod api;
mod wire;

use std::fmt;

use crate::model::Api;

/// How bad a change is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Words only.
    Documentation,
    /// Everything that was written goes on as it did.
    Compatible,
    /// What was written may not compile any more, or may fail.
    Breaking,
}

impl Class {
    /// The part of the version that such a change raises.
    #[must_use]
    pub fn bump(self) -> Bump {
        match self {
            Self::Documentation => Bump::Patch,
            Self::Compatible => Bump::Minor,
            Self::Breaking => Bump::Major,
        }
    }

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Documentation => "documentation",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// Whom a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Who calls the client.
    Callers,
    /// What goes over the wire.
    Wire,
}

impl Side {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Wire => "wire",
        }
    }
}

/// A part of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bump {
    /// The last.
    Patch,
    /// The second.
    Minor,
    /// The first.
    Major,
}

impl Bump {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }
}

/// One difference between two specs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How bad it is.
    pub class: Class,
    /// Whom it concerns.
    pub side: Side,
    /// What has changed: a path of Rust, or the name of an operation and of what it has.
    pub place: String,
    /// The change in words.
    pub message: String,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { class, side, place, message } = self;
        write!(f, "{} ({}): {place}: {message}", class.as_str(), side.as_str())
    }
}

/// All differences, the worst first.
#[must_use]
pub fn diff(old: &Api, new: &Api) -> Vec<Change> {
    let mut changes = api::changes(old, new);
    changes.extend(wire::changes(old, new));
    changes.sort_by(|a, b| (b.class, a.side, &a.place, &a.message).cmp(&(a.class, b.side, &b.place, &b.message)));
    changes.dedup();
    changes
}

/// The bump that changes ask for; nothing if there are none.
#[must_use]
pub fn bump(changes: &[Change]) -> Option<Bump> {
    changes.iter().map(|change| change.class.bump()).max()
}

/// Notes changes of one side.
struct Changes {
    side: Side,
    found: Vec<Change>,
}

impl Changes {
    fn push(&mut self, class: Class, place: &str, message: impl Into<String>) {
        self.found.push(Change { class, side: self.side, place: place.to_owned(), message: message.into() });
    }
}
