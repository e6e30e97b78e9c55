//! The diagnostics of a spec.

use std::collections::HashMap;
use std::fmt;

use super::draft::Draft;
use super::entry::{Diagnostic, Level};
use super::place::Skipped;
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

    /// Names the characters that look like others, where they are the cause of an error.
    pub(crate) fn finish(mut self, sources: &Sources) -> Self {
        for entry in &mut self.entries {
            let text = sources.text(&entry.place.file).unwrap_or_default();
            if !text.is_ascii() {
                let span = locate::Index::new(text, self.drafts.get(&entry.place.file)).span(&entry.place);
                entry.name_look_alike(text.get(span.clone()).unwrap_or_default(), span.start);
            }
        }
        self
    }

    /// Returns the diagnostics in the order in which they were found.
    #[must_use]
    pub fn entries(&self) -> &[Diagnostic] {
        &self.entries
    }

    pub(crate) fn entries_mut(&mut self) -> &mut [Diagnostic] {
        &mut self.entries
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
