//! YAML to the spec as it is written. serde_yaml is used here and nowhere else.

pub mod sources;
pub mod written;

use serde::de::{DeserializeOwned, IgnoredAny};

pub use sources::{SourceError, Sources};

use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place, nearest};

/// The file that describes the service as a whole.
pub const SERVICE_FILE: &str = "service.yaml";
/// The file that lists the error codes.
pub const ERROR_CODES_FILE: &str = "error_codes.yaml";

/// Reads every file of a spec.
///
/// # Errors
///
/// What keeps a file from being read: one mistake for each file.
pub fn load(sources: &Sources) -> Result<written::Spec, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let mut spec = written::Spec::default();
    // Files are parsed side by side: parsing is most of the work of a large spec.
    let parsed = side_by_side(sources.files(), |(name, text)| match name.as_str() {
        SERVICE_FILE => parse(name, text).map(Parsed::Service),
        ERROR_CODES_FILE => parse(name, text).map(Parsed::ErrorCodes),
        _ => parse(name, text).map(Parsed::Resource),
    });
    for ((name, _), parsed) in sources.files().iter().zip(parsed) {
        match parsed {
            Ok(Parsed::Service(service)) => spec.service = Some(service),
            Ok(Parsed::ErrorCodes(codes)) => spec.error_codes = codes,
            Ok(Parsed::Resource(resource)) => spec.resources.push((name.clone(), resource)),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    if sources.text(SERVICE_FILE).is_none() {
        diagnostics.push(missing_service());
    }
    diagnostics.into_result(spec)
}

enum Parsed {
    Service(written::Service),
    ErrorCodes(written::ErrorCodes),
    Resource(written::Resource),
}

/// Applies `work` to each item, on all cores, and keeps the order.
pub(crate) fn side_by_side<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(items.len());
    if cores < 2 {
        return items.iter().map(work).collect();
    }
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let take = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    std::iter::repeat_with(take)
                        .map_while(|index| items.get(index).map(|item| (index, work(item))))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let finished = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        // A panic of a worker goes on in the caller, as it would have without threads.
        finished.flat_map(|result| result.unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}

fn missing_service() -> Diagnostic {
    Diagnostic {
        code: "E0001",
        place: Place { file: SERVICE_FILE.to_owned(), path: Vec::new(), part: Part::Key },
        message: format!("the spec has no file `{SERVICE_FILE}`"),
        help: Some("it names the endpoints, the ways of authentication and the statuses".to_owned()),
    }
}

fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, Box<Diagnostic>> {
    match serde_yaml::from_str(text) {
        Ok(value) => Ok(value),
        Err(_) => Err(Box::new(explain::<T>(file, text))),
    }
}

/// Reads a file once more, this time noting the way to the place where it fails.
fn explain<T: DeserializeOwned>(file: &str, text: &str) -> Diagnostic {
    if let Err(error) = serde_yaml::from_str::<IgnoredAny>(text) {
        return not_yaml(file, &error);
    }
    let document = serde_yaml::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let document = serde_path_to_error::Deserializer::new(document, &mut track);
    let Err(error) = T::deserialize(document).map(drop) else {
        return in_file(file, "E0002", "this cannot be read".to_owned());
    };
    let path: Vec<String> = track
        .path()
        .iter()
        .filter_map(|segment| match segment {
            serde_path_to_error::Segment::Seq { index } => Some(index.to_string()),
            serde_path_to_error::Segment::Map { key } => Some(key.clone()),
            _ => None,
        })
        .collect();
    let said = error.to_string();
    let message = without_position(&said, &path);
    if let Some((word, expected)) = quoted(message, "unknown field `") {
        return unknown_key(file, path, word, &expected);
    }
    if let Some((word, expected)) = quoted(message, "unknown variant `") {
        let place = Place { file: file.to_owned(), path, part: Part::Value };
        let message = format!("`{word}` is not known here");
        return Diagnostic { code: "E0006", place, message, help: Some(proposal(word, &expected)) };
    }
    let part = if message.starts_with("invalid") { Part::Value } else { Part::Key };
    let (code, message) = match message.strip_prefix("missing field ") {
        Some(key) => ("E0004", format!("{key} is missing here")),
        None => ("E0005", message.to_owned()),
    };
    Diagnostic { code, place: Place { file: file.to_owned(), path, part }, message, help: None }
}

/// A file that the parser of YAML does not get through.
fn not_yaml(file: &str, error: &serde_yaml::Error) -> Diagnostic {
    let said = error.to_string();
    let said = said.split(" at line ").next().unwrap_or_default();
    let message = if said.contains("more than one document") {
        "the file holds more than one document".to_owned()
    } else {
        format!("this is not YAML: {said}")
    };
    match error.location() {
        Some(at) => {
            let part = Part::At(at.line(), at.column());
            Diagnostic {
                place: Place { file: file.to_owned(), path: Vec::new(), part },
                code: "E0002",
                message,
                help: None,
            }
        }
        None => in_file(file, "E0002", message),
    }
}

fn in_file(file: &str, code: &'static str, message: String) -> Diagnostic {
    let place = Place { file: file.to_owned(), path: Vec::new(), part: Part::Key };
    Diagnostic { code, place, message, help: None }
}

fn unknown_key(file: &str, mut path: Vec<String>, word: &str, expected: &[&str]) -> Diagnostic {
    if path.last().map(String::as_str) != Some(word) {
        path.push(word.to_owned());
    }
    Diagnostic {
        code: "E0003",
        place: Place { file: file.to_owned(), path, part: Part::Key },
        message: format!("unknown key `{word}`"),
        help: Some(proposal(word, expected)),
    }
}

/// What was probably meant, or else what would be known.
fn proposal(word: &str, expected: &[&str]) -> String {
    match nearest(word, expected.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", expected.join(", ")),
    }
}

/// The message without the path before it and the position behind it, which are shown apart.
fn without_position<'a>(said: &'a str, path: &[String]) -> &'a str {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    let prefixes = (1..=path.len()).rev().map(|length| in_yaml_words(&path[..length]));
    prefixes.filter_map(|prefix| said.strip_prefix(&prefix)?.strip_prefix(": ")).next().unwrap_or(said)
}

/// A path as serde_yaml writes it, as in `rules[1].together`.
fn in_yaml_words(path: &[String]) -> String {
    let mut words = String::new();
    for step in path {
        match step.parse::<usize>() {
            Ok(index) => words += &format!("[{index}]"),
            Err(_) if words.is_empty() => words.push_str(step),
            Err(_) => words += &format!(".{step}"),
        }
    }
    words
}

/// Reads serde's words for something unknown: that, and what would be known.
fn quoted<'a>(message: &'a str, opening: &str) -> Option<(&'a str, Vec<&'a str>)> {
    let (word, rest) = message.strip_prefix(opening)?.split_once('`')?;
    Some((word, rest.split('`').skip(1).step_by(2).collect()))
}
