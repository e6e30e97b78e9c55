//! Addresses that callers set. They are not repaired, and shown without secrets.

use std::error::Error as StdError;
use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

/// Error returned when a text is not an address.
#[derive(Debug)]
pub(crate) enum InvalidAddress {
    /// The URL parser would repair it, and might take another part for the host.
    NotAsWritten,
    Url(Box<dyn StdError + Send + Sync>),
}

impl fmt::Display for InvalidAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAsWritten => f.write_str("the scheme must be followed by `://` and the host, without white space"),
            Self::Url(error) => error.fmt(f),
        }
    }
}

impl StdError for InvalidAddress {}

/// Parses an address. `https:///x`, `https:x` and ` https://x` are errors, not the host `x`.
pub(crate) fn parse(address: &str) -> Result<Url, InvalidAddress> {
    let url = Url::parse(address).map_err(|error| InvalidAddress::Url(error.into()))?;
    let is_odd = |char: char| char.is_whitespace() || char.is_control() || char == '\\';
    let (scheme, rest) = address.split_once("://").unwrap_or_default();
    let is_as_written = scheme.eq_ignore_ascii_case(url.scheme())
        && !rest.is_empty()
        && !rest.starts_with('/')
        && !address.contains(is_odd);
    if is_as_written { Ok(url) } else { Err(InvalidAddress::NotAsWritten) }
}

/// Returns whether a host is this machine itself.
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host.trim_end_matches('.') == "localhost"
        || address.parse().is_ok_and(|address: IpAddr| address.to_canonical().is_loopback())
}

/// An address that is not validated yet. `Debug` shows neither user and password nor query and fragment.
pub(crate) struct Unchecked<'a>(pub(crate) &'a str);

impl fmt::Debug for Unchecked<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, host) = match self.0.rsplit_once('@') {
            Some((_, host)) => ("[redacted]@", host),
            None => ("", self.0),
        };
        let shown = host.split(['?', '#']).next().unwrap_or_default();
        let after = if shown.len() < host.len() { "?[redacted]" } else { "" };
        write!(f, "{:?}", format!("{before}{shown}{after}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_not_repaired() {
        for right in ["https://x", "http://x:8080/prefix", "HTTPS://X", "https://[::1]:8", "https://user:pw@x"] {
            assert!(parse(right).is_ok(), "{right}");
        }
        for wrong in [
            "https:///x",
            "https:x",
            "https:/x",
            "https:\\\\x",
            "https://\\x",
            " https://x",
            "https://x\n",
            "https://x\ty",
            "https:x://y",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn loopback_is_recognized_in_all_its_forms() {
        for host in ["localhost", "localhost.", "127.0.0.1", "127.255.0.9", "[::1]", "[::ffff:127.0.0.1]"] {
            assert!(is_loopback(host), "{host}");
        }
        for host in ["localhost.example.com", "128.0.0.1", "[::2]", "[::ffff:10.0.0.1]", "0.0.0.0", ""] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn addresses_are_shown_without_secrets() {
        for (address, shown) in [
            ("https://host.example.com/path", "https://host.example.com/path"),
            ("https://user:canary@host.example.com", "[redacted]@host.example.com"),
            ("https://user:can?ary#@/canary@host", "[redacted]@host"),
            ("user:canary@host:80", "[redacted]@host:80"),
            ("https://host?token=canary", "https://host?[redacted]"),
            ("https://host#canary", "https://host?[redacted]"),
        ] {
            assert_eq!(format!("{:?}", Unchecked(address)), format!("{shown:?}"));
        }
    }
}
