//! What several tests need: a server with canned answers, and the small specs that show each
//! feature of the language.

mod canned_server;
mod copied_client;
mod fault_proxy;
mod features;
mod mistakes;
mod random;

pub use canned_server::{answer, json, serve};
pub use copied_client::{add_to_library, cargo_in, copy_client};
pub use fault_proxy::{Fault, FaultProxy};
pub use features::{FEATURES, feature};
pub use mistakes::{MISTAKES, Mistake, broken};
pub use random::{Random, broken_spec, right_spec};

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
