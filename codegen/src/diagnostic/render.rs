//! Shows diagnostics: as text, as JSON, and as annotations of a workflow on GitHub. Collects what a program may fix.

use std::collections::HashMap;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Renderer, Snippet};
use serde_json::{Value, json};

use super::draft::Draft;
use super::entry::{Diagnostic, Level};
use super::list::Diagnostics;
use super::place::Place;
use super::{explanation, locate};
use crate::sources::Sources;

/// How many second places are shown as text.
const MAX_RELATED: usize = 10;

/// A replacement in a file as it is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fix {
    /// Name of the file, relative to the folder of the spec.
    pub file: String,
    /// The bytes that are replaced.
    pub bytes: Range<usize>,
    /// The line, counted from 1.
    pub line: usize,
    /// The text that is replaced.
    pub before: String,
    /// The new text.
    pub after: String,
}

/// A place of a diagnostic in the text of its file.
struct Span<'a> {
    file: &'a str,
    text: &'a str,
    bytes: Range<usize>,
    label: Option<&'a str>,
}

/// A diagnostic and its places.
struct Located<'a> {
    entry: &'a Diagnostic,
    primary: Span<'a>,
    related: Vec<Span<'a>>,
    replacements: Vec<(Span<'a>, &'a str, bool)>,
}

impl Diagnostics {
    /// Renders the diagnostics as text, sorted by file and line. Only the first one of each place is shown.
    #[must_use]
    pub fn render(&self, sources: &Sources, renderer: &Renderer) -> String {
        self.located(sources).iter().map(|located| located.human(sources, renderer) + "\n\n").collect()
    }

    /// Renders the diagnostics as JSON, one object on each line. Lines, columns and bytes are those of the file on disk.
    #[must_use]
    pub fn json_lines(&self, sources: &Sources) -> String {
        self.located(sources).iter().map(|located| located.json(sources).to_string() + "\n").collect()
    }

    /// Renders the diagnostics as annotations of a workflow on GitHub, one on each line.
    #[must_use]
    pub fn github_lines(&self, sources: &Sources) -> String {
        self.located(sources).iter().map(|located| located.github(sources) + "\n").collect()
    }

    /// Returns the replacements that are certain, sorted by file and place. They do not overlap.
    #[must_use]
    pub fn fixes(&self, sources: &Sources) -> Vec<Fix> {
        let located = self.located(sources);
        let replacements =
            located.iter().flat_map(|located| &located.replacements).filter(|(.., is_certain)| *is_certain);
        let mut fixes: Vec<_> = replacements
            .map(|(span, text, _)| Fix {
                file: span.file.to_owned(),
                bytes: sources.bytes_on_disk(span.file, &span.bytes),
                line: locate::line_and_column(span.text, span.bytes.start).0,
                before: span.text.get(span.bytes.clone()).unwrap_or_default().to_owned(),
                after: sources.with_line_ends_of(span.file, text),
            })
            .collect();
        fixes.sort_by(|a, b| (&a.file, a.bytes.start, a.bytes.end).cmp(&(&b.file, b.bytes.start, b.bytes.end)));
        fixes.dedup_by(|later, first| {
            later.file == first.file && later.bytes.start < first.bytes.end.max(first.bytes.start + 1)
        });
        fixes
    }

    fn located<'a>(&'a self, sources: &'a Sources) -> Vec<Located<'a>> {
        let mut locator = Locator { sources, drafts: &self.drafts, indices: HashMap::new() };
        let mut located: Vec<_> = self.entries.iter().map(|entry| locator.locate(entry)).collect();
        located.sort_by(|a, b| (a.primary.file, a.primary.bytes.start).cmp(&(b.primary.file, b.primary.bytes.start)));
        located.dedup_by(|a, b| a.primary.file == b.primary.file && a.primary.bytes == b.primary.bytes);
        located
    }
}

/// Looks up places. Each file is indexed once, however many diagnostics it has.
struct Locator<'a> {
    sources: &'a Sources,
    drafts: &'a HashMap<String, Draft>,
    indices: HashMap<&'a str, locate::Index<'a>>,
}

