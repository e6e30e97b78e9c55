//! Names and values of headers.

use bytes::Bytes;
use reqwest::header::{HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::error::{Error, Result};
use crate::value::secret::Secret;

pub(crate) fn header_name(name: &str) -> Result<HeaderName> {
    HeaderName::from_bytes(name.as_bytes())
        .map_err(|error| Error::configuration("invalid header name").with_source(error))
}

/// Returns a header for a token. Its memory is overwritten when no request holds it any more.
pub(crate) fn token_header(token: &Secret) -> Result<HeaderValue> {
    // Validates it.
    header_value(&token.0)?;
    let owner = Zeroizing::new(token.0.clone().into_bytes());
    let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(owner))
        .map_err(|error| Error::configuration("invalid token").with_source(error))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Returns a header whose value `Debug` does not show.
pub(crate) fn header_value(value: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        Error::configuration("the credentials or the project ID contain a character that no header may have")
    })?;
    value.set_sensitive(true);
    Ok(value)
}
