//! How requests reach a service and responses come back, attempt after attempt. It knows no credentials.

pub(crate) mod address;
pub(crate) mod call_options;
pub(crate) mod clock;
pub(crate) mod connection;
mod connection_error;
mod content_encoding;
pub(crate) mod dispatch;
pub(crate) mod endpoint;
pub(crate) mod header;
pub(crate) mod http;
pub(crate) mod percent;
mod proxy;
pub(crate) mod response;
pub(crate) mod retry;
mod retry_after;
pub(crate) mod retry_policy;
pub(crate) mod telemetry;
#[cfg(feature = "tls")]
pub(crate) mod tls;
