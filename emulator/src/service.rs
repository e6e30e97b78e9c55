//! Answers a request for an operation of the spec.

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Operation, Type};
use serde_json::{Map, Value};

use crate::arguments::{self, Arguments};
use crate::authentication::{self, Way};
use crate::refusal::Refusal;
use crate::route;
use crate::seed;
use crate::server::{Incoming, Shared};

/// Checks a request and answers it.
pub(crate) fn answer(request: &Incoming, shared: &Shared) -> Result<(StatusCode, Value), Refusal> {
    let route = route::find(&shared.api, &request.method, &request.path)?;
    let way = authentication::check(request, shared)?;
    check_project(route.project_id.as_deref(), request, shared)?;
    let arguments = arguments::read(&shared.api, &route, request, way)?;
    let success = StatusCode::from_u16(route.operation.success).unwrap_or(StatusCode::OK);
    if let Some(answer) = shared.live.answer(&shared.api, route.operation, &arguments, &shared.store) {
        return Ok((success, answer?));
    }
    Ok((success, body(&shared.api, route.operation, &arguments, shared)))
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

/// The table of the answer: a page where the operation lists something, made-up values elsewhere.
fn body(api: &Api, operation: &Operation, arguments: &Arguments, shared: &Shared) -> Value {
    let Some(table) = operation.response.map(|at| api.table(at)) else { return Value::Null };
    let mut body: Map<String, Value> = Map::new();
    if table.tells_success {
        body.insert(api.service.failure.success.clone(), true.into());
    }
    let page = operation.pages.as_ref().map(|pages| {
        let live = shared.live.records(api, operation, arguments);
        (pages, shared.store.list(api, operation, pages, arguments, &live))
    });
    for (index, field) in table.fields.iter().enumerate() {
        let value = match &page {
            Some((pages, page)) if index == pages.items => page.items.iter().cloned().map(Value::Object).collect(),
            Some((pages, page)) if pages.total == Some(index) => page.total.into(),
            Some(_) if matches!(field.ty, Type::Number(_)) => 100.into(),
            _ => seed::value(api, field, 0),
        };
        body.insert(field.name.clone(), value);
    }
    Value::Object(body)
}

/// The way that a refused request used, for the words of the refusal.
pub(crate) fn way(request: &Incoming) -> Option<Way> {
    Way::of(&request.headers)
}
