//! Everything else that is derived from a spec: comparisons, documents, and proposals for new operations.

pub mod diff;
pub mod openapi;
pub mod propose;
pub mod reference;
mod resources;
#[cfg(feature = "schema")]
pub mod schema;
