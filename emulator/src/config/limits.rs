//! What the emulator takes and keeps at most.
//!
//! No input makes it grow without bound. With the default number of entries it stays below 800 MiB, whatever it is
//! sent: that is the sum of what follows, and of what its largest request needs while it is answered. Each further
//! entry adds at most 24 KiB. Measured are 10 MiB at rest, and 360 MiB at most when it gets the largest bodies, as
//! much as can be created, and 2,000 connections at once.

use std::time::Duration;

/// The most connections at once. Another one gets `503 Service Unavailable` and is closed.
pub const CONNECTIONS: usize = 1024;
/// The longest that a connection lives, busy or idle. It ends after the response to its last request.
pub const CONNECTION_AGE: Duration = Duration::from_secs(10 * 60);
/// The longest that the head of a request may take, that of an idle connection too, and its body.
pub const READ_TIMEOUT: Duration = Duration::from_secs(60);
/// The longest that a client may take to read a part of a response. Then its connection ends.
pub const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// The largest head of a request, in bytes. A larger one gets `431 Request Header Fields Too Large`.
pub const HEAD: usize = 64 * 1024;
/// The largest body of a request, in bytes. A larger one gets `413 Payload Too Large`.
pub const BODY: usize = 2 * 1024 * 1024;
/// The most bytes that the bodies of all requests and responses under way take. More get `503 Service Unavailable`.
pub const BODIES: usize = 128 * 1024 * 1024;
/// The most requests that [`Emulator::requests`](crate::Emulator::requests) gives. The oldest are dropped.
pub const RECORDED_REQUESTS: usize = 100_000;
/// The most bytes that recorded requests take. The oldest are dropped.
pub const RECORDED_BYTES: usize = 64 * 1024 * 1024;
/// The most tokens that are valid at once. Expired ones are dropped first, then the oldest.
pub const TOKENS: usize = 10_000;
/// The most entries that a list is seeded with.
pub const JOBS: usize = 20_000;
/// The most bytes, by estimate, that all created and changed things take. More are refused with
/// `ModelArts.0118`.
pub const CREATED_BYTES: usize = 64 * 1024 * 1024;
/// The most bytes, by estimate, that a page of a list takes while it is made. A larger one is refused with
/// `ModelArts.0104`.
pub const PAGE_BYTES: usize = 256 * 1024 * 1024;
/// The most items of a list that is asked for without a size.
pub const UNPAGED_ITEMS: usize = 1000;
/// The most values that all filters of a search have. More are refused with `ModelArts.2809`.
pub const FILTER_VALUES: usize = 100;

/// The limits that a builder may change.
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
