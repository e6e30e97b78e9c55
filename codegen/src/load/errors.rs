//! What keeps a file from being read, in the words of the spec's writers.

use saphyr_parser::{Event, Parser, ScanError, StrInput};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::SERVICE_FILE;
use crate::diagnostic::{Diagnostic, Part, Place};

const NOT_YAML: &str = "E0002";
const UNKNOWN_KEY: &str = "E0003";
const MISSING_KEY: &str = "E0004";
const WRONG_VALUE: &str = "E0005";
const UNKNOWN_WORD: &str = "E0006";
const TWICE: &str = "E0007";

/// How deep braces may be in each other, and how many marks a line may have. A spec needs ten, and some dozens.
const MOST_DEPTH: usize = 100;
const MOST_MARKS: usize = 1000;
const TOO_DEEP: (&str, &str) = ("lists or tables are in each other too deeply", "a spec needs no more than ten steps");

/// Whether a mistake is a key that may as well not be there.
pub(super) fn is_superfluous(found: &Diagnostic) -> bool {
    found.code == UNKNOWN_KEY || found.code == TWICE
}

/// Lists and tables in each other, so many that a parser of YAML takes very long for them.
pub(super) fn too_deep(file: &str, text: &str) -> Option<Diagnostic> {
    let (line, column) = match suspect(text)? {
        Suspect::Line(line) => depth_of(text).unwrap_or(Some((line, 1)))?,
        Suspect::Text => depth_of(text).ok().flatten()?,
    };
    let place = Place { file: file.to_owned(), path: Vec::new(), part: Part::At(line, column) };
    Some(Diagnostic::new(NOT_YAML, place, TOO_DEEP.0).help(TOO_DEEP.1))
}

/// What has so many marks of lists and tables that it may be too deep.
enum Suspect {
    /// A line, by its number: if the parser stumbles, it is too deep.
    Line(usize),
    /// The text as a whole. Texts and comments in it have such marks, too: they count for nothing.
    Text,
}

fn suspect(text: &str) -> Option<Suspect> {
    let (mut depth, mut is_deep) = (0_usize, false);
    for (index, line) in text.lines().enumerate() {
        // Within a line, marks of a list or a key open one each.
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
        // A line of braces is read as it is, unless they are open; one of keys in keys takes long.
        let is_wide = in_line > MOST_MARKS && !line.contains(['{', '[']);
        is_deep |= peak > MOST_DEPTH;
        if is_wide || peak - before_line > MOST_DEPTH || depth > MOST_MARKS {
            return Some(Suspect::Line(index + 1));
        }
    }
    is_deep.then_some(Suspect::Text)
}

/// Line and column at which a text becomes too deep, as its parser sees it; nothing if it does not.
///
/// # Errors
///
/// The parser does not get so far.
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
        if depth > MOST_DEPTH {
            return Ok(Some((span.start.line(), span.start.col() + 1)));
        }
    }
    Ok(None)
}

pub(super) fn missing_service() -> Diagnostic {
    let place = Place { file: SERVICE_FILE.to_owned(), path: Vec::new(), part: Part::Key };
    Diagnostic::new("E0001", place, format!("the spec has no file `{SERVICE_FILE}`"))
        .help("it names the endpoints, the ways of authentication and the statuses")
}

/// Reads a file, noting the way to the place where it fails.
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
        Box::new(not_as_expected(file, path.collect(), &error.to_string()))
    })
}

/// A value that is YAML, and not what the spec's language has there.
fn not_as_expected(file: &str, mut path: Vec<String>, said: &str) -> Diagnostic {
    let message = without_position(said, &path);
    let place = |path: Vec<String>, part: Part| Place { file: file.to_owned(), path, part };
    if let Some((word, expected)) = quoted(message, "unknown field `") {
        end_with(&mut path, word);
        let found = Diagnostic::new(UNKNOWN_KEY, place(path, Part::Key), format!("unknown key `{word}`"));
        return found.propose(word, expected.into_iter());
    }
    if let Some((word, expected)) = quoted(message, "unknown variant `") {
        let found = Diagnostic::new(UNKNOWN_WORD, place(path, Part::Value), format!("`{word}` is not known here"));
        return found.propose(word, expected.into_iter());
    }
    let twice = ["duplicate field `", "duplicate entry `"].into_iter().find_map(|opening| quoted(message, opening));
    if let Some((word, _)) = twice {
        end_with(&mut path, word);
        return Diagnostic::new(TWICE, place(path, Part::Key), format!("`{word}` stands here twice"))
            .help("leave one of them out");
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return Diagnostic::new(MISSING_KEY, place(path, Part::Key), format!("{key} is missing here"));
    }
    let (message, help) = wrong_value(message);
    let found = Diagnostic::new(WRONG_VALUE, place(path, Part::Value), message);
    if let Some(help) = help { found.help(help) } else { found }
}

