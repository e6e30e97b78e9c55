//! YAML to the spec as it is written. serde_yaml is used here and nowhere else.

pub mod sources;
pub mod written;

use serde::de::DeserializeOwned;

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
    let document = serde_yaml::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let document = serde_path_to_error::Deserializer::new(document, &mut track);
    let Err(error) = T::deserialize(document).map(drop) else {
        return in_file(file, "E0002", "the file holds more than one document".to_owned());
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
    if let Some((word, expected)) = unknown_key(message) {
        return unknown(file, path, word, &expected);
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        let place = Place { file: file.to_owned(), path, part: Part::Key };
        return Diagnostic { code: "E0004", place, message: format!("{key} is missing here"), help: None };
    }
    let syntax = !message.starts_with("invalid") && !message.starts_with("duplicate");
    let (code, part) = match error.location() {
        Some(at) if syntax => ("E0002", Part::At(at.line(), at.column())),
        _ => ("E0005", Part::Value),
    };
    let message = if syntax { format!("this is not YAML: {message}") } else { message.to_owned() };
    Diagnostic { code, place: Place { file: file.to_owned(), path, part }, message, help: None }
}

fn in_file(file: &str, code: &'static str, message: String) -> Diagnostic {
    let place = Place { file: file.to_owned(), path: Vec::new(), part: Part::Key };
    Diagnostic { code, place, message, help: None }
}

fn unknown(file: &str, mut path: Vec<String>, word: &str, expected: &[&str]) -> Diagnostic {
    if path.last().map(String::as_str) != Some(word) {
        path.push(word.to_owned());
    }
    let help = match nearest(word, expected.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", expected.join(", ")),
    };
    Diagnostic {
        code: "E0003",
        place: Place { file: file.to_owned(), path, part: Part::Key },
        message: format!("unknown key `{word}`"),
        help: Some(help),
    }
}

/// The message without the path before it and the position behind it, which are shown apart.
fn without_position<'a>(said: &'a str, path: &[String]) -> &'a str {
    let said = said.rfind(" at line ").map_or(said, |end| &said[..end]);
    let mut rest = said;
    for prefix in (1..=path.len()).rev().map(|length| path[..length].join(".")) {
        if let Some(message) = said.strip_prefix(&prefix).and_then(|rest| rest.strip_prefix(": ")) {
            rest = message;
            break;
        }
    }
    rest
}

/// Reads serde's words for an unknown field: the field, and those that would be known.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let (word, rest) = rest.split_once('`')?;
    Some((word, rest.split('`').skip(1).step_by(2).collect()))
}
