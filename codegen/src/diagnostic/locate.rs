//! Finds the place of a diagnostic in the text of a file.
//!
//! serde_yaml does not report the positions of values. Instead of passing positions through every phase, the text is
//! parsed again when a diagnostic is shown.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use saphyr_parser::{Event, Parser, ScalarStyle, Span, StrInput};

use super::draft::{Draft, Edit};
use super::place::{Part, Place};
use crate::yaml::for_parser;

/// The positions of all keys and values of a text.
pub(crate) struct Index<'a> {
    /// The text that is indexed: with assumed corrections, if there are any.
    text: &'a str,
    original: &'a str,
    draft: Option<&'a Draft>,
    /// The byte offset of each line.
    lines: Vec<usize>,
    /// The position of each key, and of its value if that is a scalar, by path.
    entries: HashMap<String, (Span, Option<Span>)>,
}

impl<'a> Index<'a> {
    pub(crate) fn new(original: &'a str, draft: Option<&'a Draft>) -> Self {
        let text = draft.map_or(original, Draft::text);
        let ends = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, original, draft, lines: std::iter::once(0).chain(ends).collect(), entries: entries(text) }
    }

    /// Returns the bytes to underline in the original text: those of the place, or of the nearest parent that exists.
    pub(crate) fn span(&self, place: &Place) -> Range<usize> {
        match place.part {
            Part::Bytes(start, end) => start..end,
            Part::Position(line, column) => position(self.original, line, column),
            Part::Key | Part::Value | Part::InValue(..) => {
                let found = self.find(place);
                self.draft.map_or(found.clone(), |draft| draft.original(found))
            }
        }
    }

    /// Returns whether a place itself is in the text. An entry of an alias is not: it is where its anchor is.
    pub(super) fn has(&self, place: &Place) -> bool {
        match place.part {
            Part::Bytes(..) | Part::Position(..) => true,
            Part::Key | Part::Value => place.path.is_empty() || self.entries.contains_key(&place.path.join(SEPARATOR)),
            Part::InValue(start, end) => {
                let value = self.entries.get(&place.path.join(SEPARATOR)).and_then(|(_, value)| value.as_ref());
                value.is_some_and(|value| self.in_value(self.bytes(value), start, end).is_some())
            }
        }
    }

    fn find(&self, place: &Place) -> Range<usize> {
        for depth in (1..=place.path.len()).rev() {
            let Some((key, value)) = self.entries.get(&place.path[..depth].join(SEPARATOR)) else { continue };
            let is_whole = depth == place.path.len();
            let value = value.as_ref().filter(|_| is_whole && place.part != Part::Key);
            let span = self.bytes(value.unwrap_or(key));
            return match (place.part, value) {
                (Part::InValue(start, end), Some(_)) => self.in_value(span.clone(), start, end).unwrap_or(span),
                _ => span,
            };
        }
        0..self.text.lines().next().unwrap_or_default().len()
    }

    fn bytes(&self, span: &Span) -> Range<usize> {
        let start = self.offset(span.start.line(), span.start.col());
        let end = self.offset(span.end.line(), span.end.col()).max(start);
        start..start + self.text[start..end].trim_end().len()
    }

    /// Returns the bytes of a part of a value, if the value is written as it is, apart from quotes around it.
    fn in_value(&self, value: Range<usize>, start: usize, end: usize) -> Option<Range<usize>> {
        let text = self.text.get(value.clone())?;
        let is_quoted = text.starts_with(['"', '\'']);
        let inner = if is_quoted { text.get(1..text.len().checked_sub(1)?)? } else { text };
        let is_plain = !inner.contains(['\n', '\\', '"', '\'']);
        inner.get(start..end).filter(|_| is_plain)?;
        let from = value.start + usize::from(is_quoted);
        Some(from + start..from + end)
    }

    /// Returns the byte offset of a column (in characters, from 0) of a line (from 1).
    fn offset(&self, line: usize, column: usize) -> usize {
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len());
        start + self.text[start..].chars().take(column).map(char::len_utf8).sum::<usize>()
    }
}

/// Returns the character at a line and a column, both counted from 1.
pub(crate) fn position(text: &str, line: usize, column: usize) -> Range<usize> {
    let from = offset(text, line, column.saturating_sub(1));
    from..text.len().min(offset(text, line, column)).max(from)
}

/// The separator between the keys of a path. No key contains it.
const SEPARATOR: &str = "\0";

/// Returns the positions of the entries of a text, up to the first syntax error. Of duplicate keys, the last one counts.
fn entries(text: &str) -> HashMap<String, (Span, Option<Span>)> {
    let mut entries = HashMap::new();
    walk(text, |path, span, is_value| match is_value {
        false => _ = entries.insert(path.to_owned(), (span, None)),
        true => {
            if let Some((_, value)) = entries.get_mut(path) {
                *value = Some(span);
            }
        }
    });
    entries
}

