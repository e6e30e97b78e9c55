//! The identity service (IAM): logins and projects.

use hyper::StatusCode;
use hyper::header::HeaderValue;
use serde_json::{Value, json};

use crate::config::Account;
use crate::http::{Request, Response};
use crate::rules::auth_scheme::AuthScheme;
use crate::rules::authentication;
use crate::rules::route::PROJECT_ID;
use crate::state::SharedState;

/// The path of logins.
pub(crate) const LOGIN: &str = "/v3/auth/tokens";
const PROJECTS: &str = "/v3/projects";
const OWN_PROJECTS: &str = "/v3/auth/projects";

/// Returns the response of the identity service, or `None` if the request is for another service.
pub(crate) fn respond(request: &Request, state: &SharedState) -> Option<Response> {
    match (request.method.as_str(), request.path.as_str()) {
        ("POST", LOGIN) => Some(login(&request.body, state)),
        ("GET", PROJECTS | OWN_PROJECTS) => Some(projects(request, state)),
        _ => None,
    }
}

fn login(body: &[u8], state: &SharedState) -> Response {
    let account = &state.account;
    let refused = |status: StatusCode, message: &str| {
        let title = status.canonical_reason().unwrap_or_default();
        Response::json(status, &json!({ "error": { "code": status.as_u16(), "message": message, "title": title } }))
    };
    let Ok(body) = serde_json::from_slice::<Value>(body) else {
        return refused(StatusCode::BAD_REQUEST, "invalid body: it is not JSON");
    };
    let user = &body["auth"]["identity"]["password"]["user"];
    let known = user["name"] == account.user.as_str()
        && user["password"] == account.password.as_str()
        && user["domain"]["name"] == account.domain.as_str();
    if body["auth"]["identity"]["methods"] != json!(["password"]) || !known {
        return refused(StatusCode::UNAUTHORIZED, "The username or password is wrong.");
    }
    let scope = &body["auth"]["scope"];
    let has_projects = state.api.service.path_parameters.iter().any(|parameter| parameter.name == PROJECT_ID);
    let is_for_domain = !has_projects && scope["domain"]["name"] == account.domain.as_str();
    if !is_for_domain && !is_the_project(&scope["project"], account) {
        return refused(StatusCode::FORBIDDEN, "The user has no role in the project.");
    }
    let now = state.clock.now();
    let (token, expiry) = state.issue_token();
    let mut response = Response::json(
        StatusCode::CREATED,
        &json!({
            "token": {
                "issued_at": humantime::format_rfc3339_micros(now).to_string(),
                "expires_at": humantime::format_rfc3339_micros(expiry).to_string(),
                "methods": ["password"],
                "project": { "id": account.project_id, "name": account.project_name },
            },
        }),
    );
    response.token = HeaderValue::from_str(&token).ok();
    response
}

/// Returns whether the scope of a login is the only project, by its ID or by its name and domain.
fn is_the_project(project: &Value, account: &Account) -> bool {
    match &project["id"] {
        Value::Null => {
            project["name"] == account.project_name.as_str() && project["domain"]["name"] == account.domain.as_str()
        }
        id => *id == account.project_id.as_str(),
    }
}

fn projects(request: &Request, state: &SharedState) -> Response {
    if let Err(refusal) = authentication::check(request, &state.account, &state.tokens, state.clock.now()) {
        return refusal.response(&state.api, AuthScheme::of(&request.headers));
    }
    let Account { project_id, project_name, .. } = &state.account;
    let name = request.query_pairs().find(|(name, _)| name == "name").map(|(_, value)| value);
    let all = json!([{ "id": project_id, "name": project_name, "enabled": true }]);
    let found = if name.is_none_or(|name| name == *project_name) { all } else { json!([]) };
    Response::json(StatusCode::OK, &json!({ "projects": found, "links": {} }))
}
