//! Where futures run: on the caller's tokio runtime, or on threads for blocking calls. It knows no HTTP.

#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod process;
pub(crate) mod runtime;