/// Returns the bytes of each key with a path, in the order of the text.
pub(crate) fn occurrences(text: &str, path: &[String]) -> Vec<Range<usize>> {
    let (wanted, mut found) = (path.join(SEPARATOR), Vec::new());
    walk(text, |path, span, is_value| {
        if !is_value && path == wanted {
            let (start, end) = bytes(text, &span);
            found.push(start..end.max(start));
        }
    });
    found
}

/// Returns the keys of the table with a path.
pub(crate) fn keys_of(text: &str, path: &[String]) -> HashSet<String> {
    let (wanted, mut keys) = (path.join(SEPARATOR), HashSet::new());
    walk(text, |path, _, is_value| {
        let (parent, key) = path.rsplit_once(SEPARATOR).unwrap_or(("", path));
        if !is_value && parent == wanted {
            keys.insert(key.to_owned());
        }
    });
    keys
}

/// Passes the path and the position of each key and item, and of each scalar value, up to the first syntax error.
fn walk(text: &str, mut found: impl FnMut(&str, Span, bool)) {
    // The path of each open table or list, and what comes next in it.
    let mut open: Vec<(String, Next)> = Vec::new();
    let text = for_parser(text);
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(&text);
    while let Some(Ok((event, span))) = parser.next_event() {
        match event {
            Event::MappingEnd | Event::SequenceEnd => _ = open.pop(),
            Event::DocumentEnd => break,
            Event::Scalar(..) | Event::Alias(_) | Event::MappingStart(..) | Event::SequenceStart(..) => {}
            _ => continue,
        }
        let path_of_value = match (open.last_mut(), &event) {
            (_, Event::MappingEnd | Event::SequenceEnd) => continue,
            (Some((path, next @ Next::Key)), Event::Scalar(key, ..)) => {
                let path = child(path, key);
                found(&path, span, false);
                *next = Next::Value(path);
                continue;
            }
            // A table as a key is not allowed.
            (Some((_, Next::Key)), _) => break,
            (Some((_, next @ Next::Value(_))), _) => {
                let Next::Value(path) = std::mem::replace(next, Next::Key) else { break };
                path
            }
            (Some((path, Next::Item(index))), _) => {
                let path = child(path, &index.to_string());
                *index += 1;
                found(&path, span, false);
                path
            }
            (None, _) => String::new(),
        };
        match event {
            Event::MappingStart(..) => open.push((path_of_value, Next::Key)),
            Event::SequenceStart(..) => open.push((path_of_value, Next::Item(0))),
            Event::Scalar(..) => found(&path_of_value, span, true),
            _ => {}
        }
        if open.len() > MAX_DEPTH {
            break;
        }
    }
}

/// How deep tables and lists may be nested.
const MAX_DEPTH: usize = 128;

/// What comes next in a table or a list.
enum Next {
    Key,
    /// The value of the entry with this path.
    Value(String),
    /// The item with this index.
    Item(usize),
}

fn child(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { [path, key].join(SEPARATOR) }
}

/// Returns the whole lines of a range, the number of the first one, and its offset.
pub(super) fn lines_around<'a>(text: &'a str, span: &Range<usize>) -> (&'a str, usize, usize) {
    let from = text[..span.start].rfind('\n').map_or(0, |end| end + 1);
    let to = text[span.end..].find('\n').map_or(text.len(), |end| span.end + end);
    (&text[from..to], text[..from].matches('\n').count() + 1, from)
}

/// Returns the bytes of a place in a text that is YAML.
pub(crate) fn span(text: &str, place: &Place) -> Range<usize> {
    Index::new(text, None).span(place)
}

/// Returns the change that removes the entry at a place, or `None` if there is no such entry. Lines stay the same.
pub(crate) fn without(text: &str, place: &Place) -> Option<Edit> {
    let parsed = for_parser(text);
    let mut finder = Finder::new(&parsed);
    finder.document(&place.path, Part::Key);
    let ((start, _), end) = (bytes(text, &finder.found?), finder.end?);
    if finder.depth != place.path.len() {
        return None;
    }
    let end = bytes(text, &end).1.max(start);
    // The colon of a key without a value.
    let colon = text[end..].trim_start_matches(' ').strip_prefix(':').map(|rest| text.len() - rest.len());
    let end = colon.unwrap_or(end);
    let (before, entry, after) = (&text[..start], &text[start..end], &text[end..]);
    let blank = |text: &str| text.chars().map(|c| if c == '\n' { '\n' } else { ' ' }).collect::<String>();
    // Two entries in braces have a comma between them, which is removed as well.
    let rest = after.trim_start();
    let comma = end + after.len() - rest.len();
    if rest.starts_with(',') {
        return Some(Edit::new(start..comma + 1, format!("{}{} ", blank(entry), &text[end..comma])));
    }
    match before.trim_end().strip_suffix(',') {
        Some(kept) if rest.starts_with(['}', ']']) => {
            Some(Edit::new(kept.len()..end, format!(" {}{}", &before[kept.len() + 1..], blank(entry))))
        }
        _ => Some(Edit::new(start..end, blank(entry))),
    }
}

