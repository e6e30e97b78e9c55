//! Checks who calls.

use std::time::{Duration, SystemTime};

use hyper::StatusCode;
use hyper::header::HeaderMap;
use modelarts::signing::{self, SigningKey};

use crate::Identity;
use crate::refusal::Refusal;
use crate::server::{Incoming, Shared};

/// How far the date of a signature may be from the clock.
const MAX_SKEW: Duration = Duration::from_secs(15 * 60);

/// A way of authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// A signature.
    AkSk,
    /// A token.
    Account,
}

impl Way {
    /// The way that a request uses, right or wrong.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        if headers.contains_key("authorization") {
            Some(Self::AkSk)
        } else if headers.contains_key("x-auth-token") {
            Some(Self::Account)
        } else {
            None
        }
    }
}

/// Checks the credentials of a request.
pub(crate) fn check(request: &Incoming, shared: &Shared) -> Result<Way, Refusal> {
    let token_holds = |token: &str| shared.tokens.check(token, shared.clock.now());
    match Way::of(&request.headers) {
        Some(Way::AkSk) => {
            check_signature(request, &shared.identity, shared.clock.now())?;
            // Temporary keys are those with a token.
            request.header("x-security-token").map_or(Ok(()), token_holds).map(|()| Way::AkSk)
        }
        Some(Way::Account) => token_holds(request.header("x-auth-token").unwrap_or_default()).map(|()| Way::Account),
        None => Err(Refusal::unauthorized("0201", "the request has neither a signature nor a token")),
    }
}

/// Signs what came once more, and compares.
fn check_signature(request: &Incoming, identity: &Identity, now: SystemTime) -> Result<(), Refusal> {
    let malformed = |why: &str| Refusal::unauthorized("0206", format!("the header Authorization {why}"));
    let given = request.header("authorization").unwrap_or_default();
    let fields = given.strip_prefix("SDK-HMAC-SHA256 ").ok_or_else(|| malformed("is not SDK-HMAC-SHA256"))?;
    let field = |name: &str| fields.split(", ").find_map(|field| field.strip_prefix(name)?.strip_prefix('='));
    let access_key = field("Access").ok_or_else(|| malformed("has no Access"))?;
    let signed: Vec<&str> =
        field("SignedHeaders").ok_or_else(|| malformed("has no SignedHeaders"))?.split(';').collect();
    if !signed.contains(&"host") || !signed.contains(&"x-sdk-date") {
        return Err(malformed("does not sign Host and X-Sdk-Date"));
    }
    check_date(request.header("x-sdk-date").unwrap_or_default(), now)?;
    let mut again = signing::Request::new(&request.method, request.header("host").unwrap_or_default(), &request.path);
    again.query = request.query_pairs().map(|(name, value)| (name.into(), value.into())).collect();
    again.headers = signed
        .iter()
        .map(|name| ((*name).into(), request.header(name).unwrap_or_default().to_owned().into()))
        .collect();
    again.body = &request.body;
    let expected = SigningKey::new(&identity.access_key, &identity.secret_key).sign(&mut again);
    if access_key != identity.access_key || expected.authorization != given {
        let message = "the access key is not known, or the signature is not that of its secret key";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "0206", message));
    }
    Ok(())
}

fn check_date(date: &str, now: SystemTime) -> Result<(), Refusal> {
    let wrong = || Refusal::unauthorized("0206", "X-Sdk-Date is not a date as in 20260102T030405Z");
    // The date as RFC 3339 has it.
    let digits = date.as_bytes();
    if digits.len() != 16 || !date.is_ascii() {
        return Err(wrong());
    }
    let [year, month, day, hour, minute, second] = [0..4, 4..6, 6..8, 9..11, 11..13, 13..15].map(|range| &date[range]);
    let date =
        humantime::parse_rfc3339(&format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")).map_err(|_| wrong())?;
    let skew = now.duration_since(date).unwrap_or_else(|error| error.duration());
    if skew > MAX_SKEW {
        return Err(Refusal::unauthorized("0206", "X-Sdk-Date is more than 15 minutes from the service's clock"));
    }
    Ok(())
}
