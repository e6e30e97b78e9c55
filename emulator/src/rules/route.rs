//! Finds the operation that a request asks for.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Operation, Segment};
use percent_encoding::percent_decode_str;

use crate::refusal::Refusal;

/// An operation, and what its path holds.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) project_id: Option<String>,
    /// Index of a parameter, and its text.
    pub(crate) parameters: Vec<(usize, String)>,
}

pub(crate) fn find<'a>(api: &'a Api, method: &str, path: &str) -> Result<Route<'a>, Refusal> {
    let mut known = false;
    for operation in api.operations() {
        let Some(route) = matches(operation, path) else { continue };
        if operation.method.as_str() == method {
            return Ok(route);
        }
        known = true;
    }
    Err(if known {
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "2803", format!("{method} is not a method of {path}"))
    } else {
        Refusal::new(StatusCode::NOT_FOUND, "2836", format!("there is no operation {method} {path}"))
    })
}

fn matches<'a>(operation: &'a Operation, path: &str) -> Option<Route<'a>> {
    let mut route = Route { operation, project_id: None, parameters: Vec::new() };
    let mut rest = path;
    for segment in &operation.path {
        if let Segment::Literal(text) = segment {
            rest = rest.strip_prefix(text.as_str())?;
            continue;
        }
        let (value, behind) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if value.is_empty() {
            return None;
        }
        rest = behind;
        let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
        match segment {
            Segment::Parameter(index) => route.parameters.push((*index, value)),
            Segment::Client(_) | Segment::Literal(_) => route.project_id = Some(value),
        }
    }
    rest.is_empty().then_some(route)
}
