//! Finds the operation that a request calls.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Operation, Segment};
use percent_encoding::percent_decode_str;

use super::refusal::Refusal;

/// The path parameter that is the ID of the project.
pub(crate) const PROJECT_ID: &str = "project_id";

/// An operation and the parameters in the path of a request.
#[derive(Debug)]
pub(crate) struct Route<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) project_id: Option<String>,
    /// The index of each parameter and its text.
    pub(crate) parameters: Vec<(usize, String)>,
}

/// Finds the operation with a method and a path.
pub(crate) fn find<'a>(api: &'a Api, method: &str, path: &str) -> Result<Route<'a>, Refusal> {
    let mut is_known_path = false;
    for operation in api.operations() {
        let Some(route) = matches(api, operation, path) else { continue };
        if operation.method.as_str() == method {
            return Ok(route);
        }
        is_known_path = true;
    }
    Err(if is_known_path {
        Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "2803", format!("method {method} is not allowed for {path}"))
    } else {
        Refusal::new(StatusCode::NOT_FOUND, "2836", format!("unknown operation: {method} {path}"))
    })
}

fn matches<'a>(api: &Api, operation: &'a Operation, path: &str) -> Option<Route<'a>> {
    let mut route = Route { operation, project_id: None, parameters: Vec::new() };
    let mut rest = path;
    for segment in &operation.path {
        if let Segment::Literal(text) = segment {
            rest = rest.strip_prefix(text.as_str())?;
            continue;
        }
        let (value, after) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
        if value.is_empty() {
            return None;
        }
        rest = after;
        let value = percent_decode_str(value).decode_utf8_lossy().into_owned();
        match segment {
            Segment::Parameter(index) => route.parameters.push((*index, value)),
            Segment::Client(index) if api.service.path_parameters[*index].name == PROJECT_ID => {
                route.project_id = Some(value);
            }
            // Any value of another parameter is one of the account.
            Segment::Client(_) | Segment::Literal(_) => {}
        }
    }
    rest.is_empty().then_some(route)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::api_of_the_spec;

    #[test]
    fn routes_have_an_operation_and_decoded_parameters() {
        let api = api_of_the_spec();
        let route = find(&api, "GET", "/v1/a%20b/training-jobs/7/versions/%38").unwrap();
        assert_eq!(route.operation.id, "training_job_versions.get");
        assert_eq!(route.project_id.as_deref(), Some("a b"));
        let name = |index: usize| route.operation.parameters[index].name.as_str();
        let parameters: Vec<_> = route.parameters.iter().map(|(index, text)| (name(*index), text.as_str())).collect();
        assert_eq!(parameters, [("job_id", "7"), ("version_id", "8")]);
    }

    #[test]
    fn unknown_paths_and_methods_are_rejected() {
        let api = api_of_the_spec();
        for (method, path, status) in [
            ("GET", "/v1/p/training-jobs/", StatusCode::NOT_FOUND),
            ("GET", "/v1//training-jobs", StatusCode::NOT_FOUND),
            ("GET", "/v1/p/training-jobs/7/versions/8/more", StatusCode::NOT_FOUND),
            ("PATCH", "/v1/p/training-jobs", StatusCode::METHOD_NOT_ALLOWED),
        ] {
            let refusal = find(&api, method, path).unwrap_err();
            assert_eq!(refusal.response(&api, None).status, status, "{method} {path}");
        }
    }
}
