#![doc = include_str!("../README.md")]
//!
//! # Layers
//!
//! Each folder of `src` is a layer, with the file of its name. A layer imports only layers that are listed before it:
//!
//! 1. `value`: the values of the API: their schemas and rules, and how they are checked, decoded and encoded.
//! 2. `service`: the description of a service and its operations, as data.
//! 3. `error`: everything that can go wrong.
//! 4. `executor`: where futures run.
//! 5. `transport`: how requests reach a service and responses come back.
//! 6. `auth`: who a client is: credentials, signatures, logins and sessions.
//! 7. `client`: calls, lists, waits and blocking calls.
//! 8. `follow`: followers of logs.
//! 9. `codegen`: everything that generated code names.
#![forbid(unsafe_code)]

mod auth;
#[doc(hidden)]
pub mod client;
#[doc(hidden)]
pub mod codegen;
mod error;
mod executor;
#[doc(hidden)]
pub mod follow;
#[doc(hidden)]
pub mod service;
mod transport;
#[doc(hidden)]
pub mod value;

pub use auth::credentials::{Credentials, CredentialsFuture, CredentialsProvider};
pub use auth::metadata::MetadataProvider;
pub use auth::signing;
pub use bytes::Bytes;
#[cfg(feature = "blocking")]
pub use client::blocking::BlockingIter;
pub use client::builder::ClientBuilder;
pub use client::byte_stream::ByteStream;
pub use client::inner::{ClientInner, ServiceClient};
pub use client::page::{Items, Paged, Pages};
pub use client::response_future::{FromResponse, ResponseFuture};
pub use client::wait::{Wait, wait_until};
pub use client::wait_error::WaitError;
pub use error::{Error, ErrorKind, Result};
pub use service::error_code::ErrorCode;
pub use transport::retry_policy::RetryPolicy;
pub use value::enums::{UnknownValue, Unrecognized};
pub use value::secret::Secret;
pub use value::serde_impls::serde;
pub use value::slot::ApiValue;
#[cfg(feature = "chrono")]
pub use value::timestamp::OutOfRange;
pub use value::timestamp::Timestamp;
