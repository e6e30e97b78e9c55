//! The metadata service of a virtual machine: temporary keys.

use hyper::StatusCode;
use serde_json::json;

use crate::http::{Request, Response};
use crate::state::SharedState;

const TOKEN: &str = "/meta-data/latest/api/token";
const KEYS: &str = "/openstack/latest/securitykey";
/// The token that requests for keys must have.
const METADATA_TOKEN: &str = "emulator-metadata-token";

/// Returns the response of the metadata service, or `None` if the request is for another service.
pub(crate) fn respond(request: &Request, state: &SharedState) -> Option<Response> {
    match (request.method.as_str(), request.path.as_str()) {
        ("PUT", TOKEN) if request.header("x-metadata-token-ttl-seconds").is_some() => {
            Some(Response::text(StatusCode::OK, METADATA_TOKEN))
        }
        ("GET", KEYS) if request.header("x-metadata-token") == Some(METADATA_TOKEN) => Some(keys(state)),
        ("PUT", TOKEN) | ("GET", KEYS) => Some(Response::text(StatusCode::UNAUTHORIZED, "Unauthorized")),
        _ => None,
    }
}

fn keys(state: &SharedState) -> Response {
    let (token, expiry) = state.issue_token();
    let credential = json!({
        "access": state.account.access_key,
        "secret": state.account.secret_key,
        "securitytoken": token,
        "expires_at": humantime::format_rfc3339_micros(expiry).to_string(),
    });
    Response::json(StatusCode::OK, &json!({ "credential": credential }))
}
