//! The diagnostics of a spec.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use super::draft::Draft;
use super::entry::{Diagnostic, Level, Replacement};
use super::place::{Part, Skipped};
use super::{locate, merge};
use crate::sources::Sources;

/// All diagnostics of a spec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    pub(super) entries: Vec<Diagnostic>,
    /// The files that were read with assumed corrections. Places that are paths are those of the corrected text.
    pub(super) drafts: HashMap<String, Draft>,
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        self.entries.extend(diagnostics);
    }
}

impl Diagnostics {
    /// Adds a diagnostic.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.entries.push(diagnostic);
    }

    /// Adds the diagnostics of a later phase, except those that only follow from what was skipped.
    pub(crate) fn add(&mut self, later: Self, skipped: &Skipped) {
        self.extend(later.entries.into_iter().filter(|entry| !entry.follows_from(skipped)));
        merge::merge(&mut self.entries);
    }

    /// Notes that a file was read with assumed corrections.
    pub(crate) fn add_draft(&mut self, file: &str, draft: Draft) {
        self.drafts.insert(file.to_owned(), draft);
    }

    /// Drops errors in texts that were assumed, and names the characters that look like others where they are the cause.
    pub(crate) fn finish(mut self, sources: &Sources) -> Self {
        self.drop_assumed(sources);
        for entry in &mut self.entries {
            let text = sources.text(&entry.place.file).unwrap_or_default();
            if !text.is_ascii() {
                let span = locate::Index::new(text, self.drafts.get(&entry.place.file)).span(&entry.place);
                entry.name_look_alike(text.get(span.clone()).unwrap_or_default(), span.start);
            }
        }
        self
    }

    /// Drops errors that were found in the text of a replacement that was assumed: the writer has not written it.
    fn drop_assumed(&mut self, sources: &Sources) {
        let assumed: Vec<_> =
            self.entries.iter().flat_map(|entry| &entry.replacements).filter_map(Replacement::bytes).collect();
        if self.drafts.is_empty() || assumed.is_empty() {
            return;
        }
        let drafts = &self.drafts;
        self.entries.retain(|entry| {
            if matches!(entry.place.part, Part::Bytes(..) | Part::Position(..))
                || !drafts.contains_key(&entry.place.file)
            {
                return true;
            }
            let text = sources.text(&entry.place.file).unwrap_or_default();
            let span = locate::Index::new(text, drafts.get(&entry.place.file)).span(&entry.place);
            let is_in = |range: &Range<usize>| {
                range.start <= span.start
                    && span.start < range.end
                    && !text.get(range.clone()).unwrap_or_default().contains('\n')
            };
            !assumed.iter().any(|(file, range)| *file == entry.place.file && is_in(range))
        });
    }

    /// Returns the diagnostics in the order in which they were found.
    #[must_use]
    pub fn entries(&self) -> &[Diagnostic] {
        &self.entries
    }

    pub(crate) fn entries_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.entries
    }

    pub(crate) fn retain(&mut self, keep: impl Fn(&Diagnostic) -> bool) {
        self.entries.retain(keep);
    }

    /// Returns how many diagnostics have a severity.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.entries.iter().filter(|entry| entry.level() == level).count()
    }

    /// Returns `value` if there is no error.
    ///
    /// # Errors
    ///
    /// All diagnostics, if one of them is an error.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.count(Level::Error) == 0 { Ok(value) } else { Err(self) }
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for entry in &self.entries {
            writeln!(f, "{}: {}: {}", entry.place.file, entry.place.path.join("."), entry.message)?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}
