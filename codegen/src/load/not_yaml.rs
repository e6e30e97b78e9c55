//! Reports texts that are not YAML, or nested so deeply that they cannot be read.

use saphyr_parser::{Event, Parser, ScanError, StrInput};

use crate::diagnostic::{Diagnostic, Part, Place};
use crate::yaml::for_parser;

pub(super) const NOT_YAML: &str = "E0002";

/// How deep braces may be nested, and how many indicators a line may have. A spec needs ten, and some dozens.
const MAX_DEPTH: usize = 100;
const MAX_INDICATORS: usize = 1000;
const TOO_DEEP: (&str, &str) = ("nested too deeply", "reduce the nesting: a spec needs at most ten levels");

/// Reports lists and tables that are nested so deeply that a YAML parser takes very long for them.
pub(super) fn too_deep(file: &str, text: &str) -> Option<Diagnostic> {
    let (line, column) = match suspect(text)? {
        Suspect::Line(line) => depth_of(text).unwrap_or(Some((line, 1)))?,
        Suspect::Text => depth_of(text).ok().flatten()?,
    };
    let place = Place { file: file.to_owned(), path: Vec::new(), part: Part::Position(line, column) };
    Some(Diagnostic::new(NOT_YAML, place, TOO_DEEP.0).help(TOO_DEEP.1))
}

/// A part of a text with so many indicators of lists and tables that it may be nested too deeply.
enum Suspect {
    /// A line, by its number. It is too deep if the parser fails on it.
    Line(usize),
    /// The whole text. Strings and comments may have such characters, too, so only the parser knows.
    Text,
}

fn suspect(text: &str) -> Option<Suspect> {
    let (mut depth, mut is_deep) = (0_usize, false);
    for (index, line) in text.lines().enumerate() {
        // Each indicator of a list item or a key in a line opens a level.
        let (mut in_line, mut before, before_line, mut peak) = (0, ' ', depth, depth);
        for c in line.chars() {
            match c {
                '[' | '{' => depth += 1,
                ']' | '}' => depth = depth.saturating_sub(1),
                ' ' if matches!(before, '-' | '?' | ':') => in_line += 1,
                _ => {}
            }
            before = c;
            peak = peak.max(depth);
        }
        // Many balanced braces are fast to parse; nested keys on one line are not.
        let is_wide = in_line > MAX_INDICATORS && !line.contains(['{', '[']);
        is_deep |= peak > MAX_DEPTH;
        if is_wide || peak - before_line > MAX_DEPTH || depth > MAX_INDICATORS {
            return Some(Suspect::Line(index + 1));
        }
    }
    is_deep.then_some(Suspect::Text)
}

/// Returns line and column at which a text is nested too deeply, or `None` if it is not.
///
/// # Errors
///
/// The parser fails before that.
fn depth_of(text: &str) -> Result<Option<(usize, usize)>, ScanError> {
    let mut depth = 0_usize;
    let text = for_parser(text);
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(&text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event?;
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) => depth += 1,
            Event::MappingEnd | Event::SequenceEnd => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Ok(Some((span.start.line(), span.start.col() + 1)));
        }
    }
    Ok(None)
}

/// Reports a text that is not YAML. Also returns the lines where the parser gave up, and where it began to read what it
/// could not finish, counted from 0.
pub(super) fn diagnostic(file: &str, text: &str, error: &serde_yaml::Error) -> (Diagnostic, usize, Option<usize>) {
    let said = error.to_string();
    let at = error.location();
    let line = at.as_ref().and_then(|at| text.lines().nth(at.line().saturating_sub(1))).unwrap_or_default();
    let (message, help) = translate(&said, line);
    let part = at.as_ref().map_or(Part::Position(1, 1), |at| Part::Position(at.line(), at.column()));
    let place = Place { file: file.to_owned(), path: Vec::new(), part };
    let number = |said: &str| said.split(' ').next().and_then(|word| word.parse::<usize>().ok());
    let since = said.rsplit_once(" at line ").and_then(|(_, rest)| number(rest)).map(|line| line.saturating_sub(1));
    let diagnostic = Diagnostic::new(NOT_YAML, place, message).help(help);
    (diagnostic, at.map_or(0, |at| at.line().saturating_sub(1)), since)
}

/// Translates a message of the YAML parser into a message and a help.
fn translate(said: &str, line: &str) -> (&'static str, &'static str) {
    let says = |words: &str| said.contains(words);
    if line.trim_start_matches(' ').starts_with('\t') || says("tab character") {
        ("tab in the indentation", "indent by two spaces for each level")
    } else if says("more than one document") {
        ("more than one document", "remove the line `---`")
    } else if says("end of stream") || says("EOF") {
        ("empty file, or unexpected end of the file", "begin the file with `doc:`, or start with `cargo xtask new`")
    } else if says("while parsing a flow") {
        ("unclosed `{` or `[`, or missing `,`", "close it, or put a string that contains `,`, `[` or `{` in quotes")
    } else if says("quoted scalar") {
        (
            "unclosed quote, or invalid string in quotes",
            "close the quote on the same line; in double quotes, write a backslash twice",
        )
    } else if says("mapping values are not allowed") {
        (
            "`: ` in an unquoted string",
            "put a string that contains `: ` in quotes, or check the indentation of the line",
        )
    } else if says("anchor") || says("alias") {
        ("unknown anchor", "put a string that begins with `*` or `&` in quotes")
    } else if says("repetition limit") {
        ("too many aliases", "write out the values")
    } else if says("recursion limit") {
        TOO_DEEP
    } else if says("duplicate entry") {
        ("duplicate key", "remove one of them")
    } else if says("cannot start any token") {
        ("unexpected character", "put a string that begins with this character in quotes")
    } else if says("did not find expected key") || says("block mapping") || says("could not find expected ':'") {
        ("missing key", "check the indentation of the line, and whether a `:` is missing")
    } else {
        ("invalid YAML", "check the indentation, and whether a bracket or a quote is not closed")
    }
}
