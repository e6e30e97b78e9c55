//! The service: the operations of the spec.

use hyper::StatusCode;
use modelarts_codegen::model::{Operation, ResponseBody, is_without_body};
use serde_json::Value;

use crate::http::{Request, Response};
use crate::rules::auth_scheme::AuthScheme;
use crate::rules::refusal::Refusal;
use crate::rules::{arguments, authentication, route};
use crate::state::SharedState;

/// Checks a request and calls its operation.
pub(crate) fn respond(request: &Request, state: &SharedState) -> Response {
    call(request, state).unwrap_or_else(|refusal| refusal.response(&state.api, AuthScheme::of(&request.headers)))
}

fn call(request: &Request, state: &SharedState) -> Result<Response, Refusal> {
    let route = route::find(&state.api, &request.method, &request.path)?;
    let scheme = authentication::check(request, &state.account, &state.tokens, state.clock.now())?;
    check_project(route.project_id.as_deref(), request, &state.account.project_id)?;
    let arguments = arguments::read(&state.api, &route, request, scheme)?;
    let body = state.world.call(&state.api, route.operation, &arguments)?;
    Ok(response(route.operation, &body))
}

/// Returns the response with the first status that the spec lists.
fn response(operation: &Operation, body: &Value) -> Response {
    let number = operation.success.first().copied().unwrap_or(200);
    let status = StatusCode::from_u16(number).unwrap_or(StatusCode::OK);
    let text = || body.as_str().unwrap_or_default().to_owned();
    match &operation.response {
        _ if is_without_body(number) => Response::json(status, &Value::Null),
        Some(ResponseBody::Text) => Response::text(status, text()),
        Some(ResponseBody::Bytes | ResponseBody::Stream) => Response::bytes(status, text()),
        Some(ResponseBody::Json(_)) | None => Response::json(status, body),
    }
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
