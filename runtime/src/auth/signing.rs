//! Signatures of requests: `SDK-HMAC-SHA256`, as the vendor's own signer creates them.
//!
//! The client signs its requests itself. This module is for requests that are sent without it.
//!
//! Nothing here reads a clock: the time of the signature is part of the request.
//!
//! ```
//! use modelarts::signing::{Request, SigningKey};
//!
//! let key = SigningKey::new("AK...", "SK...");
//! let mut request = Request::new("GET", "modelarts.eu-de.otc.t-systems.com", "/v1/0f2c/training-jobs");
//! request.query.push(("per_page".into(), "10".into()));
//! request.headers.push(("X-Sdk-Date".into(), "20260102T030405Z".into()));
//! let signature = key.sign(&mut request);
//! assert!(signature.authorization.starts_with("SDK-HMAC-SHA256 Access=AK..., SignedHeaders=host;x-sdk-date"));
//! ```

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use percent_encoding::percent_decode_str;
use ring::{digest, hmac};

use crate::transport::percent::{append_encoded, append_pair};
use crate::value::secret::Secret;

const ALGORITHM: &str = "SDK-HMAC-SHA256";
/// The header with the time of the signature.
pub const DATE_HEADER: &str = "X-Sdk-Date";
const CONTENT_HASH_HEADER: &str = "X-Sdk-Content-Sha256";
const UNSIGNED_PAYLOAD: &str = "UNSIGNED-PAYLOAD";
/// A name or a value of a query or a header.
pub type Text<'a> = Cow<'a, str>;

/// An access key and its secret key.
#[derive(Clone)]
pub struct SigningKey {
    access_key: String,
    /// The original text, which is removed from the service's texts.
    secret_key: Arc<Secret>,
    secret: hmac::Key,
}

/// Shows the access key, never the secret key.
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("access_key", &self.access_key).finish_non_exhaustive()
    }
}

/// A request to sign.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Method, in any case.
    pub method: &'a str,
    /// Host, with its port if the address has one.
    pub host: &'a str,
    /// Path as it is sent.
    pub path: &'a str,
    /// Names and values of the query, not encoded.
    pub query: Vec<(Text<'a>, Text<'a>)>,
    /// Headers to sign, including `X-Sdk-Date`. Those that the signature needs are added.
    pub headers: Vec<(Text<'a>, Text<'a>)>,
    /// Body; empty if there is none.
    pub body: &'a [u8],
}

impl<'a> Request<'a> {
    /// Creates a request without query, headers and body.
    #[must_use]
    pub fn new(method: &'a str, host: &'a str, path: &'a str) -> Self {
        Self { method, host, path, query: Vec::new(), headers: Vec::new(), body: &[] }
    }

    fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        header.map(|(_, value)| value.as_ref())
    }
}

/// A signature, and the texts that it was computed from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The request in canonical form. It may contain a security token: do not log it.
    pub canonical_request: String,
    /// The text that is signed with the secret key.
    pub string_to_sign: String,
    /// The value of the header `Authorization`.
    pub authorization: String,
}

impl SigningKey {
    /// Creates a key pair. `secret_key` is not validated: only the service can.
    #[must_use]
    pub fn new(access_key: impl Into<String>, secret_key: &str) -> Self {
        let secret = hmac::Key::new(hmac::HMAC_SHA256, secret_key.as_bytes());
        Self { access_key: access_key.into(), secret_key: Arc::new(secret_key.into()), secret }
    }

    pub(crate) fn secret_key(&self) -> &Secret {
        &self.secret_key
    }

    /// Returns the access key, which is not secret.
    #[must_use]
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// Signs a request, whose headers must include `X-Sdk-Date` (see [`date`]).
    ///
    /// Adds the missing headers: `Host` and, for a body that is not JSON, `X-Sdk-Content-Sha256`. `headers` then
    /// contains everything to send but `Authorization`.
    #[must_use = "the signature is to be sent as the header `Authorization`"]
    pub fn sign(&self, request: &mut Request<'_>) -> Signature {
        let mut query = Vec::with_capacity(request.query.len());
        for (name, value) in &request.query {
            put(&mut query, (name.as_ref().into(), value.as_ref().into()));
        }
        let query = encode_query(&query);
        self.sign_with_query(request, &query)
    }

