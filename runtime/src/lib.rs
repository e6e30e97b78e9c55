#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod address;
mod allowance;
#[cfg(feature = "blocking")]
mod blocking;
mod builder;
#[doc(hidden)]
pub mod call;
mod changes;
mod clock;
#[doc(hidden)]
pub mod code;
mod connection;
mod credentials;
#[doc(hidden)]
pub mod decode;
mod dispatch;
#[doc(hidden)]
pub mod encode;
mod encoding;
mod endpoint;
mod error;
#[doc(hidden)]
pub mod error_code;
mod excerpt;
mod executor;
#[doc(hidden)]
pub mod follow;
mod fork;
mod handle;
mod iam;
mod login;
#[doc(hidden)]
pub mod page;
mod proxy;
#[doc(hidden)]
pub mod record;
mod redact;
mod refresh;
mod retry;
#[doc(hidden)]
pub mod rule;
mod secret;
#[doc(hidden)]
pub mod service;
mod session;
pub mod signing;
mod telemetry;
mod timestamp;
#[cfg(feature = "tls")]
mod tls;
mod transport;
mod wait;

#[cfg(feature = "blocking")]
pub use blocking::Blocking;
pub use builder::ClientBuilder;
pub use call::Sending;
pub use code::{UnknownCode, Unrecognized};
pub use credentials::{Credentials, CredentialsProvider, MetadataProvider, Provided};
pub use error::{Error, ErrorKind, Result};
pub use error_code::ErrorCode;
pub use handle::{Api, Handle};
pub use page::{Items, Paged, Pages};
pub use record::Place;
pub use retry::RetryPolicy;
pub use secret::Secret;
// Generated code need not depend on it.
#[doc(hidden)]
pub use serde;
#[cfg(feature = "chrono")]
pub use timestamp::OutOfRange;
pub use timestamp::Timestamp;
pub use wait::{Wait, WaitError, wait_until};
