//! Answers a request for an operation of the spec.

use hyper::StatusCode;
use serde_json::Value;

use crate::arguments;
use crate::authentication::{self, Way};
use crate::refusal::Refusal;
use crate::route;
use crate::server::{Incoming, Shared};

/// Checks a request and answers it.
pub(crate) fn answer(request: &Incoming, shared: &Shared) -> Result<(StatusCode, Value), Refusal> {
    let route = route::find(&shared.api, &request.method, &request.path)?;
    let way = authentication::check(request, shared)?;
    check_project(route.project_id.as_deref(), request, shared)?;
    let arguments = arguments::read(&shared.api, &route, request, way)?;
    let success = StatusCode::from_u16(route.operation.success).unwrap_or(StatusCode::OK);
    Ok((success, shared.world.answer(&shared.api, route.operation, &arguments)?))
}

fn check_project(in_path: Option<&str>, request: &Incoming, shared: &Shared) -> Result<(), Refusal> {
    let wrong = |project: &str| {
        let message = format!("the project {project} is not that of the credentials");
        Refusal::new(StatusCode::FORBIDDEN, "0210", message)
    };
    let known = shared.identity.project_id.as_str();
    match in_path.into_iter().chain(request.header("x-project-id")).find(|project| *project != known) {
        Some(project) => Err(wrong(project)),
        None => Ok(()),
    }
}

/// The way that a refused request used, for the words of the refusal.
pub(crate) fn way(request: &Incoming) -> Option<Way> {
    Way::of(&request.headers)
}