    /// Signs a request whose query is already encoded, in the order of names and values.
    pub(crate) fn sign_with_query(&self, request: &mut Request<'_>, query: &str) -> Signature {
        let payload = add_headers(request);
        let mut headers = Vec::with_capacity(request.headers.len());
        // Gateways drop headers with an underscore, so they are not signed.
        for (name, value) in request.headers.iter().filter(|(name, _)| !name.contains('_')) {
            put(&mut headers, (name.to_lowercase().into(), value.trim().into()));
        }
        let mut names = String::with_capacity(headers.len() * 16);
        for (name, _) in &headers {
            if !names.is_empty() {
                names.push(';');
            }
            names.push_str(name);
        }
        let canonical_request = canonical_request(request, query, &headers, &names, &payload);
        let date = request.header(DATE_HEADER).unwrap_or_default();
        let hash = hex(digest::digest(&digest::SHA256, canonical_request.as_bytes()).as_ref());
        let string_to_sign = format!("{ALGORITHM}\n{date}\n{hash}");
        let signature = hex(hmac::sign(&self.secret, string_to_sign.as_bytes()).as_ref());
        let authorization =
            format!("{ALGORITHM} Access={}, SignedHeaders={names}, Signature={signature}", self.access_key);
        Signature { canonical_request, string_to_sign, authorization }
    }
}

/// 9999-12-31T23:59:59Z, in seconds since 1970: the latest time that the format can express.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

/// Returns the value of `X-Sdk-Date` for a point in time: the first second of 1970 for an earlier one, the
/// last of 9999 for a later one.
#[must_use]
pub fn date(time: SystemTime) -> String {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().min(LATEST);
    let time = SystemTime::UNIX_EPOCH.checked_add(since).unwrap_or(SystemTime::UNIX_EPOCH);
    let mut date = humantime::format_rfc3339_seconds(time).to_string();
    date.retain(|character| !matches!(character, '-' | ':'));
    date
}

/// Encodes names and values of a query as they are signed, in the given order.
#[must_use]
pub fn encode_query(query: &[(Text<'_>, Text<'_>)]) -> String {
    let mut out = String::new();
    for (name, value) in query {
        append_pair(&mut out, name, value);
    }
    out
}

/// Inserts a pair by name and value before encoding, as the vendor's signer does. A request has few pairs: a sorting
/// algorithm would only take long to compile.
fn put<'a>(sorted: &mut Vec<(Text<'a>, Text<'a>)>, pair: (Text<'a>, Text<'a>)) {
    let at = sorted.partition_point(|known| *known <= pair);
    sorted.insert(at, pair);
}

/// Adds the headers that a signature needs. Returns the last line of the canonical request.
fn add_headers(request: &mut Request<'_>) -> String {
    if request.header("Host").is_none() {
        request.headers.push(("Host".into(), request.host.to_owned().into()));
    }
    let is_json = request.header("Content-Type").is_none_or(|content_type| {
        content_type.starts_with("application/json") || content_type.starts_with("application/bson")
    });
    if !is_json && request.header(CONTENT_HASH_HEADER).is_none() {
        request.headers.push((CONTENT_HASH_HEADER.into(), UNSIGNED_PAYLOAD.into()));
    }
    match request.header(CONTENT_HASH_HEADER) {
        Some(hash) if !request.body.is_empty() => hash.to_owned(),
        _ => hex(digest::digest(&digest::SHA256, request.body).as_ref()),
    }
}

fn canonical_request(
    request: &Request<'_>,
    query: &str,
    headers: &[(Text<'_>, Text<'_>)],
    names: &str,
    payload: &str,
) -> String {
    let mut out = String::with_capacity(512);
    out.push_str(&request.method.to_uppercase());
    out.push('\n');
    canonical_path(request.path, &mut out);
    out.push('\n');
    out.push_str(query);
    out.push('\n');
    for (name, value) in headers {
        out.extend([name.as_ref(), ":", value.as_ref(), "\n"]);
    }
    out.extend(["\n", names, "\n", payload]);
    out
}

/// Appends the path decoded once, each segment encoded again, with a slash at the end.
fn canonical_path(path: &str, out: &mut String) {
    let decoded = percent_decode_str(path).decode_utf8_lossy();
    for (index, piece) in decoded.split('/').enumerate() {
        if index > 0 {
            out.push('/');
        }
        append_encoded(out, piece);
    }
    if !out.ends_with('/') {
        out.push('/');
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        // Writing to a `String` cannot fail.
        let _ = write!(out, "{byte:02x}");
    }
    out
}
