//! What several tests need: a server with canned answers, and the small specs that show each
//! feature of the language.

mod canned_server;
mod features;
mod mistakes;

pub use canned_server::{answer, json, serve};
pub use features::{FEATURES, feature};
pub use mistakes::{MISTAKES, Mistake, broken};

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
