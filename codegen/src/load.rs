//! Reads YAML files into raw values. Only this module uses serde_yaml.

mod blocks;
pub mod content;
mod entries;
mod errors;
mod hand_written;
mod non_null;
mod not_yaml;
mod pitfalls;
pub mod raw;
mod recover;
mod repair;
mod unreadable;

use serde::de::DeserializeOwned;

pub use hand_written::HandWritten;
pub(crate) use pitfalls::is_in_typographic_quotes;
pub use unreadable::diagnostic as unreadable;

use crate::diagnostic::{Diagnostic, Diagnostics, Draft, Skipped};
use crate::parallel::par_map;
use crate::sources::{ERROR_CODES_FILE, SERVICE_FILE, Sources};

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
            (None, SERVICE_FILE) => parse(name, text, |service| Content::Service(Box::new(service))),
            (None, ERROR_CODES_FILE) => parse(name, text, Content::ErrorCodes),
            (None, _) => parse(name, text, Content::Group),
        },
    );
    for ((name, _), parsed) in sources.files().iter().zip(parsed) {
        match parsed.content {
            Some(Content::Service(service)) => spec.service = Some(*service),
            Some(Content::ErrorCodes(codes)) => spec.error_codes = codes,
            Some(Content::Group(group)) => spec.groups.push((name.clone(), group)),
            None => spec.skipped.files.push(name.clone()),
        }
        spec.skipped.extend(parsed.skipped);
        diagnostics.extend(parsed.found);
        if let Some(draft) = parsed.draft {
            diagnostics.add_draft(name, draft);
        }
    }
    for (name, problem) in sources.problems().filter(|(name, _)| sources.text(name).is_none()) {
        spec.skipped.files.push(name.to_owned());
        spec.skipped.hides_any_name = true;
        diagnostics.push(unreadable(name, problem));
    }
    if sources.text(SERVICE_FILE).is_none() {
        diagnostics.push(unreadable::missing_service());
    }
    (spec, diagnostics)
}

/// The content of a file.
enum Content {
    Service(Box<raw::Service>),
    ErrorCodes(raw::ErrorCodes),
    Group(raw::Group),
}

/// The content of a file, what was skipped, and the errors.
struct Parsed {
    content: Option<Content>,
    skipped: Skipped,
    found: Vec<Diagnostic>,
    /// The text that was read, if it was corrected.
    draft: Option<Draft>,
}

impl Parsed {
    fn unreadable(problem: Diagnostic) -> Self {
        let skipped = Skipped { hides_any_name: true, ..Skipped::default() };
        Self { content: None, skipped, found: vec![problem], draft: None }
    }
}

/// Parses a file. Where that fails, the error is corrected or its entry is skipped, and the rest is parsed again.
fn parse<T: DeserializeOwned>(file: &str, text: &str, content: fn(T) -> Content) -> Parsed {
    if let Some(problem) = not_yaml::too_deep(file, text) {
        return Parsed::unreadable(problem);
    }
    // Pitfalls are rare: only texts with a suspicious character are searched for them.
    if !pitfalls::may_have_any(text)
        && let Ok(value) = serde_yaml::from_str(text)
    {
        return Parsed { content: Some(content(value)), skipped: Skipped::default(), found: Vec::new(), draft: None };
    }
    let recovered = recover::read(file, text);
    let mut skipped = Skipped { hides_any_name: recovered.loses_name, ..Skipped::default() };
    if recovered.value.is_none() {
        skipped.add_names(text);
        skipped.hides_any_name |= skipped.names.is_empty();
    }
    for (place, text) in recovered.skipped {
        skipped.add_names(&text);
        skipped.places.push(place);
    }
    Parsed {
        content: recovered.value.map(content),
        skipped,
        found: recovered.found,
        draft: Some(recovered.draft).filter(Draft::is_changed),
    }
}
