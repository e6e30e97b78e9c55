//! The limits of an emulator.
//!
//! No input makes its memory grow without bound. With the default number of items, an emulator stays below 800 MiB:
//! the sum of the limits below and of what the largest request needs while it is handled. Each further item adds at
//! most 24 KiB. Measured: 10 MiB when idle, and at most 360 MiB with the largest bodies, a full quota of created items
//! and 2,000 connections at once.

use std::time::Duration;

/// The maximum number of open connections. A further one gets `503 Service Unavailable` and is closed.
pub const CONNECTIONS: usize = 1024;
/// The maximum age of a connection, busy or idle. It closes after the response to its last request.
pub const CONNECTION_AGE: Duration = Duration::from_secs(10 * 60);
/// The timeout for reading the head of a request, and for reading its body. Idle connections time out by it, too.
pub const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// The timeout for each write of a response. A connection whose client does not read closes.
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// The maximum size of a request's head, in bytes. A larger one gets `431 Request Header Fields Too Large`.
pub const HEAD: usize = 64 * 1024;
/// The maximum size of a request's body, in bytes. A larger one gets `413 Payload Too Large`.
pub const BODY: usize = 2 * 1024 * 1024;
/// The maximum size of all bodies of requests and responses in flight, in bytes. Beyond it, requests get
/// `503 Service Unavailable`.
pub const BODIES: usize = 128 * 1024 * 1024;
/// The maximum number of requests that [`Emulator::requests`](crate::Emulator::requests) returns. The oldest are
/// dropped.
pub const RECORDED_REQUESTS: usize = 100_000;
/// The maximum size of all recorded requests, in bytes. The oldest are dropped.
pub const RECORDED_BYTES: usize = 64 * 1024 * 1024;
/// The maximum number of tokens. Expired tokens are dropped first, then the oldest.
pub const TOKENS: usize = 10_000;
/// The maximum number of items that a list is seeded with.
pub const JOBS: usize = 20_000;
/// The maximum estimated size of all created and changed items, in bytes. Further ones are rejected with
/// `ModelArts.0118`.
pub const CREATED_BYTES: usize = 64 * 1024 * 1024;
/// The maximum estimated size of a page, in bytes. A larger one is rejected with `ModelArts.0104`.
pub const PAGE_BYTES: usize = 256 * 1024 * 1024;
/// The maximum number of items in a list that is requested without a page size.
pub const UNPAGED_ITEMS: usize = 1000;
/// The maximum number of values in all filters of a search. More are rejected with `ModelArts.2809`.
pub const FILTER_VALUES: usize = 100;

/// The limits that a builder can change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) connections: usize,
    pub(crate) read_timeout: Duration,
    pub(crate) write_timeout: Duration,
    pub(crate) recorded_requests: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: CONNECTIONS,
            read_timeout: READ_TIMEOUT,
            write_timeout: WRITE_TIMEOUT,
            recorded_requests: RECORDED_REQUESTS,
        }
    }
}
