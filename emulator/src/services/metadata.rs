//! The metadata service that machines of the cloud have: gives temporary keys.

use hyper::StatusCode;
use serde_json::json;

use crate::server::{Answer, Incoming, Shared};

const TOKEN: &str = "/meta-data/latest/api/token";
const KEYS: &str = "/openstack/latest/securitykey";
/// What has to be fetched first, and sent along.
const METADATA_TOKEN: &str = "emulator-metadata-token";

/// The answer to a request that goes to the metadata service.
pub(crate) fn answer(request: &Incoming, shared: &Shared) -> Option<Answer> {
    match (request.method.as_str(), request.path.as_str()) {
        ("PUT", TOKEN) if request.header("x-metadata-token-ttl-seconds").is_some() => {
            Some(Answer::text(StatusCode::OK, METADATA_TOKEN))
        }
        ("GET", KEYS) if request.header("x-metadata-token") == Some(METADATA_TOKEN) => Some(keys(shared)),
        ("PUT", TOKEN) | ("GET", KEYS) => Some(Answer::text(StatusCode::UNAUTHORIZED, "Unauthorized")),
        _ => None,
    }
}

fn keys(shared: &Shared) -> Answer {
    let (token, end) = shared.issue_token();
    let expires_at = humantime::format_rfc3339_micros(end).to_string();
    let credential = json!({
        "access": shared.identity.access_key,
        "secret": shared.identity.secret_key,
        "securitytoken": token,
        "expires_at": expires_at,
    });
    Answer::json(StatusCode::OK, &json!({ "credential": credential }))
}
