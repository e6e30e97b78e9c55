//! Checks the method and the path of an operation.

use super::{At, Scope};
use crate::diagnostic::Diagnostics;
use crate::model::{Location, Method, Parameter, Segment};

/// The longest path.
const MOST_BYTES: usize = 2_000;
const EXAMPLE: &str = "as in `GET /v1/{project_id}/training-jobs`; the methods are GET, POST, PUT and DELETE";

/// Reads `GET /v1/{project_id}/training-jobs`: the method, and the template of the path.
pub(super) fn method_and_template<'a>(
    text: &'a str,
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<(Method, &'a str)> {
    let parsed = text.split_once(' ').and_then(|(method, path)| {
        let method = [Method::Get, Method::Post, Method::Put, Method::Delete]
            .into_iter()
            .find(|known| known.as_str() == method)?;
        path.starts_with('/').then_some((method, path))
    });
    let Some((method, template)) = parsed else {
        report.push(at.wrong("E0020", format!("`{text}` is not a method and a path")).help(EXAMPLE));
        return None;
    };
    let mut parts = template[1..].split('/');
    if let Some((message, help)) = fault_of_all(template).or_else(|| parts.find_map(fault)) {
        report.push(at.wrong("E0020", message).help(help));
        return None;
    }
    Some((method, template))
}

/// What is wrong with a path as a whole, and what to write.
fn fault_of_all(template: &str) -> Option<(String, String)> {
    let told = |message: &str, help: &str| Some((message.to_owned(), help.to_owned()));
    if template.len() > MOST_BYTES {
        return told("the path is too long", "servers take no more than some thousand characters");
    }
    if template.contains('?') {
        return told("a path has no query", "leave out `?` and what comes after it; describe it under `parameters`");
    }
    if template.matches('{').count() != template.matches('}').count() {
        return told("a `{` or a `}` of the path has no partner", EXAMPLE);
    }
    None
}

/// What is wrong with a part of a path, and what to write.
fn fault(part: &str) -> Option<(String, String)> {
    let told = |message: &str, help: &str| Some((message.to_owned(), help.to_owned()));
    if part.is_empty() {
        return told("a part of the path is empty", "leave out a `/` that is next to another one or at the end");
    }
    if matches!(part, "." | "..") {
        return told("a part of the path is a step through folders", "write the path that the service has");
    }
    let in_braces = part.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    if in_braces.is_some_and(|name| !name.contains(['{', '}'])) {
        return None;
    }
    let name: String = part.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if part.starts_with([':', '$', '<']) || part.contains(['{', '}']) {
        let help = format!("a parameter is a whole part of the path, in braces: `{{{name}}}`");
        return Some((format!("`{part}` is not a parameter of a path"), help));
    }
    let odd = part.chars().find(|c| !c.is_ascii_alphanumeric() && !"-._~".contains(*c))?;
    let help = "a path is of letters, digits, `-`, `.`, `_`, `~` and parameters in braces";
    Some((format!("{odd:?} cannot be in a path"), help.to_owned()))
}

/// Cuts a template at its parameters.
pub(super) fn segments(
    template: &str,
    parameters: &[Parameter],
    scope: &Scope<'_>,
    at: &At<'_>,
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
            report.push(at.wrong("E0020", format!("the path names `{{{name}}}` twice")));
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
    at: &At<'_>,
    report: &mut Diagnostics,
) -> Option<Segment> {
    let of = |parameters: &[Parameter]| parameters.iter().position(|parameter| parameter.name == name);
    match (of(parameters), of(scope.path_parameters)) {
        (Some(index), _) if parameters[index].location == Location::Path => Some(Segment::Parameter(index)),
        (Some(_), _) => {
            let wrong = at.wrong("E0021", format!("the path names `{{{name}}}`, which goes elsewhere"));
            report.push(wrong.help("list it under `parameters`, without `in`"));
            None
        }
        (None, Some(index)) => Some(Segment::Client(index)),
        (None, None) => {
            let known = parameters.iter().chain(scope.path_parameters).map(|parameter| parameter.name.as_str());
            let wrong = at.wrong("E0021", format!("the path names `{{{name}}}`, which is not declared"));
            report.push(wrong.propose(name, known));
            None
        }
    }
}

/// A path without the names of its parameters: two operations with the same one cannot be told apart.
pub(super) fn shape(path: &[Segment]) -> String {
    path.iter().map(|segment| if let Segment::Literal(text) = segment { text } else { "{}" }).collect()
}
