//! The services of the cloud, each with the responses to its requests.

pub(crate) mod iam;
pub(crate) mod metadata;
pub(crate) mod service;
