//! Errors and warnings of a spec, and how they are shown.
//!
//! A diagnostic names its place by a path of keys. Line and column are looked up only when it is shown (see the module
//! `locate`).

pub mod explanation;
pub(crate) mod locate;
mod place;

pub use place::{Part, Place, Skipped};

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Renderer, Snippet};
use serde_json::json;

use crate::sources::Sources;

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
    /// The name that cannot be resolved, if that is the fault.
    pub(crate) unresolved: Option<String>,
}

/// How many known names are listed when none of them is similar.
const MAX_CANDIDATES: usize = 30;

impl Diagnostic {
    pub(crate) fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: message.into(), label: None, help: None, unresolved: None }
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label.into());
        self
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Suggests the known name that is most similar to `word`, or lists all known names.
    pub(crate) fn suggest<'a>(mut self, word: &str, known: impl Iterator<Item = &'a str>) -> Self {
        self.unresolved = Some(word.to_owned());
        let known: Vec<_> = known.collect();
        match nearest(word, known.iter().copied()) {
            Some(similar) => self.help(format!("did you mean `{similar}`?")),
            None if known.is_empty() => self,
            None => {
                let more = if known.len() > MAX_CANDIDATES { ", …" } else { "" };
                let shown: Vec<_> = known.into_iter().take(MAX_CANDIDATES).collect();
                self.help(format!("known here: {}{more}", shown.join(", ")))
            }
        }
    }

    /// Returns the severity.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.code.starts_with('W') { Level::Warning } else { Level::Error }
    }

    /// Returns whether it only follows from an error that is reported already, because something was skipped.
    fn follows_from(&self, skipped: &Skipped) -> bool {
        // A skipped file or section may have declared any name.
        let names = skipped.places.iter().flat_map(|place| place.path.iter().skip(1));
        let hides_any_name = !skipped.files.is_empty() || skipped.places.iter().any(|place| place.path.len() == 1);
        let is_skipped = |word: &String| hides_any_name || names.clone().any(|name| name == word);
        // The keys of an entry depend on each other: `pages` needs the `response` that is misspelt next to it.
        let is_in_same_entry = |place: &Place| {
            let entry = place.path.split_last().map_or(&[][..], |(_, entry)| entry);
            matches!(entry.len(), 2 | 4)
                && self.place.path.starts_with(entry)
                && self.place.path.len() <= entry.len() + 2
        };
        let affects = |place: &Place| {
            place.file == self.place.file && (place.path.starts_with(&self.place.path) || is_in_same_entry(place))
        };
        self.unresolved.as_ref().is_some_and(is_skipped) || skipped.places.iter().any(affects)
    }
}

/// All diagnostics of a spec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    entries: Vec<Diagnostic>,
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
    }

    /// Returns the diagnostics in the order in which they were found.
    #[must_use]
    pub fn entries(&self) -> &[Diagnostic] {
        &self.entries
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

    /// Renders the diagnostics as text, sorted by file and line. Only the first one of each place is shown.
    #[must_use]
    pub fn render(&self, sources: &Sources, renderer: &Renderer) -> String {
        let mut out = String::new();
        for (entry, text, span) in self.located(sources) {
            out.push_str(&entry.render(text, span, renderer));
            out.push_str("\n\n");
        }
        out
    }

    /// Renders the diagnostics as JSON, one object on each line. Lines and columns are counted from 1.
    #[must_use]
    pub fn json_lines(&self, sources: &Sources) -> String {
        let mut out = String::new();
        for (entry, text, span) in self.located(sources) {
            let (line, column) = locate::line_and_column(text, span.start);
            let (end_line, end_column) = locate::line_and_column(text, span.end);
            let object = json!({
                "level": entry.level().as_str(), "code": entry.code, "message": entry.message,
                "label": entry.label, "help": entry.help,
                "note": explanation::find(entry.code).map(|explanation| explanation.why),
                "file": entry.place.file, "line": line, "column": column, "end_line": end_line,
                "end_column": end_column,
            });
            out.push_str(&object.to_string());
            out.push('\n');
        }
        out
    }

    fn located<'a>(&'a self, sources: &'a Sources) -> Vec<(&'a Diagnostic, &'a str, Range<usize>)> {
        // Each file is indexed once, however many diagnostics it has.
        let mut indices: HashMap<&str, locate::Index<'_>> = HashMap::new();
        let mut located = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            let file = entry.place.file.as_str();
            let text = sources.text(file).unwrap_or_default();
            let index = indices.entry(file).or_insert_with(|| locate::Index::new(text));
            located.push((entry, text, index.span(&entry.place)));
        }
        located.sort_by(|a, b| (&a.0.place.file, a.2.start).cmp(&(&b.0.place.file, b.2.start)));
        located.dedup_by(|a, b| a.0.place.file == b.0.place.file && a.2 == b.2);
        located
    }
}

impl Diagnostic {
    fn render(&self, text: &str, span: Range<usize>, renderer: &Renderer) -> String {
        let level = match self.level() {
            Level::Error => annotate_snippets::Level::ERROR,
            Level::Warning => annotate_snippets::Level::WARNING,
        };
        let title = level.primary_title(self.message.as_str()).id(self.code);
        let mut report = if text.is_empty() {
            title.element(annotate_snippets::Origin::path(self.place.file.as_str()))
        } else {
            // Only the lines around the place are passed: a file may be large and have many errors.
            let (lines, first, from) = locate::lines_around(text, &span);
            let span = span.start - from..span.end - from;
            let snippet = Snippet::source(lines).line_start(first).path(self.place.file.as_str());
            title.element(snippet.annotation(AnnotationKind::Primary.span(span).label(self.label.as_deref())))
        };
        if let Some(explanation) = explanation::find(self.code) {
            report = report.element(annotate_snippets::Level::NOTE.message(explanation.why));
        }
        if let Some(help) = &self.help {
            report = report.element(annotate_snippets::Level::HELP.message(help.as_str()));
        }
        renderer.render(&[report])
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

/// Returns the candidate that is most similar to `word`, if one is similar enough.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        // The distance is at least the difference of the lengths.
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 1 + candidate.len() / 4)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
