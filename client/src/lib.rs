#![doc = include_str!("../README.md")]

mod call;
mod client;
mod code;
mod credentials;
mod decode;
mod encode;
mod environment;
mod error;
mod error_code;
mod follow;
#[rustfmt::skip]
mod generated;
mod page;
mod record;
mod rule;
mod secret;
mod service;
pub mod signing;
mod timestamp;
mod token;
mod transport;
mod wait;

pub use call::Sending;
pub use client::{Client, ClientBuilder, V2};
pub use code::{UnknownCode, Unrecognized};
pub use credentials::Credentials;
pub use error::{Error, ErrorKind, Result};
pub use error_code::ErrorCode;
pub use follow::LogFollower;
#[doc(inline)]
pub use generated::*;
pub use page::{Items, Paged, Pages};
pub use record::Place;
pub use secret::Secret;
pub use timestamp::Timestamp;
pub use wait::{Wait, WaitError, wait_until};
