//! Turns errors of serde_yaml into diagnostics.

use saphyr_parser::{Event, Parser, ScanError, StrInput};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::pitfalls;
use crate::diagnostic::{Diagnostic, Part, Place, locate, vocabulary};

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

/// Returns whether an error is a key that is not allowed.
pub(super) fn is_superfluous(found: &Diagnostic) -> bool {
    found.code == UNKNOWN_KEY || found.code == DUPLICATE_KEY
}

/// Returns whether an error is a key that appears twice.
pub(super) fn is_duplicate(found: &Diagnostic) -> bool {
    found.code == DUPLICATE_KEY
}

/// Returns whether an error is a value of a wrong type.
pub(super) fn is_wrong_value(found: &Diagnostic) -> bool {
    found.code == WRONG_VALUE
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

/// The first error of a text.
pub(super) struct Failure {
    pub(super) diagnostic: Diagnostic,
    /// The lines where a parser gave up, and where it began to read what it could not finish, if the text is not YAML.
    pub(super) syntax: Option<(usize, Option<usize>)>,
}

/// Reads a file, or finds its first error.
pub(super) fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Failure>> {
    if let Err(error) = serde_yaml::from_str::<IgnoredAny>(text) {
        return Err(Box::new(not_yaml(file, text, &error)));
    }
    let failure = |diagnostic| Box::new(Failure { diagnostic, syntax: None });
    if let Some(found) = pitfalls::find(file, text).into_iter().next() {
        return Err(failure(found));
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
        failure(unexpected(file, text, path.collect(), &error.to_string()))
    })
}

/// Reports a value that is YAML, but not allowed at its place.
fn unexpected(file: &str, text: &str, mut path: Vec<String>, said: &str) -> Diagnostic {
    let message = without_position(said, &mut path);
    let place = |path: Vec<String>, part: Part| Place { file: file.to_owned(), path, part };
    if let Some((word, expected)) = quoted(message, "unknown field `") {
        end_with(&mut path, word);
        return unknown_key(text, word, &expected, place(path, Part::Key));
    }
    if let Some((word, expected)) = quoted(message, "unknown variant `") {
        // The kind of a rule is a key.
        let part = if path.iter().any(|key| key == "rules") { Part::Key } else { Part::Value };
        if part == Part::Key {
            end_with(&mut path, word);
        }
        let error = Diagnostic::new(UNKNOWN_VALUE, place(path, part), format!("unknown value `{word}`"));
        return match vocabulary::value(word, &expected) {
            Some(meant) => error.propose(meant),
            None => error.suggest_word(word, expected.into_iter()).or_help("spec/README.md lists the values"),
        };
    }
    let duplicate = ["duplicate field `", "duplicate entry `"].into_iter().find_map(|opening| quoted(message, opening));
    if let Some((word, _)) = duplicate {
        end_with(&mut path, word);
        return duplicate_key(text, word, place(path, Part::Key));
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return Diagnostic::new(MISSING_KEY, place(path, Part::Key), format!("missing key {key}"))
            .help(format!("add {key} here"));
    }
    // A key of a wrong type is reported at its table.
    let key = message.split_once("string \"").and_then(|(_, rest)| rest.split_once('"')).map(|(key, _)| key.to_owned());
    let of_key = path.iter().cloned().chain(key).collect::<Vec<_>>();
    let is_key = of_key.len() > path.len() && !locate::occurrences(text, &of_key).is_empty();
    let place = if is_key { place(of_key, Part::Key) } else { place(path, Part::Value) };
    wrong_value(message, place)
}

