#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

// Modules are layers. Each may import only those listed before it, and the runtime:
//
// 1. `client`: the client, whose methods return the groups of operations
// 2. `generated`: the operations and their types
// 3. `service`: ties the generated service to the client
// 4. `wait`: waiting for jobs
// 5. `follow`: followers of the logs of jobs

mod client;
mod follow;
#[rustfmt::skip]
mod generated;
mod service;
mod wait;

#[cfg(feature = "blocking")]
#[doc(inline)]
pub use ::modelarts_runtime::BlockingIter;
#[cfg(feature = "chrono")]
#[doc(inline)]
pub use ::modelarts_runtime::OutOfRange;
#[doc(inline)]
pub use ::modelarts_runtime::follow::{InvalidLogPosition, LogFollower, LogPiece, LogPosition, LostText};
#[doc(inline)]
pub use ::modelarts_runtime::{
    ApiValue, ByteStream, Bytes, Credentials, CredentialsFuture, CredentialsProvider, Error, ErrorCode, ErrorKind,
    FromResponse, Items, MetadataProvider, Paged, Pages, ResponseFuture, Result, RetryPolicy, Secret, Timestamp,
    UnknownValue, Unrecognized, Wait, WaitError, signing,
};
pub use client::{Client, ClientBuilder};
#[doc(inline)]
pub use generated::*;
pub use wait::wait_until;
