//! Reads a file that has errors: each is reported and corrected or skipped, so that one run finds all of them.

use std::ops::Range;

use serde::de::{DeserializeOwned, IgnoredAny};

use super::blocks::{ENTRIES, SECTIONS};
use super::errors::{self, Failure};
use super::pitfalls;
use super::repair::{self, Cause, Lines, Outcome};
use crate::diagnostic::{Diagnostic, Draft, Edit, Part, Place, locate, vocabulary};

/// How many errors of a file are reported.
const MAX_ERRORS: usize = 100;
/// How many bytes are parsed again, in all, to find the errors of a file.
const MAX_BYTES_READ: usize = 4 << 20;

/// What could be read of a file with errors.
pub(super) struct Recovered<T> {
    pub(super) value: Option<T>,
    pub(super) draft: Draft,
    pub(super) found: Vec<Diagnostic>,
    /// The entries that were skipped, and the texts of them.
    pub(super) skipped: Vec<(Place, String)>,
    /// Whether a name that other entries may use is lost.
    pub(super) loses_name: bool,
}

/// Reads a file with errors.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Recovered<T> {
    let recovered =
        Recovered { value: None, draft: Draft::new(text), found: Vec::new(), skipped: Vec::new(), loses_name: false };
    let mut reader = Reader { recovered, budget: repair::MAX_BYTES_TRIED };
    // Each error costs another parse: fewer are searched for in a large file.
    let max = (MAX_BYTES_READ / text.len().max(1)).clamp(5, MAX_ERRORS);
    // Errors that follow from others are not reported, but cost as much.
    for _ in 0..2 * max {
        match errors::read(file, reader.recovered.draft.text()) {
            Ok(value) => {
                reader.recovered.value = Some(value);
                break;
            }
            Err(failure) => {
                if reader.recovered.found.len() == max || !reader.take(*failure) {
                    break;
                }
            }
        }
    }
    reader.recovered
}

struct Reader<T> {
    recovered: Recovered<T>,
    /// How many bytes may still be parsed to find causes.
    budget: usize,
}

impl<T: DeserializeOwned> Reader<T> {
    /// Reports an error, and corrects it or skips its entry. Returns whether the rest can be read.
    fn take(&mut self, failure: Failure) -> bool {
        let text = self.recovered.draft.text().to_owned();
        let found = failure.diagnostic;
        let range = locate::span(&text, &found.place);
        // An error that only exists because something in its entry was skipped is not reported.
        let is_followed = self.recovered.skipped.iter().any(|(skipped, _)| skipped.path.starts_with(&found.place.path));
        if let Some((at, since)) = failure.syntax {
            return match repair::syntax(&text, at, since, &mut |text| self.judge(text)) {
                Some(cause) => self.correct(&found, cause),
                None => {
                    self.report(found, is_followed);
                    false
                }
            };
        }
        let edit = rename(&text, &found);
        let line = Lines::new(&text).of(range.start);
        // A similar key is most likely meant, if the rest of its line is right with it. A value may also be wrong because
        // of the lines around it.
        let is_clear = !errors::is_wrong_value(&found)
            && edit
                .as_ref()
                .and_then(|edit| edit.apply(&text))
                .is_some_and(|text| self.judge(&text) > Some(Outcome::Yaml(line)));
        let is_null = errors::is_missing_value(&found) && is_null(&text[range.end..]);
        if !is_clear
            && !is_followed
            && !is_null
            && let Some(cause) = self.structure(&text, line, &found)
        {
            return self.correct(&found, cause);
        }
        if let Some(edit) = edit {
            self.report(found, is_followed);
            return self.recovered.draft.apply(edit);
        }
        let place = entry_to_skip(&found).map(|place| without_anchors(&text, place, &found.place));
        // One of the two entries should have another name, which is lost.
        let parent = found.place.path.iter().rev().nth(1).map(String::as_str);
        let is_name = parent.is_some_and(|parent| SECTIONS.contains(&parent) || ENTRIES.contains(&parent));
        self.recovered.loses_name |= errors::is_duplicate(&found) && is_name;
        self.report(found, is_followed);
        place.is_some_and(|place| self.skip(place))
    }

    /// Finds the cause of an error in the lines around it.
    fn structure(&mut self, text: &str, line: usize, found: &Diagnostic) -> Option<Cause> {
        // A missing key is found at the end of its entry: whatever makes the entry longer seems to be progress.
        let before = if errors::is_missing_key(found) { Outcome::Valid } else { Outcome::Yaml(line) };
        repair::structure(text, line, before, &mut |text| self.judge(text)).or_else(|| {
            let is_odd =
                errors::is_missing_value(found) && found.place.path.last().is_some_and(|key| is_with_value(key));
            is_odd.then(|| repair::key_with_value(text, line, &mut |text| self.judge(text)))?
        })
    }

