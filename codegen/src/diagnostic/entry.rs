//! A diagnostic.

use std::ops::Range;

use super::place::{Part, Place, Skipped};
use super::{look_alikes, similar};

/// The code of an invalid range.
const INVALID_RANGE: &str = "E0015";

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// The client cannot be generated.
    Error,
    /// The client can be generated, but has a flaw.
    Warning,
}

impl Level {
    /// Returns the word that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// An error or a warning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code of this kind of diagnostic: `E` and a number for an error, `W` and a number for a warning.
    pub code: &'static str,
    /// The place in the spec.
    pub place: Place,
    /// The fault.
    pub message: String,
    /// The reason why it is a fault at this place.
    pub label: Option<String>,
    /// What to write instead.
    pub help: Option<String>,
    /// Other places that have to do with it.
    pub related: Vec<Related>,
    /// Replacements of text that correct it.
    pub replacements: Vec<Replacement>,
    /// The name that cannot be resolved, if that is the fault.
    pub(crate) unresolved: Option<Unresolved>,
}

/// A second place of a diagnostic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// The place in the spec.
    pub place: Place,
    /// What the place has to do with the fault.
    pub label: String,
}

/// A replacement of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The text that is replaced.
    pub place: Place,
    /// The new text.
    pub text: String,
    /// Whether it is certainly what the writer meant, so that a program may apply it.
    pub is_certain: bool,
}

impl Replacement {
    /// Returns the file and the bytes of the place, if they are known.
    pub(super) fn bytes(&self) -> Option<(String, Range<usize>)> {
        match self.place.part {
            Part::Bytes(start, end) => Some((self.place.file.clone(), start..end)),
            _ => None,
        }
    }
}

/// A name that is used and not declared.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Unresolved {
    pub(crate) name: String,
    /// The names among which it is missing.
    pub(crate) among: String,
}

impl Diagnostic {
    pub(crate) fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self {
            code,
            place,
            message: message.into(),
            label: None,
            help: None,
            related: Vec::new(),
            replacements: Vec::new(),
            unresolved: None,
        }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds a second place.
    pub(crate) fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push(Related { place, label: label.into() });
        self
    }

    /// Adds a replacement of the text at a place.
    pub(crate) fn replace(mut self, place: Place, text: impl Into<String>, is_certain: bool) -> Self {
        self.replacements.push(Replacement { place, text: text.into(), is_certain });
        self
    }

    /// Marks the fault as a name that is missing among some names.
    pub(crate) fn unresolved(mut self, name: &str, among: impl Into<String>) -> Self {
        self.unresolved = Some(Unresolved { name: name.to_owned(), among: among.into() });
        self
    }

    /// Proposes the declared name that is most similar to `word`, if it is likely that it is meant.
    pub(crate) fn suggest<'a>(self, word: &str, declared: impl Iterator<Item = &'a str>) -> Self {
        let error = match similar::nearest(word, declared) {
            Some(similar) => self.propose(similar),
            None => self,
        };
        if error.unresolved.is_some() {
            return error;
        }
        let among = error.code;
        error.unresolved(word, among)
    }

    /// Proposes a word of the language: one that is similar or a part of `word`. If none is, lists them if they are few.
    pub(crate) fn suggest_word<'a>(self, word: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let known: Vec<_> = known.collect();
        let similar = similar::nearest(word, known.iter().copied());
        match similar.or_else(|| similar::contained(word, known.iter().copied())) {
            Some(similar) => self.propose(similar),
            None if known.is_empty() || known.len() > similar::MAX_CANDIDATES => self,
            None => self.help(format!("write {}", one_of(&known))),
        }
    }

    /// Adds a help unless there is one.
    pub(crate) fn or_help(self, help: impl Into<String>) -> Self {
        if self.help.is_some() { self } else { self.help(help) }
    }

    /// Proposes another word in place of the one at the place.
    pub(crate) fn propose(self, word: &str) -> Self {
        let place = self.place.clone();
        self.help(format!("did you mean `{word}`?")).replace(place, word, false)
    }

    /// Names a character in the text of an error that looks like another one: it is the cause.
    pub(super) fn name_look_alike(&mut self, text: &str, start: usize) {
        let is_prose = matches!(self.place.path.last().map(String::as_str), Some("doc" | "note"));
        let Some(found) = look_alikes::in_word(text).filter(|_| {
            self.level() == Level::Error && !is_prose && self.replacements.iter().all(|known| !known.is_certain)
        }) else {
            return;
        };
        let end = start + found.at + found.found.len_utf8();
        let place = Place { part: Part::Bytes(start + found.at, end), ..self.place.clone() };
        self.message = found.message();
        self.label = Some(found.label());
        // What to write for a range is known better.
        if self.code != INVALID_RANGE || self.replacements.is_empty() {
            self.help = Some(found.help());
            self.replacements = vec![Replacement { place: place.clone(), text: found.plain, is_certain: true }];
        }
        self.place = place;
    }

    /// Returns the severity.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.code.starts_with('W') { Level::Warning } else { Level::Error }
    }

    /// Returns whether it only follows from an error that is reported already, because something was skipped.
    pub(super) fn follows_from(&self, skipped: &Skipped) -> bool {
        // The keys of an entry depend on each other: `pages` needs the `response` that is misspelled next to it.
        let is_in_same_entry = |place: &Place| {
            let entry = place.path.split_last().map_or(&[][..], |(_, entry)| entry);
            matches!(entry.len(), 2 | 4)
                && self.place.path.starts_with(entry)
                && self.place.path.len() <= entry.len() + 2
        };
        let affects = |place: &Place| {
            place.file == self.place.file && (place.path.starts_with(&self.place.path) || is_in_same_entry(place))
        };
        self.unresolved.as_ref().is_some_and(|unresolved| skipped.may_declare(&unresolved.name))
            || skipped.places.iter().any(affects)
    }
}

/// Lists a few words: `a`, `b` or `c`.
pub(crate) fn one_of(words: &[&str]) -> String {
    let quoted: Vec<_> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.join(""),
    }
}
