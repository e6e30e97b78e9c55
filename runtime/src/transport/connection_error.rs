//! Why a request has no response: what failed at which host, whether that may pass, and whether the request may have
//! taken effect.

use std::error::Error as StdError;
use std::io;
use std::iter::successors;

use reqwest::Url;

use crate::error::{Error, ErrorKind};
#[cfg(feature = "tls")]
use crate::transport::tls;

impl Error {
    pub(crate) fn transport(error: reqwest::Error) -> Self {
        let host = error.url().map_or_else(|| "the server".to_owned(), |url| format!("`{}`", host_and_port(url)));
        // The address contains the parameters of the call, which errors do not show.
        let error = error.without_url();
        let cause = innermost(&error);
        let failure = causes(&error).find_map(|cause| tls_failure(cause, error.is_connect()));
        let (kind, message) = if let Some(failure) = failure {
            (ErrorKind::Tls, format!("cannot connect to {host}: {failure}"))
        } else if error.is_connect() && cause.ends_with("proxy authorization required") {
            let advice = "set the user and password in `proxy` or in the environment's `HTTPS_PROXY`";
            (ErrorKind::Proxy, format!("cannot connect to {host}: {cause}; {advice}"))
        } else if error.is_dns() {
            let advice = "check the endpoint, the network and its DNS";
            (ErrorKind::Connection, format!("cannot connect to {host}: the name cannot be resolved: {cause}; {advice}"))
        } else if error.is_connect() && error.is_timeout() {
            (ErrorKind::Timeout, format!("timed out connecting to {host} (`connect_timeout`)"))
        } else if error.is_connect() {
            (ErrorKind::Connection, format!("cannot connect to {host}: {cause}"))
        } else {
            let kind = if error.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Connection };
            (kind, format!("the connection to {host} broke before the response was complete: {cause}"))
        };
        // Once a response has begun, nothing proves that the request was not processed.
        let is_turned_down = error.is_request() && causes(&error).any(proves_unprocessed);
        let is_unprocessed = kind == ErrorKind::Tls || error.is_connect() || is_turned_down;
        let wrapped = Self::new(kind, message).with_source(error);
        if is_unprocessed { wrapped.before_sending() } else { wrapped }
    }
}

fn host_and_port(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// Returns an error and its causes.
fn causes<'a>(error: &'a (dyn StdError + 'static)) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    successors(Some(error), |error| cause(*error))
}

/// Returns the source of an error. That of an `io::Error` skips the error that it wraps.
fn cause<'a>(error: &'a (dyn StdError + 'static)) -> Option<&'a (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
        Some(wrapped) => Some(wrapped),
        None => error.source(),
    }
}

fn innermost(error: &reqwest::Error) -> String {
    causes(error).last().map(ToString::to_string).unwrap_or_default()
}

#[cfg(feature = "tls")]
fn tls_failure(error: &(dyn StdError + 'static), is_connecting: bool) -> Option<String> {
    tls::failure(error, is_connecting)
}

#[cfg(not(feature = "tls"))]
fn tls_failure(_: &(dyn StdError + 'static), _: bool) -> Option<String> {
    None
}

/// Returns whether the protocol guarantees that the server has not processed the request.
fn proves_unprocessed(error: &(dyn StdError + 'static)) -> bool {
    // The request was still waiting for the connection when that closed.
    let is_unsent = error.downcast_ref::<hyper::Error>().is_some_and(hyper::Error::is_canceled);
    is_unsent || is_turned_down(error)
}

/// Returns whether an HTTP/2 server guarantees it: RFC 9113, section 8.7.
#[cfg(feature = "http2")]
fn is_turned_down(error: &(dyn StdError + 'static)) -> bool {
    error.downcast_ref::<h2::Error>().is_some_and(|error| {
        // Streams that the server may have processed get another error.
        let is_after_the_last = error.is_go_away();
        let is_refused = error.is_reset() && error.reason() == Some(h2::Reason::REFUSED_STREAM);
        error.is_remote() && (is_after_the_last || is_refused)
    })
}

#[cfg(not(feature = "http2"))]
fn is_turned_down(_: &(dyn StdError + 'static)) -> bool {
    false
}
