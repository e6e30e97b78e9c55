//! What is wrong with a spec, and how that is shown.
//!
//! A diagnostic names its place by the path of keys that leads there; the line and the column
//! are looked up in the text only when it is shown (see the module `locate`).

pub mod explanation;
pub(crate) mod locate;

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Renderer, Snippet};
use serde_json::json;

use crate::load::raw::Lost;
use crate::sources::Sources;

/// Where in a spec a mistake is: a file, and the keys that lead there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Name of the file, relative to the folder of the spec.
    pub file: String,
    /// Keys (and numbers of list entries) from the top of the file.
    pub path: Vec<String>,
    /// Which part of the last entry is wrong.
    pub part: Part,
}

/// The part of an entry that a diagnostic underlines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The key.
    Key,
    /// The value.
    Value,
    /// A place that the YAML parser named: line and column, counted from 1.
    At(usize, usize),
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// No client can be made.
    Error,
    /// A client can be made, and is not what it should be.
    Warning,
}

impl Level {
    /// The word that is shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code of this kind of mistake: `E` and a number, or `W` for a warning.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What was probably meant, or how it is mended.
    pub help: Option<String>,
    /// The name of what is not there, or not as it should be, where that is what is wrong.
    pub(crate) unresolved: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self { code, place, message: message.into(), help: None, unresolved: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// How bad it is.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.code.starts_with('W') { Level::Warning } else { Level::Error }
    }

    /// Whether it comes of something that is told already: of what was left out because of a mistake.
    fn follows(&self, lost: &Lost) -> bool {
        // A file or a section may have held whatever it is.
        let names = lost.places.iter().flat_map(|place| place.path.iter().skip(1));
        let anything = !lost.files.is_empty() || lost.places.iter().any(|place| place.path.len() == 1);
        let is_lost = |word: &String| anything || names.clone().any(|name| name == word);
        // What an entry holds is judged together: `pages` need the `response` that is misspelt beside them.
        let is_beside = |place: &Place| {
            let entry = place.path.split_last().map_or(&[][..], |(_, entry)| entry);
            matches!(entry.len(), 2 | 4)
                && self.place.path.starts_with(entry)
                && self.place.path.len() <= entry.len() + 2
        };
        let holds = |place: &Place| {
            place.file == self.place.file && (place.path.starts_with(&self.place.path) || is_beside(place))
        };
        self.unresolved.as_ref().is_some_and(is_lost) || lost.places.iter().any(holds)
    }
}

/// All mistakes of a spec.
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
    /// Adds a mistake.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.entries.push(diagnostic);
    }

    /// Adds mistakes that were found later, in a spec of which something was left out.
    pub(crate) fn add(&mut self, later: Self, lost: &Lost) {
        self.extend(later.entries.into_iter().filter(|entry| !entry.follows(lost)));
    }

    /// The mistakes, in the order in which they were found.
    #[must_use]
    pub fn entries(&self) -> &[Diagnostic] {
        &self.entries
    }

    /// How many there are of a level.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.entries.iter().filter(|entry| entry.level() == level).count()
    }

    /// `value` if no error was found, else what was found.
    ///
    /// # Errors
    ///
    /// The mistakes themselves.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.count(Level::Error) == 0 { Ok(value) } else { Err(self) }
    }

    /// The mistakes as text, in the order of the files and of the lines in them; one for each place.
    #[must_use]
    pub fn render(&self, sources: &Sources, renderer: &Renderer) -> String {
        let mut out = String::new();
        for (entry, text, span) in self.located(sources) {
            out.push_str(&entry.render(text, span, renderer));
            out.push_str("\n\n");
        }
        out
    }

    /// The mistakes for programs: a JSON object on each line. Lines and columns are counted from 1.
    #[must_use]
    pub fn json_lines(&self, sources: &Sources) -> String {
        let mut out = String::new();
        for (entry, text, span) in self.located(sources) {
            let (line, column) = locate::line_and_column(text, span.start);
            let (end_line, end_column) = locate::line_and_column(text, span.end);
            let object = json!({
                "level": entry.level().as_str(), "code": entry.code, "message": entry.message, "help": entry.help,
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
        // Each file is read once, however much is wrong with it.
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
            // Only the lines around the place are handed over: a file may be large, and much may be wrong with it.
            let (lines, first, from) = locate::lines_around(text, &span);
            let span = span.start - from..span.end - from;
            let snippet = Snippet::source(lines).line_start(first).path(self.place.file.as_str());
            title.element(snippet.annotation(AnnotationKind::Primary.span(span)))
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

/// The candidate that is most like `word`, where one is like enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        // No distance is less than the difference of the lengths.
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= 1 + candidate.len() / 4)
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
