//! ModelArts: the operations of the spec.

use hyper::StatusCode;

use crate::http::{Request, Response};
use crate::rules::auth_scheme::AuthScheme;
use crate::rules::refusal::Refusal;
use crate::rules::{arguments, authentication, route};
use crate::state::SharedState;

/// Checks a request and calls its operation.
pub(crate) fn respond(request: &Request, state: &SharedState) -> Response {
    call(request, state)
        .unwrap_or_else(|refusal| refusal.response(&state.api.service, AuthScheme::of(&request.headers)))
}

fn call(request: &Request, state: &SharedState) -> Result<Response, Refusal> {
    let route = route::find(&state.api, &request.method, &request.path)?;
    let scheme = authentication::check(request, &state.account, &state.tokens, state.clock.now())?;
    check_project(route.project_id.as_deref(), request, &state.account.project_id)?;
    let arguments = arguments::read(&state.api, &route, request, scheme)?;
    let body = state.world.call(&state.api, route.operation, &arguments)?;
    let status = StatusCode::from_u16(route.operation.success).unwrap_or(StatusCode::OK);
    Ok(Response::json(status, &body))
}

fn check_project(in_path: Option<&str>, request: &Request, expected: &str) -> Result<(), Refusal> {
    let mut projects = in_path.into_iter().chain(request.header("x-project-id"));
    match projects.find(|project| *project != expected) {
        Some(project) => {
            let message = format!("invalid project: the credentials have no access to `{project}`");
            Err(Refusal::new(StatusCode::FORBIDDEN, "0210", message))
        }
        None => Ok(()),
    }
}
