//! Checks the credentials of a request.

use std::time::{Duration, SystemTime};

use hyper::StatusCode;
use modelarts::signing::{self, SigningKey};

use super::auth_scheme::AuthScheme;
use super::refusal::Refusal;
use super::tokens::Tokens;
use crate::config::Account;
use crate::http::Request;

/// The maximum difference between the date of a signature and the clock.
const MAX_SKEW: Duration = Duration::from_secs(15 * 60);

/// Checks the credentials of a request.
pub(crate) fn check(
    request: &Request,
    account: &Account,
    tokens: &Tokens,
    now: SystemTime,
) -> Result<AuthScheme, Refusal> {
    let scheme = AuthScheme::of(&request.headers)
        .ok_or_else(|| Refusal::unauthorized("0201", "missing credentials: there is no signature and no token"))?;
    match scheme {
        AuthScheme::AkSk => {
            check_signature(request, account, now)?;
            // Temporary keys come with a token.
            request.header("x-security-token").map_or(Ok(()), |token| tokens.check(token, now))?;
        }
        AuthScheme::Account => tokens.check(request.header("x-auth-token").unwrap_or_default(), now)?,
    }
    Ok(scheme)
}

/// Signs the request again and compares the signatures.
fn check_signature(request: &Request, account: &Account, now: SystemTime) -> Result<(), Refusal> {
    let malformed = |why: &str| Refusal::unauthorized("0206", format!("invalid `Authorization`: {why}"));
    let actual = request.header("authorization").unwrap_or_default();
    let fields =
        actual.strip_prefix("SDK-HMAC-SHA256 ").ok_or_else(|| malformed("the algorithm is not SDK-HMAC-SHA256"))?;
    let field = |name: &str| fields.split(", ").find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
    let access_key = field("Access").ok_or_else(|| malformed("`Access` is missing"))?;
    let signed: Vec<&str> =
        field("SignedHeaders").ok_or_else(|| malformed("`SignedHeaders` is missing"))?.split(';').collect();
    if !signed.contains(&"host") || !signed.contains(&"x-sdk-date") {
        return Err(malformed("`Host` and `X-Sdk-Date` must be signed"));
    }
    check_date(request.header("x-sdk-date").unwrap_or_default(), now)?;
    let mut unsigned =
        signing::Request::new(&request.method, request.header("host").unwrap_or_default(), &request.path);
    unsigned.query = request.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
    unsigned.headers = signed
        .iter()
        .map(|name| ((*name).into(), request.header(name).unwrap_or_default().to_owned().into()))
        .collect();
    unsigned.body = &request.body;
    let expected = SigningKey::new(&account.access_key, &account.secret_key).sign(&mut unsigned);
    if access_key != account.access_key || expected.authorization != actual {
        return Err(Refusal::new(StatusCode::FORBIDDEN, "0206", "unknown access key or wrong signature"));
    }
    Ok(())
}

fn check_date(date: &str, now: SystemTime) -> Result<(), Refusal> {
    let invalid = || Refusal::unauthorized("0206", "invalid `X-Sdk-Date`: expected a date such as 20260102T030405Z");
    let digits = date.as_bytes();
    if digits.len() != 16 || !date.is_ascii() {
        return Err(invalid());
    }
    let [year, month, day, hour, minute, second] = [0..4, 4..6, 6..8, 9..11, 11..13, 13..15].map(|range| &date[range]);
    let date =
        humantime::parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")).map_err(|_| invalid())?;
    let skew = now.duration_since(date).unwrap_or_else(|error| error.duration());
    if skew > MAX_SKEW {
        let message = "invalid `X-Sdk-Date`: it differs from the service's clock by more than 15 minutes";
        return Err(Refusal::unauthorized("0206", message));
    }
    Ok(())
}
