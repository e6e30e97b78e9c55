//! The identity service: a login for a token.

use hyper::StatusCode;
use serde_json::{Value, json};

use crate::Identity;
use crate::authentication::Tokens;

/// Where a token is fetched.
pub(crate) const PATH: &str = "/v3/auth/tokens";

/// The answer to a login: status, token, body.
pub(crate) fn login(body: &[u8], identity: &Identity, tokens: &Tokens) -> (StatusCode, Option<String>, Value) {
    let refused = |status: StatusCode, message: &str| {
        let title = status.canonical_reason().unwrap_or_default();
        (status, None, json!({ "error": { "code": status.as_u16(), "message": message, "title": title } }))
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
    if body["auth"]["scope"]["project"]["id"] != identity.project_id.as_str() {
        return refused(StatusCode::FORBIDDEN, "The user has no role in the project.");
    }
    let (token, end) = tokens.issue(identity.token_lifetime);
    let answer = json!({
        "token": {
            "expires_at": humantime::format_rfc3339_micros(end).to_string(),
            "methods": ["password"],
            "project": { "id": identity.project_id },
        },
    });
    (StatusCode::CREATED, Some(token), answer)
}