fn end_with(path: &mut Vec<String>, key: &str) {
    if path.last().map(String::as_str) != Some(key) {
        path.push(key.to_owned());
    }
}

/// serde's words for a value of another type, in ours.
fn wrong_value(said: &str) -> (String, Option<String>) {
    let told = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    let Some((is, must)) = told.and_then(|rest| rest.split_once(", expected ")) else {
        return (said.to_owned(), None);
    };
    let value = is.split('`').nth(1);
    let is_text = is.starts_with("string ");
    let is = match (is, value) {
        ("sequence", _) => "a list".to_owned(),
        ("map", _) => "a table".to_owned(),
        ("unit value" | "null", _) => "nothing".to_owned(),
        (_, Some(value)) => format!("`{value}`"),
        (is, None) => is.strip_prefix("string ").map_or_else(|| is.to_owned(), |text| format!("the text {text}")),
    };
    let must = match must {
        "a string" | "a string key" => "a text".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "i64" | "u64" => "a whole number".to_owned(),
        must if must.starts_with("struct ") => "a table".to_owned(),
        must => must.to_owned(),
    };
    let help = value
        .filter(|_| !is_text && (must.contains("a text") || must.contains("a name") || must.contains("a range")))
        .map(|value| format!("where a text looks like something else, put it in quotes: `\"{value}\"`"));
    (format!("{is} stands here, and {must} should"), help)
}

/// A file that the parser of YAML does not get through.
fn not_yaml(file: &str, text: &str, error: &serde_yaml::Error) -> Diagnostic {
    let said = error.to_string();
    let at = error.location();
    let line = at.as_ref().and_then(|at| text.lines().nth(at.line().saturating_sub(1))).unwrap_or_default();
    let (message, help) = in_our_words(&said, line);
    let part = at.map_or(Part::At(1, 1), |at| Part::At(at.line(), at.column()));
    Diagnostic::new(NOT_YAML, Place { file: file.to_owned(), path: Vec::new(), part }, message).help(help)
}

/// What is wrong with the YAML, and how it is mended.
fn in_our_words(said: &str, line: &str) -> (&'static str, &'static str) {
    let says = |words: &str| said.contains(words);
    if line.trim_start_matches(' ').starts_with('\t') || says("tab character") {
        ("the line is indented by a tab", "YAML is indented by spaces: write two for each step")
    } else if says("more than one document") {
        ("the file holds more than one document", "leave out the line `---`")
    } else if says("end of stream") || says("EOF") {
        ("the file is empty, or ends too early", "it begins with `doc:`; `cargo xtask new` makes a start")
    } else if says("while parsing a flow") {
        (
            "a `{` or a `[` is not closed, or a `,` is missing",
            "close it, or put a text that holds `,`, `[` or `{` in quotes",
        )
    } else if says("quoted scalar") {
        (
            "a quotation mark is not closed, or what stands in it is not a text of YAML",
            "close it on the same line; in double quotes a backslash is written twice",
        )
    } else if says("mapping values are not allowed") {
        ("there is a `: ` within a text, or the line is indented too far", "put the text in quotes")
    } else if says("anchor") || says("alias") {
        ("there is no anchor of this name", "a text that begins with `*` or `&` stands in quotes")
    } else if says("repetition limit") {
        ("the aliases of the file stand for too much", "write out what they stand for")
    } else if says("recursion limit") {
        TOO_DEEP
    } else if says("duplicate entry") {
        ("a key stands here twice", "leave one of them out")
    } else if says("cannot start any token") {
        ("a text cannot begin with this character", "put the text in quotes")
    } else if says("did not find expected key") || says("block mapping") || says("could not find expected ':'") {
        ("a key is expected here", "look at the indentation of the line, and for a `:` that is missing")
    } else {
        ("this is not YAML", "look for a mark that is not closed, and at the indentation")
    }
}

/// The message without the path before it and the position behind it, which are shown apart.
fn without_position<'a>(said: &'a str, path: &[String]) -> &'a str {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    // serde_yaml writes a path as in `rules[1].together`, and not always all of it.
    let mut rest = said;
    for step in path {
        let inner = rest.strip_prefix('.').unwrap_or(rest);
        let behind = inner
            .strip_prefix(step.as_str())
            .or_else(|| inner.strip_prefix('[')?.strip_prefix(step.as_str())?.strip_prefix(']'));
        let Some(behind) = behind else { break };
        rest = behind;
    }
    rest.strip_prefix(": ").unwrap_or(said)
}

/// Reads serde's words for something unknown: that, and what would be known.
fn quoted<'a>(message: &'a str, opening: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (word, rest) = message.strip_prefix(opening)?.split_once('`')?;
    Some((word, rest.split('`').skip(1).step_by(2).collect()))
}
