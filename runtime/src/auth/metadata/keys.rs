//! Decodes the temporary keys that the metadata service gives.

use std::time::{Duration, SystemTime};

use crate::auth::credentials::Credentials;
use crate::error::{Error, ErrorKind, Result};
use crate::transport::response::Response;
use crate::value::decode;
use crate::value::fields::fields;
use crate::value::slot::ApiValue;

/// Used if the service does not say when the keys expire, or the time cannot be read.
const DEFAULT_LIFETIME: Duration = Duration::from_secs(60 * 60);

#[derive(Default)]
struct KeysResponse {
    credential: Keys,
}
fields!(KeysResponse { 0 credential });

#[derive(Default)]
struct Keys {
    access: String,
    secret: String,
    security_token: String,
    expires_at: Option<String>,
}
fields!(Keys {
    0 access, 1 secret, 2 security_token = "securitytoken", 3 expires_at optional,
});

pub(super) fn decode(response: &Response) -> Result<Credentials> {
    let mut decoded = KeysResponse::default();
    let wrong = |what: &str| {
        let message = format!("invalid keys in the response of the metadata service: {what}");
        Error::new(ErrorKind::Credentials, message)
    };
    decode::response(&response.body, decoded.slot(), &mut decode::Failure::default())
        .map_err(|error| wrong(&error.message))?;
    let Keys { access, secret, security_token, expires_at } = decoded.credential;
    let expires_at = expires_at.and_then(|time| humantime::parse_rfc3339(&time).ok());
    let expires_at = expires_at.unwrap_or_else(|| SystemTime::now() + DEFAULT_LIFETIME);
    Ok(Credentials::temporary_ak_sk(access, secret, security_token).with_expiry(expires_at))
}