    /// Skips an entry. Returns whether that was possible.
    fn skip(&mut self, place: Place) -> bool {
        let is_new = self.recovered.skipped.iter().all(|(skipped, _)| *skipped != place);
        let text = self.recovered.draft.text();
        let Some(edit) = locate::without(text, &place).filter(|_| is_new) else { return false };
        let skipped = text.get(edit.range.clone()).unwrap_or_default().to_owned();
        self.recovered.skipped.push((place, skipped));
        self.recovered.draft.apply(edit)
    }

    /// Reports an error at its place in the original text, unless it is or will be reported otherwise.
    fn report(&mut self, mut found: Diagnostic, is_known: bool) {
        if is_known {
            return;
        }
        // `min` and `max` of one entry are both named `range`.
        let same = self.recovered.found.iter_mut().find(|known| errors::is_same_key(known, &found));
        if let Some(known) = same {
            let draft = &self.recovered.draft;
            let range = draft.original(locate::span(draft.text(), &found.place));
            let place = Place { part: Part::Bytes(range.start, range.end), ..found.place };
            *known = known.clone().related(place, "the same here");
            return;
        }
        let draft = &self.recovered.draft;
        let fix = |place: &mut Place| {
            let range = draft.original(locate::span(draft.text(), place));
            place.part = Part::Bytes(range.start, range.end);
        };
        found.replacements.iter_mut().for_each(|replacement| fix(&mut replacement.place));
        found.related.iter_mut().for_each(|related| fix(&mut related.place));
        fix(&mut found.place);
        self.recovered.found.push(found);
    }

    /// Reports the cause of an error, and goes on with the corrected text.
    fn correct(&mut self, found: &Diagnostic, cause: Cause) -> bool {
        let place = |range: &Range<usize>| Place { part: Part::Bytes(range.start, range.end), ..found.place.clone() };
        let mut diagnostic = Diagnostic::new(errors::code_of_cause(found), place(&cause.range), cause.message)
            .label(cause.label)
            .help(cause.help)
            .replace(place(&cause.edit.range), cause.edit.text.as_str(), cause.is_certain);
        for (range, label) in cause.related {
            diagnostic = diagnostic.related(place(&range), label);
        }
        self.report(diagnostic, cause.is_silent);
        self.recovered.loses_name |= cause.loses_name;
        self.recovered.draft.apply(cause.edit)
    }

    /// Returns how far a text can be read, or `None` if enough was tried.
    fn judge(&mut self, text: &str) -> Option<Outcome> {
        self.budget = self.budget.checked_sub(text.len())?;
        let line = |error: &serde_yaml::Error| error.location().map_or(0, |at| at.line().saturating_sub(1));
        Some(match serde_yaml::from_str::<T>(text) {
            Ok(_) if pitfalls::may_have_any(text) && !pitfalls::find("", text).is_empty() => Outcome::Yaml(0),
            Ok(_) => Outcome::Valid,
            Err(error) => match serde_yaml::from_str::<IgnoredAny>(text) {
                Err(syntax) => Outcome::Broken(line(&syntax)),
                Ok(_) => Outcome::Yaml(line(&error)),
            },
        })
    }
}

/// Returns whether what follows a key says that it has no value. Otherwise the cause may be in the lines around it.
fn is_null(after_key: &str) -> bool {
    let value = after_key.strip_prefix(':').map(|value| value.trim_start_matches(' '));
    value.is_some_and(|value| [",", "}", "~", "null", "Null", "NULL"].iter().any(|null| value.starts_with(null)))
}

/// Returns whether a key is one with a value, as in `{ type String }` and `{ type:String }`, and not a part of a text.
fn is_with_value(key: &str) -> bool {
    key.split_once([' ', '=']).is_some_and(|(word, _)| vocabulary::is_key(word))
        || (key.contains(':') && !key.contains(' '))
}

/// Returns the change of a key or a value that is most likely meant, so that nothing has to be skipped.
fn rename(text: &str, found: &Diagnostic) -> Option<Edit> {
    let replacement = found.replacements.first()?;
    Some(Edit::new(locate::span(text, &replacement.place), replacement.text.as_str()))
}

/// Returns the key with an error in place of its entry, if other entries repeat parts of that: `found` is the key.
fn without_anchors(text: &str, entry: Place, found: &Place) -> Place {
    let skipped = locate::without(text, &entry).and_then(|edit| text.get(edit.range));
    let has_anchor = skipped.is_some_and(|skipped| skipped.contains(" &"));
    match found.path.get(..=entry.path.len()) {
        Some(key) if has_anchor => Place { path: key.to_vec(), ..entry },
        _ => entry,
    }
}

/// Returns the smallest entry without which the rest can be read: the key itself, if the key is not allowed.
fn entry_to_skip(found: &Diagnostic) -> Option<Place> {
    let path = &found.place.path;
    let is = |depth: usize, names: &[&str]| path.get(depth).is_some_and(|name| names.contains(&name.as_str()));
    let depth = match path.len() {
        length if errors::is_superfluous(found) && length > 0 => length,
        4.. if is(0, SECTIONS) && is(2, ENTRIES) => 4,
        2.. if is(0, SECTIONS) => 2,
        _ => return None,
    };
    Some(Place { file: found.place.file.clone(), path: path[..depth].to_vec(), part: Part::Key })
}
