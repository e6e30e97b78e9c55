//! Reads YAML files into raw values. Only this module uses serde_yaml.

pub mod content;
mod entries;
mod errors;
mod hand_written;
mod non_null;
mod pitfalls;
pub mod raw;
mod unreadable;

use serde::de::DeserializeOwned;

pub use hand_written::HandWritten;
pub(crate) use pitfalls::is_in_typographic_quotes;
pub use unreadable::diagnostic as unreadable;

use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place, locate};
use crate::parallel::par_map;
use crate::sources::{ERROR_CODES_FILE, SERVICE_FILE, Sources};

/// How many errors of a file are reported.
const MAX_ERRORS: usize = 100;
/// How many bytes are parsed again, in all, to find the errors of a file.
const MAX_BYTES_READ: usize = 4 << 20;

/// Reads every file of a spec. What cannot be read is skipped and reported.
#[must_use]
pub fn load(sources: &Sources) -> (raw::Spec, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut spec = raw::Spec::default();
    // Parsing is most of the work for a large spec.
    let parsed = par_map(
        sources.files(),
        |(_, text)| text.len(),
        |(name, text)| match (sources.problem(name), name.as_str()) {
            (Some(problem), _) => Parsed::unreadable(unreadable(name, problem)),
            (None, SERVICE_FILE) => parse(name, text, Content::Service),
            (None, ERROR_CODES_FILE) => parse(name, text, Content::ErrorCodes),
            (None, _) => parse(name, text, Content::Group),
        },
    );
    for ((name, _), parsed) in sources.files().iter().zip(parsed) {
        match parsed.content {
            Some(Content::Service(service)) => spec.service = Some(service),
            Some(Content::ErrorCodes(codes)) => spec.error_codes = codes,
            Some(Content::Group(group)) => spec.groups.push((name.clone(), group)),
            None => spec.skipped.files.push(name.clone()),
        }
        spec.skipped.places.extend(parsed.skipped);
        diagnostics.extend(parsed.found);
    }
    for (name, problem) in sources.problems().filter(|(name, _)| sources.text(name).is_none()) {
        spec.skipped.files.push(name.to_owned());
        diagnostics.push(unreadable(name, problem));
    }
    if sources.text(SERVICE_FILE).is_none() {
        diagnostics.push(unreadable::missing_service());
    }
    (spec, diagnostics)
}

/// The content of a file.
enum Content {
    Service(raw::Service),
    ErrorCodes(raw::ErrorCodes),
    Group(raw::Group),
}

/// The content of a file, the entries that were skipped, and the errors in them.
struct Parsed {
    content: Option<Content>,
    skipped: Vec<Place>,
    found: Vec<Diagnostic>,
}

impl Parsed {
    fn unreadable(problem: Diagnostic) -> Self {
        Self { content: None, skipped: Vec::new(), found: vec![problem] }
    }
}

/// Parses a file. Where that fails, the wrong entry is skipped, and the rest is parsed again.
fn parse<T: DeserializeOwned>(file: &str, text: &str, content: fn(T) -> Content) -> Parsed {
    if let Some(problem) = errors::too_deep(file, text) {
        return Parsed::unreadable(problem);
    }
    // Pitfalls are rare: only texts with a suspicious character are searched for them.
    if !pitfalls::may_have_any(text)
        && let Ok(value) = serde_yaml::from_str(text)
    {
        return Parsed { content: Some(content(value)), skipped: Vec::new(), found: Vec::new() };
    }
    let mut parsed = Parsed { content: None, skipped: Vec::new(), found: pitfalls::find(file, text) };
    // Each error costs another parse: fewer are searched for in a large file.
    let max = (MAX_BYTES_READ / text.len().max(1)).clamp(5, MAX_ERRORS);
    parsed.found.truncate(max);
    let mut text = text.to_owned();
    // Entries without a value are skipped as well.
    for place in parsed.found.iter().map(|found| &found.place) {
        let place = Place { part: Part::Key, ..place.clone() };
        if let Some(without) = locate::without(&text, &place) {
            text = without;
            parsed.skipped.push(place);
        }
    }
    while parsed.found.len() < max {
        let found = match errors::read(file, &text) {
            Ok(value) => {
                parsed.content = Some(content(value));
                break;
            }
            Err(found) => *found,
        };
        // An error that only exists because something in its entry was skipped is not reported.
        let is_followed = parsed.skipped.iter().any(|skipped| skipped.path.starts_with(&found.place.path));
        let skipped = entry_to_skip(&found).filter(|skipped| !parsed.skipped.contains(skipped));
        if !is_followed {
            parsed.found.push(found);
        }
        let Some(without) = skipped.as_ref().and_then(|skipped| locate::without(&text, skipped)) else { break };
        text = without;
        parsed.skipped.extend(skipped);
    }
    parsed
}

/// Returns the smallest entry without which the rest can be read: the key itself, if the key is not allowed.
fn entry_to_skip(found: &Diagnostic) -> Option<Place> {
    const SECTIONS: &[&str] = &[
        "authentication",
        "clouds",
        "codes",
        "error_codes",
        "operations",
        "path_parameters",
        "resources",
        "statuses",
        "tables",
    ];
    const ENTRIES: &[&str] = &["actions", "body", "endpoints", "fields", "groups", "parameters", "values"];
    let path = &found.place.path;
    let is = |depth: usize, names: &[&str]| path.get(depth).is_some_and(|name| names.contains(&name.as_str()));
    let depth = match path.len() {
        length if errors::is_superfluous(found) && length > 0 => length,
        4.. if is(0, SECTIONS) && is(2, ENTRIES) => 4,
        2.. if is(0, SECTIONS) => 2,
        _ => return None,
    };
    Some(Place { file: found.place.file.clone(), path: path[..depth].to_vec(), part: Part::Key })
}
