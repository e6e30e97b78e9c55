//! Calls: they are checked, encoded, sent and decoded. Lists, waits and blocking calls are built on them.

mod arguments;
pub(crate) mod backoff;
#[cfg(feature = "blocking")]
pub(crate) mod blocking;
pub(crate) mod builder;
pub(crate) mod byte_stream;
#[doc(hidden)]
pub mod call;
mod changes;
mod check;
mod encode;
pub(crate) mod inner;
#[doc(hidden)]
pub mod operation_builder;
#[doc(hidden)]
pub mod page;
#[doc(hidden)]
pub mod raw_response;
#[doc(hidden)]
pub mod response_future;
mod send;
mod settings;
#[doc(hidden)]
pub mod stateful;
#[doc(hidden)]
pub mod wait;
pub(crate) mod wait_error;
