//! What is wrong with a spec, and how that is shown.
//!
//! A diagnostic names its place by the path of keys that leads there; the line and the column
//! are looked up in the text only when it is shown (see the module `locate`).

mod locate;

use std::fmt;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::load::Sources;

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

/// One mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Stable code of this kind of mistake.
    pub code: &'static str,
    /// Where it is.
    pub place: Place,
    /// What is wrong.
    pub message: String,
    /// What was probably meant.
    pub help: Option<String>,
}

/// All mistakes of a spec.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics {
    entries: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Adds a mistake.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.entries.push(diagnostic);
    }

    /// The mistakes, in the order in which they were found.
    #[must_use]
    pub fn entries(&self) -> &[Diagnostic] {
        &self.entries
    }

    /// `value` if nothing was found, else what was found.
    ///
    /// # Errors
    ///
    /// The mistakes themselves.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.entries.is_empty() { Ok(value) } else { Err(self) }
    }

    /// The mistakes as text, in the order of the files and of the lines in them.
    #[must_use]
    pub fn render(&self, sources: &Sources, renderer: &Renderer) -> String {
        let mut located: Vec<_> = self
            .entries
            .iter()
            .map(|entry| {
                let text = sources.text(&entry.place.file).unwrap_or_default();
                (&entry.place.file, locate::span(text, &entry.place), text, entry)
            })
            .collect();
        located.sort_by(|a, b| (a.0, a.1.start).cmp(&(b.0, b.1.start)));
        let mut out = String::new();
        for (_, span, text, entry) in located {
            out.push_str(&entry.render(text, span, renderer));
            out.push_str("\n\n");
        }
        out
    }
}

impl Diagnostic {
    fn render(&self, text: &str, span: std::ops::Range<usize>, renderer: &Renderer) -> String {
        let title = Level::ERROR.primary_title(self.message.as_str()).id(self.code);
        let report = if text.is_empty() {
            title.element(annotate_snippets::Origin::path(self.place.file.as_str()))
        } else {
            title.element(
                Snippet::source(text).path(self.place.file.as_str()).annotation(AnnotationKind::Primary.span(span)),
            )
        };
        let report = match &self.help {
            Some(help) => report.element(Level::HELP.message(help.as_str())),
            None => report,
        };
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
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= 1 + candidate.len() / 4)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
