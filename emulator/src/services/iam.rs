//! The identity service (IAM): gives tokens to whom it knows, and IDs to names of projects.

use hyper::StatusCode;
use hyper::header::HeaderValue;
use modelarts_codegen::model::Service;
use serde_json::{Value, json};

use crate::Identity;
use crate::authentication;
use crate::server::{Answer, Incoming, Shared};
use crate::service;

/// Where a token is fetched.
pub(crate) const LOGIN: &str = "/v3/auth/tokens";
const PROJECTS: &str = "/v3/projects";
const OWN_PROJECTS: &str = "/v3/auth/projects";

/// The answer to a request that goes to the identity service.
pub(crate) fn answer(request: &Incoming, shared: &Shared) -> Option<Answer> {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", LOGIN) => Some(login(&request.body, shared)),
        ("GET", PROJECTS | OWN_PROJECTS) => Some(projects(request, shared, &shared.api.service)),
        _ => None,
    }
}

fn login(body: &[u8], shared: &Shared) -> Answer {
    let identity = &shared.identity;
    let refused = |status: StatusCode, message: &str| {
        let title = status.canonical_reason().unwrap_or_default();
        Answer::json(status, &json!({ "error": { "code": status.as_u16(), "message": message, "title": title } }))
    };
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return refused(StatusCode::BAD_REQUEST, "the body is not JSON");
    };
    let user = &body["auth"]["identity"]["password"]["user"];
    let known = user["name"] == identity.user.as_str()
        && user["password"] == identity.password.as_str()
        && user["domain"]["name"] == identity.domain.as_str();
    if body["auth"]["identity"]["methods"] != json!(["password"]) || !known {
        return refused(StatusCode::UNAUTHORIZED, "The username or password is wrong.");
    }
    if !is_the_project(&body["auth"]["scope"]["project"], identity) {
        return refused(StatusCode::FORBIDDEN, "The user has no role in the project.");
    }
    let now = shared.clock.now();
    let (token, end) = shared.issue_token();
    let mut answer = Answer::json(
        StatusCode::CREATED,
        &json!({
            "token": {
                "issued_at": humantime::format_rfc3339_micros(now).to_string(),
                "expires_at": humantime::format_rfc3339_micros(end).to_string(),
                "methods": ["password"],
                "project": { "id": identity.project_id, "name": identity.project_name },
            },
        }),
    );
    answer.token = HeaderValue::from_str(&token).ok();
    answer
}

/// The project that a token is wanted for, by its ID, or by its name and domain.
fn is_the_project(wanted: &Value, identity: &Identity) -> bool {
    match &wanted["id"] {
        Value::Null => {
            wanted["name"] == identity.project_name.as_str() && wanted["domain"]["name"] == identity.domain.as_str()
        }
        id => *id == identity.project_id.as_str(),
    }
}

fn projects(request: &Incoming, shared: &Shared, service: &Service) -> Answer {
    if let Err(refusal) = authentication::check(request, shared) {
        return Answer::json(refusal.status, &refusal.body(service, service::way(request)));
    }
    let Identity { project_id, project_name, .. } = &shared.identity;
    let wanted = request.query_pairs().find(|(name, _)| name == "name").map(|(_, value)| value);
    let all = json!([{ "id": project_id, "name": project_name, "enabled": true }]);
    let found = if wanted.is_none_or(|wanted| wanted == *project_name) { all } else { json!([]) };
    Answer::json(StatusCode::OK, &json!({ "projects": found, "links": {} }))
}
