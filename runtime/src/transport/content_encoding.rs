//! Content encodings of responses. `gzip` is decompressed; any other encoding is an error that names it.

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, HeaderMap};

use crate::error::{Error, ErrorKind, Result};

/// Returns a body as it was before the encodings in the headers were applied.
pub(crate) fn decode(mut body: Bytes, headers: &HeaderMap, max_bytes: usize) -> Result<Bytes> {
    // Nearly all responses end here.
    if !headers.contains_key(CONTENT_ENCODING) || body.is_empty() {
        return Ok(body);
    }
    let values = headers.get_all(CONTENT_ENCODING).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let names: Vec<_> = values.flat_map(|value| value.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
    // They are listed in the order of application.
    for name in names.iter().rev() {
        body = undo(name.trim(), body, max_bytes)?;
    }
    Ok(body)
}

/// Fails if a body is encoded.
pub(crate) fn check_identity(headers: &HeaderMap) -> Result<()> {
    match headers.get(CONTENT_ENCODING).map(|value| String::from_utf8_lossy(value.as_bytes())) {
        Some(name) if !name.is_empty() && !name.eq_ignore_ascii_case("identity") => {
            Err(unreadable(format!("unsupported content encoding `{name}` of a stream: none was accepted")))
        }
        _ => Ok(()),
    }
}

fn undo(name: &str, body: Bytes, max_bytes: usize) -> Result<Bytes> {
    match name.to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(body),
        "gzip" | "x-gzip" => gunzip(&body, max_bytes),
        _ => Err(unreadable(format!("unsupported content encoding `{name}`: {SUPPORTED}"))),
    }
}

#[cfg(feature = "gzip")]
const SUPPORTED: &str = "only `gzip` is supported; check the proxies and gateways in front of the service";
#[cfg(not(feature = "gzip"))]
const SUPPORTED: &str = "none is supported without the feature `gzip`";

/// Decompresses all members of a body, up to the limit of a response.
#[cfg(feature = "gzip")]
fn gunzip(body: &[u8], max_bytes: usize) -> Result<Bytes> {
    use std::io::Read as _;

    let mut unpacked = Vec::new();
    let limit = u64::try_from(max_bytes).unwrap_or(u64::MAX).saturating_add(1);
    flate2::read::MultiGzDecoder::new(body)
        .take(limit)
        .read_to_end(&mut unpacked)
        .map_err(|error| unreadable("invalid `gzip` data in the response".into()).with_source(error))?;
    if unpacked.len() > max_bytes {
        return Err(Error::too_large(max_bytes));
    }
    Ok(unpacked.into())
}

#[cfg(not(feature = "gzip"))]
fn gunzip(_: &[u8], _: usize) -> Result<Bytes> {
    Err(unreadable(format!("unsupported content encoding `gzip`: {SUPPORTED}")))
}

fn unreadable(message: String) -> Error {
    Error::new(ErrorKind::Decode, message)
}
