//! A difference between two states of a spec, and how severe it is.

use std::borrow::Cow;

use crate::diagnostic::Place;

/// The severity of a change, for one side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Nothing changes.
    None,
    /// Only documentation, examples or the order of documentation change.
    Documentation,
    /// What worked before works as before.
    Compatible,
    /// What worked before may fail, or mean something else.
    Breaking,
}

impl Class {
    /// Returns the version bump that such a change requires.
    #[must_use]
    pub fn bump(self) -> Option<Bump> {
        match self {
            Self::None => None,
            Self::Documentation => Some(Bump::Patch),
            Self::Compatible => Some(Bump::Minor),
            Self::Breaking => Some(Bump::Major),
        }
    }

    /// Returns the name that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Documentation => "documentation",
            Self::Compatible => "compatible",
            Self::Breaking => "breaking",
        }
    }
}

/// How severe a change is for one side, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgment {
    /// The severity.
    pub class: Class,
    /// The reason, in one sentence without a full stop.
    pub reason: Cow<'static, str>,
}

impl Judgment {
    pub(super) const fn new(class: Class, reason: &'static str) -> Self {
        Self { class, reason: Cow::Borrowed(reason) }
    }

    pub(super) const fn breaking(reason: &'static str) -> Self {
        Self::new(Class::Breaking, reason)
    }

    pub(super) const fn compatible(reason: &'static str) -> Self {
        Self::new(Class::Compatible, reason)
    }

    pub(super) const fn documentation(reason: &'static str) -> Self {
        Self::new(Class::Documentation, reason)
    }
}

/// Nothing changes for callers.
pub(super) const SAME_CODE: Judgment = Judgment::new(Class::None, "programs compile and behave as before");
/// The name of a type changes, and nothing on the wire.
pub(super) const NOT_ON_WIRE: Judgment =
    Judgment::new(Class::None, "its name is not on the wire; each use of it is a change of its own");
/// Nothing changes on the wire.
pub(super) const SAME_WIRE: Judgment = Judgment::new(Class::None, "requests and responses stay the same");
/// Only texts of the documentation change for callers.
pub(super) const NEW_DOCS: Judgment = Judgment::documentation("only the documentation changes");

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

/// One of the two states.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// The state before the change.
    Old,
    /// The state after the change.
    New,
}

/// A difference between two states of a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The state that [`place`](Self::place) is in: the old one if something is removed.
    pub state: State,
    /// The place in the spec.
    pub place: Place,
    /// The entry that changes, as in ``parameter `limit` of `list_jobs` ``.
    pub subject: String,
    /// The key of the entry that changes, or `None` if the whole entry is new or removed.
    pub key: Option<String>,
    /// The old value; `None` if there is none.
    pub old: Option<String>,
    /// The new value; `None` if there is none.
    pub new: Option<String>,
    /// The judgment for callers: whether programs compile, and mean the same.
    pub callers: Judgment,
    /// The judgment for the wire: whether a client of the old state works with a service of the new state.
    pub wire: Judgment,
}

impl Change {
    /// Returns the more severe class of both sides.
    #[must_use]
    pub fn class(&self) -> Class {
        self.callers.class.max(self.wire.class)
    }

    /// Describes the change without its judgments. Values are shown as `show` returns them.
    #[must_use]
    pub fn describe(&self, show: impl Fn(&str) -> String) -> String {
        let Self { subject, key, old, new, .. } = self;
        match (key, old, new) {
            (Some(key), Some(old), Some(new)) => {
                format!("{subject}: {key} changed from {} to {}", show(old), show(new))
            }
            (Some(key), None, Some(new)) => format!("{subject}: added {key} {}", show(new)),
            (Some(key), Some(old), None) => format!("{subject}: removed {key} {}", show(old)),
            (Some(key), None, None) => format!("{subject}: {key} changed"),
            (None, None, Some(new)) if !new.is_empty() => format!("added {subject}: {}", show(new)),
            (None, Some(old), None) if !old.is_empty() => format!("removed {subject}: {}", show(old)),
            (None, None, Some(_)) => format!("added {subject}"),
            (None, Some(_), None) => format!("removed {subject}"),
            (None, ..) => format!("{subject} changed"),
        }
    }
}
