#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

mod client;
mod follow;
#[rustfmt::skip]
mod generated;

#[cfg(feature = "blocking")]
#[doc(inline)]
pub use ::modelarts_runtime::Blocking;
#[cfg(feature = "chrono")]
#[doc(inline)]
pub use ::modelarts_runtime::OutOfRange;
#[doc(inline)]
pub use ::modelarts_runtime::{
    Credentials, CredentialsProvider, Error, ErrorCode, ErrorKind, Items, MetadataProvider, Paged, Pages, Place,
    Provided, Result, RetryPolicy, Secret, Sending, Timestamp, UnknownCode, Unrecognized, Wait, WaitError, signing,
    wait_until,
};
pub use client::{Client, ClientBuilder, V2};
pub use follow::LogFollower;
#[doc(inline)]
pub use generated::*;
