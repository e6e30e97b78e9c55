//! Turns errors of serde_yaml in texts that are YAML into diagnostics.

use serde::de::{DeserializeOwned, IgnoredAny};

use super::{not_yaml, pitfalls};
use crate::diagnostic::{Diagnostic, Part, Place, locate, nearest, one_of, vocabulary};

const UNKNOWN_KEY: &str = "E0003";
const MISSING_KEY: &str = "E0004";
const WRONG_VALUE: &str = "E0005";
const UNKNOWN_VALUE: &str = "E0006";
const DUPLICATE_KEY: &str = "E0007";

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

/// Places of parameters that are not named by `in`, and what to do instead.
const PLACES: &[(&str, &str)] = &[
    ("path", "remove `in`, and name the parameter in the path, as in `/jobs/{job_id}`"),
    ("query", "remove `in`: a parameter that the path does not name goes into the query"),
    ("body", "remove `in`, and move it into the `body` of the operation"),
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

/// Returns whether an error is a key that is missing.
pub(super) fn is_missing_key(found: &Diagnostic) -> bool {
    found.code == MISSING_KEY
}

/// Returns whether an error is a value that is missing.
pub(super) fn is_missing_value(found: &Diagnostic) -> bool {
    found.code == pitfalls::NO_VALUE
}

/// Returns whether two errors are keys of one entry that have the same name in this language.
pub(super) fn is_same_key(known: &Diagnostic, found: &Diagnostic) -> bool {
    let parent = |error: &Diagnostic| error.place.path.split_last().map(|(_, parent)| parent.to_vec());
    let is_same_meaning = known.code == UNKNOWN_KEY
        && found.code == UNKNOWN_KEY
        && found.label.is_some()
        && (&known.label, &known.help) == (&found.label, &found.help);
    // Codes without documentation, as in `values: { on, off }`.
    let is_code = |error: &Diagnostic| {
        error.code == pitfalls::NO_VALUE && error.place.path.iter().rev().nth(1).is_some_and(|key| key == "values")
    };
    (is_same_meaning || (is_code(known) && is_code(found)))
        && known.place.file == found.place.file
        && parent(known) == parent(found)
}

/// Returns the code of the cause of an error: what YAML reads in another way than the writer meant.
pub(super) fn code_of_cause(found: &Diagnostic) -> &'static str {
    if [pitfalls::QUOTES, pitfalls::TAG].contains(&found.code) { found.code } else { not_yaml::NOT_YAML }
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
        let (diagnostic, at, since) = not_yaml::diagnostic(file, text, &error);
        return Err(Box::new(Failure { diagnostic, syntax: Some((at, since)) }));
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
        let place_of = PLACES.iter().find(|(known, _)| *known == word && expected == ["header"]);
        if let Some((_, help)) = place_of {
            return error.help(*help);
        }
        return match vocabulary::value(word, &expected) {
            Some(meant) => error.propose(meant),
            None => error.suggest_word(word, expected.into_iter()).or_help("spec/README.md lists the values"),
        };
    }
    let duplicate = ["duplicate field `", "duplicate entry `"].into_iter().find_map(|opening| quoted(message, opening));
    if let Some((word, _)) = duplicate {
        end_with(&mut path, word);
        return duplicate_key(text, word, &place(path, Part::Key));
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
    wrong_value(text, message, place)
}

