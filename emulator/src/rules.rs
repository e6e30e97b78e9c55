//! Checks of a request: its route, its credentials and its arguments. They change nothing.

pub(crate) mod arguments;
pub(crate) mod auth_scheme;
pub(crate) mod authentication;
pub(crate) mod refusal;
pub(crate) mod route;
pub(crate) mod tokens;
mod value;
