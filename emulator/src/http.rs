//! Requests that were read to their end, and responses that are ready to be sent.

mod request;
mod response;

pub(crate) use self::request::Request;
pub(crate) use self::response::Response;
