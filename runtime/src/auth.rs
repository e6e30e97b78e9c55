//! Who a client is: credentials, signatures, logins and sessions. It knows no calls of a client.

mod account;
mod allowance;
mod credential_part;
pub(crate) mod credentials;
pub(crate) mod discovery;
pub(crate) mod iam;
pub(crate) mod identity;
mod login;
mod login_body;
pub(crate) mod metadata;
mod pending_session;
pub(crate) mod project;
mod refresh;
pub(crate) mod request;
pub(crate) mod session;
mod session_cache;
pub(crate) mod sessions;
pub mod signing;
pub(crate) mod variables;
