#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

#[cfg(feature = "blocking")]
mod blocking;
mod builder;
mod call;
mod client;
mod clock;
mod code;
mod credentials;
mod decode;
mod dispatch;
mod encode;
mod endpoint;
mod error;
mod error_code;
mod follow;
#[rustfmt::skip]
mod generated;
mod iam;
mod page;
mod record;
mod retry;
mod rule;
mod secret;
mod service;
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
pub use client::{Client, V2};
pub use code::{UnknownCode, Unrecognized};
pub use credentials::{Credentials, CredentialsProvider, MetadataProvider, Provided};
pub use error::{Error, ErrorKind, Result};
pub use error_code::ErrorCode;
pub use follow::LogFollower;
#[doc(inline)]
pub use generated::*;
pub use page::{Items, Paged, Pages};
pub use record::Place;
pub use retry::RetryPolicy;
pub use secret::Secret;
#[cfg(feature = "chrono")]
pub use timestamp::OutOfRange;
pub use timestamp::Timestamp;
pub use wait::{Wait, WaitError, wait_until};