/// Reports a key that is not allowed.
fn unknown_key(text: &str, word: &str, expected: &[&str], place: Place) -> Diagnostic {
    let error = Diagnostic::new(UNKNOWN_KEY, place.clone(), format!("unknown key `{word}`"));
    let (_, parent) = place.path.split_last().unwrap_or((&place.file, &[]));
    let set = locate::keys_of(text, parent);
    let is_set = |key: &str| set.contains(key);
    if word == "optional" && expected.contains(&"mandatory") {
        return error.label("whatever is not `mandatory` is optional here").help("remove it");
    }
    if let Some((_, help)) = REMOVED_KEYS.iter().find(|(old, _)| *old == word && expected.contains(&"operations")) {
        return error.help(*help);
    }
    if let Some((_, new)) = RENAMED_KEYS.iter().find(|(old, new)| *old == word && expected.contains(new)) {
        return error.label("the key has a new name").help(format!("write `{new}`")).replace(place, *new, true);
    }
    let meant: Vec<_> = vocabulary::keys(word).iter().copied().filter(|key| expected.contains(key)).collect();
    let free = expected.iter().copied().filter(|key| !is_set(key));
    match meant[..] {
        [] => {
            let set = nearest(word, expected.iter().copied().filter(|key| is_set(key)));
            let free: Vec<_> = free.collect();
            let error = error.suggest_word(word, free.iter().copied());
            match (error.replacements.is_empty(), set) {
                (false, _) => error,
                (true, Some(set)) => error.help(format!("remove it: `{set}` is set already")),
                // A list of all keys would not say which one is meant.
                (true, None) if error.help.is_some() => {
                    error.help(format!("allowed here, and not set yet: {}", one_of(&free)))
                }
                (true, None) => error.help("spec/README.md lists the keys"),
            }
        }
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
fn duplicate_key(text: &str, word: &str, place: &Place) -> Diagnostic {
    let found = locate::occurrences(text, &place.path);
    let at = |index: usize| {
        found.get(index).map(|range| Place { part: Part::Bytes(range.start, range.end), ..place.clone() })
    };
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
fn wrong_value(file_text: &str, said: &str, place: Place) -> Diagnostic {
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
        "i64" | "u64" | "u32" => "a whole number".to_owned(),
        other if other.starts_with("a YAML tag") => "a word".to_owned(),
        other if other.starts_with("struct ") => "a table of keys and values".to_owned(),
        other => other.to_owned(),
    };
    let place = error.place.clone();
    let error = error.label(format!("must be {expected}, not {found}"));
    if let Some(help) = without_brackets(file_text, &place, &expected, &found) {
        return error.help(help);
    }
    match correction(&expected, &found, text, value) {
        Some((help, Some(replacement))) => error.help(help).replace(place, replacement, true),
        Some((help, None)) => error.help(help),
        None => error,
    }
}

/// Returns what to write in place of a list or a table where one value belongs.
fn without_brackets(text: &str, place: &Place, expected: &str, found: &str) -> Option<String> {
    let is_one = matches!(expected, "a string" | "a word") || expected.starts_with("a whole number");
    let key = place.path.last()?;
    let item = |index: usize| {
        let path: Vec<_> = place.path.iter().cloned().chain([index.to_string()]).collect();
        locate::occurrences(text, &path).into_iter().next().and_then(|range| text.get(range))
    };
    if matches!(&**key, "characters" | "first_character" | "last_character") && found == "a list" {
        let items: Vec<_> = (0..).map_while(item).collect();
        return Some(format!("write `{}`", items.join(" ")));
    }
    match (found, item(0).filter(|_| item(1).is_none())) {
        ("a list", Some(item)) if is_one && key == "type" => {
            Some(format!("write `type: JSON Array, items: {item}` for a list, or `{item}` without brackets"))
        }
        ("a list", Some(item)) if is_one => Some(format!("write `{item}` without brackets")),
        ("a list" | "a table", _) if is_one => vocabulary::known_example(key).map(|example| format!("write {example}")),
        _ => None,
    }
}

/// Returns what to write in place of a value of a wrong type, and the replacement if it is certain.
fn correction(
    expected: &str,
    found: &str,
    text: Option<&str>,
    value: Option<&str>,
) -> Option<(String, Option<String>)> {
    let write = |meant: String| Some((format!("write `{meant}`"), Some(meant)));
    let is = |kind: &str| expected.starts_with(kind);
    match (text, value.filter(|_| text.is_none())) {
        (Some(text), _) if is("`true`") => match text.to_lowercase().as_str() {
            "yes" | "y" | "on" | "true" | "1" => write("true".to_owned()),
            "no" | "n" | "off" | "false" | "0" => write("false".to_owned()),
            other => nearest(other, ["true", "false"]).map(|meant| (format!("did you mean `{meant}`?"), None)),
        },
        (_, Some("1" | "0")) if is("`true`") => Some(("write `true` or `false`".to_owned(), None)),
        (Some(text), _) if is("a list") => {
            let items: Vec<_> = text
                .trim_matches(['[', ']'])
                .split([',', ';', ' '])
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .collect();
            let list = format!("[{}]", items.join(", "));
            // What has a colon or a dash is more than names.
            let are_names = items.iter().all(|item| !item.contains([':', '[', '{']) && *item != "-");
            are_names.then(|| (format!("write a list: `{list}`"), Some(list)))
        }
        (_, Some(value)) if is("a list") => {
            let list = format!("[{value}]");
            Some((format!("write a list: `{list}`"), Some(list)))
        }
        (Some(text), _) if is("a whole number") => match text.trim().parse::<i64>() {
            Ok(number) => write(number.to_string()),
            // A status with its reason, as in `200 OK`.
            Err(_) => match text.split_once(' ').map(|(word, reason)| (word.parse::<u16>(), reason)) {
                Some((Ok(number), reason)) if !reason.contains(|c: char| c.is_ascii_digit()) => {
                    Some((format!("write `{number}`"), None))
                }
                _ => Some(("write a whole number".to_owned(), None)),
            },
        },
        (_, Some(number)) if is("a range") => match number.parse::<i64>() {
            Ok(number) => Some((
                format!(
                    "write `1..{number}` if {number} is the largest, `{number}..` if it is the smallest, or `{number}..{number}`"
                ),
                None,
            )),
            Err(_) => Some(("write a range of whole numbers, such as `1..1000` or `1..`".to_owned(), None)),
        },
        (_, Some(value)) if is("a string") || is("a name") => {
            let quoted = format!("\"{value}\"");
            Some((format!("put it in quotes: `{quoted}`"), Some(quoted)))
        }
        (None, None) if is("a string") => {
            Some(("write one string, in quotes if it contains `[`, `{` or `: `".to_owned(), None))
        }
        (None, None) if is("a range") => Some(("write the two numbers as in `1..1000`".to_owned(), None)),
        (None, None) if is("a list") && found == "a table" => {
            Some(("begin each item of the list with `- `".to_owned(), None))
        }
        (_, Some(number)) if is("documentation") => {
            Some((format!("write `{{ code: {number}, doc: … }}`, or the documentation in quotes"), None))
        }
        (None, None) if is("a table of names") && found == "a list" => {
            Some(("write a line `name: …` for each item, without `-`".to_owned(), None))
        }
        (Some(_), _) if is("a table") => Some((
            "write its keys on the next lines, indented by two spaces, or in braces: `{ key: value }`".to_owned(),
            None,
        )),
        _ => None,
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
