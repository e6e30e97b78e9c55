//! Proxies that callers set.

use reqwest::Proxy;

use crate::error::{Error, Result};
use crate::transport::address;

const SCHEMES: &[&str] = &["http", "https", "socks4", "socks4a", "socks5", "socks5h"];

/// Returns the proxy for all requests. The scheme `http` is optional in the address.
pub(crate) fn everything_by(address: &str) -> Result<Proxy> {
    let whole = if address.contains("://") { address.to_owned() } else { format!("http://{address}") };
    // The address may contain a password: no message repeats it.
    let wrong = || Error::configuration("invalid `proxy`: not an address like `http://proxy.example.com:3128`");
    let url = address::parse(&whole).map_err(|error| wrong().with_source(error))?;
    if !SCHEMES.contains(&url.scheme()) {
        let (scheme, known) = (url.scheme(), SCHEMES.join("`, `"));
        return Err(Error::configuration(format!("invalid `proxy`: the scheme `{scheme}` is not one of `{known}`")));
    }
    if url.host_str().unwrap_or_default().is_empty() {
        return Err(wrong());
    }
    Proxy::all(url).map_err(|error| wrong().with_source(error))
}