impl<'a> Locator<'a> {
    fn locate(&mut self, entry: &'a Diagnostic) -> Located<'a> {
        // What an alias repeats is shown and replaced once, where its anchor is.
        let related: Vec<_> = entry.related.iter().filter(|other| self.index(&other.place).has(&other.place)).collect();
        let replacements: Vec<_> =
            entry.replacements.iter().filter(|other| self.index(&other.place).has(&other.place)).collect();
        Located {
            entry,
            primary: self.span(&entry.place, entry.label.as_deref()),
            related: related.into_iter().map(|other| self.span(&other.place, Some(&other.label))).collect(),
            replacements: replacements
                .into_iter()
                .map(|replacement| (self.span(&replacement.place, None), &*replacement.text, replacement.is_certain))
                .collect(),
        }
    }

    fn index(&mut self, place: &'a Place) -> &locate::Index<'a> {
        let file = place.file.as_str();
        let (text, draft) = (self.sources.text(file).unwrap_or_default(), self.drafts.get(file));
        self.indices.entry(file).or_insert_with(|| locate::Index::new(text, draft))
    }

    fn span(&mut self, place: &'a Place, label: Option<&'a str>) -> Span<'a> {
        let (file, bytes) = (place.file.as_str(), self.index(place).span(place));
        Span { file, text: self.sources.text(file).unwrap_or_default(), bytes, label }
    }
}

impl Located<'_> {
    fn human(&self, sources: &Sources, renderer: &Renderer) -> String {
        let level = match self.entry.level() {
            Level::Error => annotate_snippets::Level::ERROR,
            Level::Warning => annotate_snippets::Level::WARNING,
        };
        let title = level.primary_title(self.entry.message.as_str()).id(self.entry.code);
        let paths: Vec<_> = self.spans().map(|span| sources.display_path(span.file)).collect();
        let mut report: Group<'_> = if self.primary.text.is_empty() {
            title.element(annotate_snippets::Origin::path(paths.first().map_or("", String::as_str)))
        } else {
            let mut snippets = self.spans().zip(&paths).take(MAX_RELATED + 1).enumerate();
            let first = snippets.next().map(|(_, (span, path))| span.snippet(path, AnnotationKind::Primary));
            let others = snippets.map(|(_, (span, path))| span.snippet(path, AnnotationKind::Context));
            title.elements(first.into_iter().chain(others))
        };
        if self.related.len() > MAX_RELATED {
            let more = format!("and {} more places", self.related.len() - MAX_RELATED);
            report = report.element(annotate_snippets::Level::NOTE.message(more));
        }
        if let Some(explanation) = explanation::find(self.entry.code) {
            report = report.element(annotate_snippets::Level::NOTE.message(explanation.why));
        }
        if let Some(help) = &self.entry.help {
            report = report.element(annotate_snippets::Level::HELP.message(help.as_str()));
        }
        renderer.render(&[report])
    }

    fn json(&self, sources: &Sources) -> Value {
        let spans = self.spans().enumerate().map(|(index, span)| {
            let mut object = span.json(sources);
            object["label"] = json!(span.label);
            object["is_primary"] = json!(index == 0);
            object
        });
        let replacements = self.replacements.iter().map(|(span, text, is_certain)| {
            let mut object = span.json(sources);
            object["text"] = json!(text);
            object["is_certain"] = json!(is_certain);
            object
        });
        let mut object = self.primary.json(sources);
        object["level"] = json!(self.entry.level().as_str());
        object["code"] = json!(self.entry.code);
        object["message"] = json!(self.entry.message);
        object["label"] = json!(self.entry.label);
        object["help"] = json!(self.entry.help);
        object["note"] = json!(explanation::find(self.entry.code).map(|explanation| explanation.why));
        object["spans"] = spans.collect();
        object["replacements"] = replacements.collect();
        object
    }

    fn github(&self, sources: &Sources) -> String {
        let entry = self.entry;
        let (line, column) = locate::line_and_column(self.primary.text, self.primary.bytes.start);
        let (end_line, end_column) = locate::line_and_column(self.primary.text, self.primary.bytes.end);
        // Columns are only allowed if both are on one line.
        let columns = if line == end_line { format!(",col={column},endColumn={end_column}") } else { String::new() };
        let escape = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
        let property = |text: &str| escape(text).replace(':', "%3A").replace(',', "%2C");
        let places = self.related.iter().take(MAX_RELATED).map(|span| {
            let (line, column) = locate::line_and_column(span.text, span.bytes.start);
            format!("{}:{line}:{column}: {}", sources.display_path(span.file), span.label.unwrap_or_default())
        });
        let details = entry.label.iter().cloned().chain(entry.help.as_ref().map(|help| format!("help: {help}")));
        let text = std::iter::once(entry.message.clone()).chain(details).chain(places).collect::<Vec<_>>().join("\n");
        format!(
            "::{} file={},line={line},endLine={end_line}{columns},title={}::{}",
            entry.level().as_str(),
            property(&sources.display_path(self.primary.file)),
            property(&format!("{}: {}", entry.code, entry.message)),
            escape(&text)
        )
    }

    fn spans(&self) -> impl Iterator<Item = &Span<'_>> {
        std::iter::once(&self.primary).chain(&self.related)
    }
}

impl<'a> Span<'a> {
    /// Returns the lines of the place. Only these are passed on: a file may be large and have many errors.
    fn snippet(&'a self, path: &'a str, kind: AnnotationKind) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        let (lines, first, from) = locate::lines_around(self.text, &self.bytes);
        let range = self.bytes.start - from..self.bytes.end - from;
        Snippet::source(lines).line_start(first).path(path).annotation(kind.span(range).label(self.label))
    }

    fn json(&self, sources: &Sources) -> Value {
        let (line, column) = locate::line_and_column(self.text, self.bytes.start);
        let (end_line, end_column) = locate::line_and_column(self.text, self.bytes.end);
        let bytes = sources.bytes_on_disk(self.file, &self.bytes);
        json!({
            "file": sources.display_path(self.file), "line": line, "column": column, "end_line": end_line,
            "end_column": end_column, "byte_start": bytes.start, "byte_end": bytes.end,
        })
    }
}