/// Returns line and column of a byte, both counted from 1.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |end| end + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn bytes(text: &str, span: &Span) -> (usize, usize) {
    (offset(text, span.start.line(), span.start.col()), offset(text, span.end.line(), span.end.col()))
}

/// Returns the byte offset of a column (in characters, from 0) of a line (from 1).
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    start + text[start..].chars().take(column).map(char::len_utf8).sum::<usize>()
}

/// Follows a path through the events of a text.
struct Finder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// The last place on the path that exists: its key, or the value if that is wanted.
    found: Option<Span>,
    /// How many steps of the path exist.
    depth: usize,
    /// The end of the value of the last place.
    end: Option<Span>,
    last: Span,
}

impl<'a> Finder<'a> {
    fn new(text: &'a str) -> Self {
        let (parser, last) = (Parser::new_from_str(text), Span::default());
        Self { parser, found: None, depth: 0, end: None, last }
    }

    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        let (event, span) = self.parser.next_event()?.ok()?;
        // The end of a table, and a value that is missing, are at the beginning of the next token.
        let is_end = matches!(event, Event::MappingEnd | Event::SequenceEnd) && span.start == span.end;
        let is_missing = matches!(&event, Event::Scalar(value, ScalarStyle::Plain, ..) if value.is_empty());
        if !is_end && !is_missing {
            self.last = span;
        }
        Some((event, span))
    }

    fn document(&mut self, path: &[String], part: Part) {
        while let Some((event, span)) = self.next() {
            if !matches!(event, Event::StreamStart | Event::DocumentStart(_)) {
                self.node(&event, span, Some(path), 0, part);
                return;
            }
        }
    }

    /// Reads a node. `path` is the rest of the path, if the node is on it.
    fn node(&mut self, event: &Event<'a>, span: Span, path: Option<&[String]>, depth: usize, part: Part) {
        if path.is_some_and(<[String]>::is_empty) && part == Part::Value && matches!(event, Event::Scalar(..)) {
            self.found = Some(span);
        }
        let is_on_path = path.is_some_and(|path| !path.is_empty());
        match event {
            Event::MappingStart(..) if is_on_path => self.mapping(path, depth, part),
            Event::SequenceStart(..) if is_on_path => self.sequence(path, depth, part),
            Event::MappingStart(..) | Event::SequenceStart(..) => self.skip(),
            _ => {}
        }
        if path.is_some_and(<[String]>::is_empty) && self.depth == depth {
            self.end = Some(self.last);
        }
    }

    /// Skips to the end of a table or list.
    fn skip(&mut self) {
        let mut depth = 1;
        while depth > 0 {
            match self.next() {
                Some((Event::MappingStart(..) | Event::SequenceStart(..), _)) => depth += 1,
                Some((Event::MappingEnd | Event::SequenceEnd, _)) => depth -= 1,
                Some(_) => {}
                None => return,
            }
        }
    }

    fn step(&mut self, depth: usize, span: Span) {
        self.found = Some(span);
        self.depth = depth + 1;
    }

    fn mapping(&mut self, path: Option<&[String]>, depth: usize, part: Part) {
        while let Some((key, span)) = self.next() {
            if matches!(key, Event::MappingEnd) {
                return;
            }
            let inner = match (&key, path.and_then(<[String]>::split_first)) {
                (Event::Scalar(name, ..), Some((first, rest))) if name == first => {
                    self.step(depth, span);
                    Some(rest)
                }
                _ => None,
            };
            if !matches!(key, Event::Scalar(..)) {
                self.node(&key, span, None, depth, part);
            }
            let Some((value, span)) = self.next() else { return };
            self.node(&value, span, inner, depth + 1, part);
        }
    }

    fn sequence(&mut self, path: Option<&[String]>, depth: usize, part: Part) {
        for index in 0.. {
            let Some((event, span)) = self.next() else { return };
            if matches!(event, Event::SequenceEnd) {
                return;
            }
            let inner = match path.and_then(<[String]>::split_first) {
                Some((first, rest)) if first.parse() == Ok(index) => {
                    self.step(depth, span);
                    Some(rest)
                }
                _ => None,
            };
            self.node(&event, span, inner, depth + 1, part);
        }
    }
}
