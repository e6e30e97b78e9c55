//! What is made of a checked spec besides the client: a comparison of two specs, documents for people and for tools.

pub mod diff;
pub mod openapi;
pub mod propose;
pub mod reference;
#[cfg(feature = "schema")]
pub mod schema;
