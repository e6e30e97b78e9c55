//! YAML to the spec as it is written. serde_yaml is used here and nowhere else.

pub mod content;
mod errors;
mod hand_written;
mod non_null;
mod pitfalls;
pub mod raw;

use serde::de::DeserializeOwned;

pub use hand_written::HandWritten;

use crate::diagnostic::{Diagnostic, Diagnostics, Part, Place, locate};
use crate::sources::Sources;

/// The file that describes the service as a whole.
pub const SERVICE_FILE: &str = "service.yaml";
/// The file that lists the error codes.
pub const ERROR_CODES_FILE: &str = "error_codes.yaml";

/// How many mistakes of a file are told.
const MOST_MISTAKES: usize = 100;
/// How many bytes are read again, in all, to find the errors of a file.
const MOST_BYTES_READ: usize = 4 << 20;

/// Reads every file of a spec. What cannot be read is left out of it, and told.
#[must_use]
pub fn load(sources: &Sources) -> (raw::Spec, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let mut spec = raw::Spec::default();
    // Files are parsed side by side: parsing is most of the work of a large spec.
    let parsed = side_by_side(
        sources.files(),
        |(_, text)| text.len(),
        |(name, text)| match (sources.problem(name), name.as_str()) {
            (Some(problem), _) => Parsed::unreadable(problem.clone()),
            (None, SERVICE_FILE) => parse(name, text, Content::Service),
            (None, ERROR_CODES_FILE) => parse(name, text, Content::ErrorCodes),
            (None, _) => parse(name, text, Content::Resource),
        },
    );
    for ((name, _), parsed) in sources.files().iter().zip(parsed) {
        match parsed.content {
            Some(Content::Service(service)) => spec.service = Some(service),
            Some(Content::ErrorCodes(codes)) => spec.error_codes = codes,
            Some(Content::Resource(resource)) => spec.resources.push((name.clone(), resource)),
            None => spec.lost.files.push(name.clone()),
        }
        spec.lost.places.extend(parsed.lost);
        diagnostics.extend(parsed.found);
    }
    for problem in sources.problems().filter(|problem| sources.text(&problem.place.file).is_none()) {
        spec.lost.files.push(problem.place.file.clone());
        diagnostics.push(problem.clone());
    }
    if sources.text(SERVICE_FILE).is_none() {
        diagnostics.push(errors::missing_service());
    }
    (spec, diagnostics)
}

/// What a file holds.
enum Content {
    Service(raw::Service),
    ErrorCodes(raw::ErrorCodes),
    Resource(raw::Resource),
}

/// What was read of a file, what was left out, and why.
struct Parsed {
    content: Option<Content>,
    lost: Vec<Place>,
    found: Vec<Diagnostic>,
}

impl Parsed {
    fn unreadable(problem: Diagnostic) -> Self {
        Self { content: None, lost: Vec::new(), found: vec![problem] }
    }
}

/// Applies `work` to each item, on all cores, and keeps the order. The largest items are begun first:
/// no core is left with one of them at the end.
pub(crate) fn side_by_side<T: Sync, R: Send>(
    items: &[T],
    size: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(items.len());
    if cores < 2 {
        return items.iter().map(work).collect();
    }
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_key(|(_, item)| std::cmp::Reverse(size(item)));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let take = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    std::iter::repeat_with(take)
                        .map_while(|turn| order.get(turn).map(|(index, item)| (*index, work(item))))
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

/// Parses a file. Where that fails, the entry that is to blame is left out, and the rest read again.
fn parse<T: DeserializeOwned>(file: &str, text: &str, content: fn(T) -> Content) -> Parsed {
    if let Some(problem) = errors::too_deep(file, text) {
        return Parsed::unreadable(problem);
    }
    // What must be looked for is rare: only texts with such a mark are read for it.
    if !pitfalls::may_hold(text)
        && let Ok(value) = serde_yaml::from_str(text)
    {
        return Parsed { content: Some(content(value)), lost: Vec::new(), found: Vec::new() };
    }
    let mut parsed = Parsed { content: None, lost: Vec::new(), found: pitfalls::find(file, text) };
    // Each error costs reading the file once more: of a large file, fewer are looked for.
    let most = (MOST_BYTES_READ / text.len().max(1)).clamp(5, MOST_MISTAKES);
    parsed.found.truncate(most);
    let mut text = text.to_owned();
    // What has no value is read as if it was not there.
    for blank in parsed.found.iter().map(|found| &found.place) {
        let blank = Place { part: Part::Key, ..blank.clone() };
        if let Some(without) = locate::without(&text, &blank) {
            text = without;
            parsed.lost.push(blank);
        }
    }
    while parsed.found.len() < most {
        let found = match errors::read(file, &text) {
            Ok(value) => {
                parsed.content = Some(content(value));
                break;
            }
            Err(found) => *found,
        };
        // What is wrong only because something in it was left out is no mistake of its own.
        let is_followed = parsed.lost.iter().any(|lost| lost.path.starts_with(&found.place.path));
        let lost = to_blame(&found).filter(|lost| !parsed.lost.contains(lost));
        if !is_followed {
            parsed.found.push(found);
        }
        let Some(without) = lost.as_ref().and_then(|lost| locate::without(&text, lost)) else { break };
        text = without;
        parsed.lost.extend(lost);
    }
    parsed
}

/// The smallest entry without which the rest may be read: the key, where it is one too many.
fn to_blame(found: &Diagnostic) -> Option<Place> {
    const SECTIONS: &[&str] =
        &["authentication", "clouds", "codes", "error_codes", "operations", "path_parameters", "statuses", "tables"];
    const ENTRIES: &[&str] = &["body", "endpoints", "fields", "groups", "parameters", "values"];
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
