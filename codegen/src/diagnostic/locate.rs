//! Finds the place that a diagnostic names in the text of a file.
//!
//! serde_yaml does not tell where a value stands. Rather than to carry positions through every
//! phase, the text is read once more, for its events, when there is something to show.

use std::ops::Range;

use saphyr_parser::{Event, Parser, Span, StrInput};

use super::{Part, Place};

/// The bytes to underline: those of the place, or of the nearest place above it that exists.
pub(super) fn span(text: &str, place: &Place) -> Range<usize> {
    if let Part::At(line, column) = place.part {
        return offset(text, line, column.saturating_sub(1))..text.len().min(offset(text, line, column));
    }
    let mut finder = Finder { parser: Parser::new_from_str(text), found: None };
    finder.document(&place.path, place.part);
    match finder.found {
        Some(span) => {
            let start = offset(text, span.start.line(), span.start.col());
            let end = offset(text, span.end.line(), span.end.col());
            start..start + text[start..end.max(start)].trim_end().len()
        }
        None => 0..text.lines().next().unwrap_or_default().len(),
    }
}

/// The byte at which a column (in characters, from 0) of a line (from 1) begins.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let Some(start) = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).reduce(|a, b| a + b) else {
        return text.chars().take(column).map(char::len_utf8).sum();
    };
    start + text[start..].chars().take(column).map(char::len_utf8).sum::<usize>()
}

struct Finder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    found: Option<Span>,
}

impl<'a> Finder<'a> {
    fn next(&mut self) -> Option<(Event<'a>, Span)> {
        self.parser.next_event()?.ok()
    }

    fn document(&mut self, path: &[String], part: Part) {
        while let Some((event, span)) = self.next() {
            if !matches!(event, Event::StreamStart | Event::DocumentStart(_)) {
                self.node(&event, span, Some(path), part);
                return;
            }
        }
    }

    /// Reads one node. `path` leads from it to the place that is looked for, if it is on the way.
    fn node(&mut self, event: &Event<'a>, span: Span, path: Option<&[String]>, part: Part) {
        if path.is_some_and(<[String]>::is_empty) && part == Part::Value && matches!(event, Event::Scalar(..)) {
            self.found = Some(span);
        }
        match event {
            Event::MappingStart(..) => self.mapping(path, part),
            Event::SequenceStart(..) => self.sequence(path, part),
            _ => {}
        }
    }

    fn mapping(&mut self, path: Option<&[String]>, part: Part) {
        while let Some((key, span)) = self.next() {
            if matches!(key, Event::MappingEnd) {
                return;
            }
            let inner = match (&key, path.and_then(<[String]>::split_first)) {
                (Event::Scalar(name, ..), Some((first, rest))) if name == first => {
                    self.found = Some(span);
                    Some(rest)
                }
                _ => None,
            };
            if !matches!(key, Event::Scalar(..)) {
                self.node(&key, span, None, part);
            }
            let Some((value, span)) = self.next() else { return };
            self.node(&value, span, inner, part);
        }
    }

    fn sequence(&mut self, path: Option<&[String]>, part: Part) {
        for index in 0.. {
            let Some((event, span)) = self.next() else { return };
            if matches!(event, Event::SequenceEnd) {
                return;
            }
            let inner = match path.and_then(<[String]>::split_first) {
                Some((first, rest)) if first.parse() == Ok(index) => {
                    self.found = Some(span);
                    Some(rest)
                }
                _ => None,
            };
            self.node(&event, span, inner, part);
        }
    }
}
