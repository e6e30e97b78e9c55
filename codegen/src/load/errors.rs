//! Turns errors of serde_yaml into diagnostics.

use saphyr_parser::{Event, Parser, ScanError, StrInput};
use serde::de::{DeserializeOwned, IgnoredAny};

use crate::diagnostic::{Diagnostic, Part, Place};

const NOT_YAML: &str = "E0002";
const UNKNOWN_KEY: &str = "E0003";
const MISSING_KEY: &str = "E0004";
const WRONG_VALUE: &str = "E0005";
const UNKNOWN_VALUE: &str = "E0006";
const DUPLICATE_KEY: &str = "E0007";

/// How deep braces may be nested, and how many indicators a line may have. A spec needs ten, and some dozens.
const MAX_DEPTH: usize = 100;
const MAX_INDICATORS: usize = 1000;
const TOO_DEEP: (&str, &str) = ("nested too deeply", "reduce the nesting: a spec needs at most ten levels");
/// Keys of earlier versions of the language, and their new names.
const RENAMED_KEYS: &[(&str, &str)] = &[
    ("also", "alias"),
    ("asks", "action"),
    ("or_single", "single_or_list"),
    ("searches", "searches_in"),
    ("selects", "filters_by"),
];
/// Keys of earlier versions of the language without a new name: the key, and what to do instead.
const REMOVED_KEYS: &[(&str, &str)] = &[("version", "remove it: the paths of the operations have the version")];

/// Returns whether an error is a key that is not allowed.
pub(super) fn is_superfluous(found: &Diagnostic) -> bool {
    found.code == UNKNOWN_KEY || found.code == DUPLICATE_KEY
}

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
    let mut parser: Parser<'_, StrInput<'_>> = Parser::new_from_str(text);
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

/// Reads a file, and keeps track of the path to the place where that fails.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Diagnostic>> {
    if let Err(error) = serde_yaml::from_str::<IgnoredAny>(text) {
        return Err(Box::new(not_yaml(file, text, &error)));
    }
    let document = serde_yaml::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let document = serde_path_to_error::Deserializer::new(document, &mut track);
    T::deserialize(document).map_err(|error| {
        let segments = track.path();
        let path = segments.iter().filter_map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
            serde_path_to_error::Segment::Map { key } => Some(key.clone()),
            _ => None,
        });
        Box::new(unexpected(file, path.collect(), &error.to_string()))
    })
}

/// Reports a value that is YAML, but not allowed at its place.
fn unexpected(file: &str, mut path: Vec<String>, said: &str) -> Diagnostic {
    let message = without_position(said, &path);
    let place = |path: Vec<String>, part: Part| Place { file: file.to_owned(), path, part };
    if let Some((word, expected)) = quoted(message, "unknown field `") {
        end_with(&mut path, word);
        let error = Diagnostic::new(UNKNOWN_KEY, place(path, Part::Key), format!("unknown key `{word}`"));
        let renamed = RENAMED_KEYS.iter().find(|(old, new)| *old == word && expected.contains(new));
        let removed = REMOVED_KEYS.iter().find(|(old, _)| *old == word && expected.contains(&"operations"));
        return match (renamed, removed) {
            (Some((_, new)), _) => error.label("the key has a new name").help(format!("write `{new}`")),
            (None, Some((_, help))) => error.help(*help),
            (None, None) => error.suggest(word, expected.into_iter()),
        };
    }
    if let Some((word, expected)) = quoted(message, "unknown variant `") {
        let error = Diagnostic::new(UNKNOWN_VALUE, place(path, Part::Value), format!("unknown value `{word}`"));
        return error.suggest(word, expected.into_iter());
    }
    let duplicate = ["duplicate field `", "duplicate entry `"].into_iter().find_map(|opening| quoted(message, opening));
    if let Some((word, _)) = duplicate {
        end_with(&mut path, word);
        return Diagnostic::new(DUPLICATE_KEY, place(path, Part::Key), format!("duplicate key `{word}`"))
            .help("remove one of them");
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return Diagnostic::new(MISSING_KEY, place(path, Part::Key), format!("missing key {key}"))
            .help(format!("add {key} here"));
    }
    let (label, help) = wrong_value(message);
    let error = Diagnostic::new(WRONG_VALUE, place(path, Part::Value), "wrong type of value").label(label);
    if let Some(help) = help { error.help(help) } else { error }
}

fn end_with(path: &mut Vec<String>, key: &str) {
    if path.last().map(String::as_str) != Some(key) {
        path.push(key.to_owned());
    }
}

/// Translates serde's message about a value of a wrong type into a label, and a help where quotes would do.
fn wrong_value(said: &str) -> (String, Option<String>) {
    let rest = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    let Some((found, expected)) = rest.and_then(|rest| rest.split_once(", expected ")) else {
        return (said.to_owned(), None);
    };
    let value = found.split('`').nth(1);
    let is_text = found.starts_with("string ");
    let found = match (found, value) {
        ("sequence", _) => "a list".to_owned(),
        ("map", _) => "a table".to_owned(),
        ("unit value" | "null", _) => "no value".to_owned(),
        (_, Some(value)) => format!("`{value}`"),
        (found, None) => {
            found.strip_prefix("string ").map_or_else(|| found.to_owned(), |text| format!("the string {text}"))
        }
    };
    let expected = match expected {
        "a string" | "a string key" => "a string".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "i64" | "u64" => "a whole number".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other => other.to_owned(),
    };
    let help = value
        .filter(|_| !is_text && ["a string", "a name", "a range"].iter().any(|kind| expected.contains(kind)))
        .map(|value| format!("put it in quotes: `\"{value}\"`"));
    (format!("must be {expected}, not {found}"), help)
}

/// Reports a file that is not YAML.
fn not_yaml(file: &str, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let said = error.to_string();
    let at = error.location();
    let line = at.as_ref().and_then(|at| text.lines().nth(at.line().saturating_sub(1))).unwrap_or_default();
    let (message, help) = translate(&said, line);
    let part = at.map_or(Part::Position(1, 1), |at| Part::Position(at.line(), at.column()));
    Diagnostic::new(NOT_YAML, Place { file: file.to_owned(), path: Vec::new(), part }, message).help(help)
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

/// Removes path and position from a message. They are shown separately.
fn without_position<'a>(said: &'a str, path: &[String]) -> &'a str {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    // serde_yaml writes paths as in `rules[1].together`, and not always in full.
    let mut rest = said;
    for step in path {
        let inner = rest.strip_prefix('.').unwrap_or(rest);
        let after = inner
            .strip_prefix(step.as_str())
            .or_else(|| inner.strip_prefix('[')?.strip_prefix(step.as_str())?.strip_prefix(']'));
        let Some(after) = after else { break };
        rest = after;
    }
    rest.strip_prefix(": ").unwrap_or(said)
}

/// Parses serde's message about an unknown word: the word, and the known ones.
fn quoted<'a>(message: &'a str, opening: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (word, rest) = message.strip_prefix(opening)?.split_once('`')?;
    Some((word, rest.split('`').skip(1).step_by(2).collect()))
}
