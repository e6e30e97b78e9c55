//! Checks the method and the path of an operation.

use super::key_path::KeyPath;
use super::scope::Scope;
use crate::diagnostic::{Diagnostic, Diagnostics, Part, nearest};
use crate::model::{Location, Method, Parameter, Segment};

/// The length limit of a path, in bytes.
const MAX_BYTES: usize = 2_000;
const INVALID: &str = "invalid path";
const EXAMPLE: &str =
    "write it as in `GET /v1/{project_id}/training-jobs`; the methods are GET, POST, PUT, PATCH and DELETE";

/// Parses `GET /v1/{project_id}/training-jobs` into the method and the template of the path.
pub(super) fn method_and_template<'a>(
    text: &'a str,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<(Method, &'a str)> {
    let parsed = text.split_once(' ').and_then(|(method, path)| {
        let method = Method::ALL.into_iter().find(|known| known.as_str() == method)?;
        path.starts_with('/').then_some((method, path))
    });
    let Some((method, template)) = parsed else {
        report.push(invalid(text, at));
        return None;
    };
    let mut parts = template[1..].split('/');
    if let Some((label, help)) = path_fault(template).or_else(|| parts.find_map(part_fault)) {
        report.push(at.error("E0020", INVALID).label(label).help(help));
        return None;
    }
    Some((method, template))
}

/// Reports a text that is not a method and a path.
fn invalid(text: &str, at: &KeyPath<'_>) -> Diagnostic {
    let error = at.error("E0020", "invalid `http`");
    let known = ["GET", "POST", "PUT", "DELETE"];
    let (method, path) =
        text.split_once(char::is_whitespace).map_or((text, ""), |(method, path)| (method, path.trim()));
    let upper = method.to_ascii_uppercase();
    if method.starts_with('/') {
        return error.label("the method is missing").help(format!("write it before the path, as in `GET {text}`"));
    }
    if path.contains("://") {
        return error.label("not a path, but an address").help("write the path alone: it begins with `/`");
    }
    if path.is_empty() && known.contains(&&*upper) {
        return error.label("the path is missing").help(EXAMPLE);
    }
    if known.contains(&&*upper) && method != upper && path.starts_with('/') {
        let meant = format!("{upper} {path}");
        return error.label("methods are in upper case").help(format!("write `{meant}`")).replace(
            at.place(Part::Value),
            meant,
            true,
        );
    }
    match nearest(&upper, known) {
        _ if known.contains(&&*upper) && path.starts_with('/') => {
            let meant = format!("{upper} {path}");
            let error = error.label("one space separates the method and the path").help(format!("write `{meant}`"));
            error.replace(at.place(Part::Value), meant, true)
        }
        _ if known.contains(&&*upper) => error.label("a path begins with `/`").help(format!("write `{upper} /{path}`")),
        Some(similar) if path.starts_with('/') => {
            let error = error.label(format!("unknown method `{method}`")).help(format!("did you mean `{similar}`?"));
            error.replace(at.place(Part::Value), format!("{similar} {path}"), false)
        }
        _ if path.starts_with('/') => error.label(format!("unknown method `{method}`")).help(EXAMPLE),
        _ => error.label("not a method and a path").help(EXAMPLE),
    }
}

/// Returns the fault of a path as a whole, and what to write.
fn path_fault(template: &str) -> Option<(String, String)> {
    let fault = |label: &str, help: &str| Some((label.to_owned(), help.to_owned()));
    if template.len() > MAX_BYTES {
        return fault("the path is too long", "use at most 2000 bytes");
    }
    if template.contains('?') {
        return fault("a path has no query", "remove `?` and the rest, and describe it under `parameters`");
    }
    if template.matches('{').count() != template.matches('}').count() {
        return fault("unmatched `{` or `}`", EXAMPLE);
    }
    None
}

/// Returns the fault of a segment of a path, and what to write.
fn part_fault(part: &str) -> Option<(String, String)> {
    let fault = |label: &str, help: &str| Some((label.to_owned(), help.to_owned()));
    if part.is_empty() {
        return fault("empty segment", "remove a `/` next to another one or at the end");
    }
    if matches!(part, "." | "..") {
        return fault("`.` and `..` are steps between folders", "write the path without them");
    }
    let in_braces = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    if in_braces.is_some_and(|name| !name.contains(['{', '}'])) {
        return None;
    }
    let name: String = part.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if part.starts_with([':', '$', '<']) || part.contains(['{', '}']) {
        let help = format!("a parameter is a whole segment in braces: `{{{name}}}`");
        return Some((format!("`{part}` is not a parameter"), help));
    }
    let odd = part.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._~".contains(*c))?;
    let help = "use letters, digits, `-`, `.`, `_`, `~` and parameters in braces";
    Some((format!("{odd:?} is not allowed"), help.to_owned()))
}

/// Splits a template at its parameters.
pub(super) fn segments(
    template: &str,
    parameters: &[Parameter],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut literal = String::new();
    for part in template[1..].split('/') {
        literal.push('/');
        let Some(name) = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) else {
            literal.push_str(part);
            continue;
        };
        segments.push(Segment::Literal(std::mem::take(&mut literal)));
        let Some(segment) = parameter(name, parameters, scope, at, report) else { continue };
        if segments.contains(&segment) {
            report.push(at.error("E0020", INVALID).label(format!("`{{{name}}}` appears twice")));
        }
        segments.push(segment);
    }
    if !literal.is_empty() {
        segments.push(Segment::Literal(literal));
    }
    segments
}

fn parameter(
    name: &str,
    parameters: &[Parameter],
    scope: &Scope<'_>,
    at: &KeyPath<'_>,
    report: &mut Diagnostics,
) -> Option<Segment> {
    let of = |parameters: &[Parameter]| parameters.iter().position(|parameter| parameter.name == name);
    match (of(parameters), of(scope.path_parameters)) {
        (Some(index), _) if parameters[index].location == Location::Path => Some(Segment::Parameter(index)),
        // A field of the body may have the name.
        (_, Some(index)) => Some(Segment::Client(index)),
        (Some(_), None) => {
            let error = at.error("E0021", format!("invalid path parameter `{name}`"));
            let error = error.label("it is declared for a header or the body");
            report.push(error.help("declare it under `parameters`, without `in`"));
            None
        }
        (None, None) => {
            let known = parameters.iter().chain(scope.path_parameters).map(|parameter| parameter.name.as_str());
            let error = at.error("E0021", format!("unknown path parameter `{name}`")).unresolved(name, at.entry());
            report.push(error.suggest(name, known).or_help(format!("describe `{name}` under `parameters`")));
            None
        }
    }
}

/// Returns a path without the names of its parameters. The service cannot distinguish two paths with the same shape.
pub(super) fn shape(path: &[Segment]) -> String {
    path.iter().map(|segment| if let Segment::Literal(text) = segment { text } else { "{}" }).collect()
}