/// Reports a key that is not allowed.
fn unknown_key(text: &str, word: &str, expected: &[&str], place: Place) -> Diagnostic {
    let error = Diagnostic::new(UNKNOWN_KEY, place.clone(), format!("unknown key `{word}`"));
    let (_, parent) = place.path.split_last().unwrap_or((&place.file, &[]));
    let is_set = |key: &str| {
        let path: Vec<_> = parent.iter().cloned().chain([key.to_owned()]).collect();
        !locate::occurrences(text, &path).is_empty()
    };
    if let Some((_, new)) = RENAMED_KEYS.iter().find(|(old, new)| *old == word && expected.contains(new)) {
        return error.label("the key has a new name").help(format!("write `{new}`")).replace(place, *new, true);
    }
    let meant: Vec<_> = vocabulary::keys(word).iter().copied().filter(|key| expected.contains(key)).collect();
    let free = expected.iter().copied().filter(|key| !is_set(key));
    match meant[..] {
        [] => error.suggest_word(word, free).or_help("spec/README.md lists the keys"),
        [key] if !is_set(key) => {
            // The statuses of an error code have the same key as the address of an operation.
            let example = match key == "http" && !expected.contains(&"parameters") {
                true => "`http`, as in `http: [400]`".to_owned(),
                false => vocabulary::example(key),
            };
            let error = error.label(format!("the key is named `{key}` here")).help(format!("write {example}"));
            if vocabulary::is_same_value(word, key) { error.replace(place, key, true) } else { error }
        }
        [key] => error.label(format!("the key is named `{key}` here, and is set already")).help("remove it"),
        _ => {
            let examples: Vec<_> = meant.iter().map(|key| vocabulary::example(key)).collect();
            error.help(format!("write {}", examples.join(" or ")))
        }
    }
}

/// Reports a key that appears twice.
fn duplicate_key(text: &str, word: &str, place: Place) -> Diagnostic {
    let found = locate::occurrences(text, &place.path);
    let at = |index: usize| found.get(index).map(|range| Place { part: Part::Bytes(range.start, range.end), ..place.clone() });
    let second = at(1).unwrap_or_else(|| place.clone());
    let error = Diagnostic::new(DUPLICATE_KEY, second, format!("duplicate key `{word}`")).help("remove one of them");
    match at(0).filter(|_| found.len() > 1) {
        Some(first) => error.label("defined again here").related(first, "first defined here"),
        None => error,
    }
}

fn end_with(path: &mut Vec<String>, key: &str) {
    if path.last().map(String::as_str) != Some(key) {
        path.push(key.to_owned());
    }
}

/// Translates serde's message about a value of a wrong type.
fn wrong_value(said: &str, place: Place) -> Diagnostic {
    let error = Diagnostic::new(WRONG_VALUE, place, "wrong type of value");
    let rest = said.strip_prefix("invalid type: ").or_else(|| said.strip_prefix("invalid value: "));
    let Some((found, expected)) = rest.and_then(|rest| rest.split_once(", expected ")) else {
        return error.label(said);
    };
    let value = found.split('`').nth(1);
    let text = found.strip_prefix("string \"").and_then(|rest| rest.strip_suffix('"'));
    let found = match (found, value) {
        ("sequence", _) => "a list".to_owned(),
        ("map", _) => "a table".to_owned(),
        ("unit value" | "null", _) => "no value".to_owned(),
        _ if text.is_some() => format!("the string `{}`", text.unwrap_or_default()),
        (_, Some(value)) => format!("`{value}`"),
        (found, None) => found.to_owned(),
    };
    let expected = match expected {
        "a string" | "a string key" => "a string".to_owned(),
        "a boolean" => "`true` or `false`".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "i64" | "u64" => "a whole number".to_owned(),
        other if other.starts_with("struct ") => "a table of keys and values".to_owned(),
        other => other.to_owned(),
    };
    let place = error.place.clone();
    let error = error.label(format!("must be {expected}, not {found}"));
    match correction(&expected, &found, text, value) {
        Some((help, Some(replacement))) => error.help(help).replace(place, replacement, true),
        Some((help, None)) => error.help(help),
        None => error,
    }
}

/// Returns what to write in place of a value of a wrong type, and the replacement if it is certain.
fn correction(expected: &str, found: &str, text: Option<&str>, value: Option<&str>) -> Option<(String, Option<String>)> {
    let write = |meant: String| Some((format!("write `{meant}`"), Some(meant)));
    let is = |kind: &str| expected.starts_with(kind);
    match (text, value.filter(|_| text.is_none())) {
        (Some(text), _) if is("`true`") => match text.to_lowercase().as_str() {
            "yes" | "y" | "on" | "true" | "1" => write("true".to_owned()),
            "no" | "n" | "off" | "false" | "0" => write("false".to_owned()),
            _ => None,
        },
        (_, Some("1" | "0")) if is("`true`") => Some(("write `true` or `false`".to_owned(), None)),
        (Some(text), _) if is("a list") => {
            let items: Vec<_> = text.split([',', ';']).map(str::trim).filter(|item| !item.is_empty()).collect();
            let list = format!("[{}]", items.join(", "));
            Some((format!("write a list: `{list}`"), Some(list)))
        }
        (_, Some(value)) if is("a list") => {
            let list = format!("[{value}]");
            Some((format!("write a list: `{list}`"), Some(list)))
        }
        (Some(text), _) if is("a whole number") => match text.trim().parse::<i64>() {
            Ok(number) => write(number.to_string()),
            Err(_) => Some(("write a whole number, without quotes".to_owned(), None)),
        },
        (_, Some(number)) if is("a range") => match number.parse::<i64>() {
            Ok(number) => Some((
                format!("write `1..{number}` if {number} is the largest, `{number}..` if it is the smallest, or `{number}..{number}`"),
                None,
            )),
            Err(_) => Some(("write a range of whole numbers, such as `1..1000` or `1..`".to_owned(), None)),
        },
        (_, Some(value)) if is("a string") || is("a name") => {
            let quoted = format!("\"{value}\"");
            Some((format!("put it in quotes: `{quoted}`"), Some(quoted)))
        }
        (None, None) if is("a string") => Some(("write one string, in quotes if it contains `[`, `{` or `: `".to_owned(), None)),
        (None, None) if is("a range") && found == "a list" => Some(("write the two numbers as in `1..1000`".to_owned(), None)),
        (_, Some(number)) if is("documentation") => {
            Some((format!("write `{{ code: {number}, doc: … }}`, or the documentation in quotes"), None))
        }
        (None, None) if is("a table of names") && found == "a list" => {
            Some(("write a line `name: …` for each item, without `-`".to_owned(), None))
        }
        (Some(_), _) if is("a table") => {
            Some(("write its keys on the next lines, indented by two spaces, or in braces: `{ key: value }`".to_owned(), None))
        }
        _ => None,
    }
}

/// Reports a text that is not YAML.
fn not_yaml(file: &str, text: &str, error: &serde_yaml::Error) -> Failure {
    let said = error.to_string();
    let at = error.location();
    let line = at.as_ref().and_then(|at| text.lines().nth(at.line().saturating_sub(1))).unwrap_or_default();
    let (message, help) = translate(&said, line);
    let part = at.as_ref().map_or(Part::Position(1, 1), |at| Part::Position(at.line(), at.column()));
    let place = Place { file: file.to_owned(), path: Vec::new(), part };
    let number = |said: &str| said.split(' ').next().and_then(|word| word.parse::<usize>().ok());
    let since = said.rsplit_once(" at line ").and_then(|(_, rest)| number(rest)).map(|line| line.saturating_sub(1));
    Failure {
        diagnostic: Diagnostic::new(NOT_YAML, place, message).help(help),
        syntax: Some((at.map_or(0, |at| at.line().saturating_sub(1)), since)),
    }
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
fn without_position<'a>(said: &'a str, path: &mut Vec<String>) -> &'a str {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    // serde_yaml writes paths as in `rules[1].together`, and not always in full.
    let mut rest = said;
    for step in path.iter() {
        let inner = rest.strip_prefix('.').unwrap_or(rest);
        let after = inner
            .strip_prefix(step.as_str())
            .or_else(|| inner.strip_prefix('[')?.strip_prefix(step.as_str())?.strip_prefix(']'));
        let Some(after) = after else { break };
        rest = after;
    }
    if let Some(message) = rest.strip_prefix(": ") {
        return message;
    }
    // serde_yaml knows steps that serde_path_to_error does not.
    match rest.split_once(": ").filter(|(steps, _)| rest.len() < said.len() && !steps.contains(' ')) {
        Some((steps, message)) => {
            let steps = steps.split(['.', '[', ']']).filter(|step| !step.is_empty());
            path.extend(steps.map(str::to_owned));
            message
        }
        None => said,
    }
}

/// Parses serde's message about an unknown word: the word, and the known ones.
fn quoted<'a>(message: &'a str, opening: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (word, rest) = message.strip_prefix(opening)?.split_once('`')?;
    Some((word, rest.split('`').skip(1).step_by(2).collect()))
}
