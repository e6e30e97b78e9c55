//! What the generator emits for the specs in `tests/specs`: `UPDATE_GOLDENS=1 cargo test goldens` writes it.
//!
//! It compiles as a client would, without a warning.

#![deny(warnings, missing_docs, rust_2018_idioms, unreachable_pub)]
#![allow(clippy::module_inception, reason = "a spec and its file may have one name")]
#![allow(dead_code, reason = "each spec describes a service, of which one would be used")]

/// The client whose methods return the groups of operations.
pub mod client {
    use modelarts_runtime::ClientInner;

    /// The client.
    pub struct Client(pub(crate) ClientInner);
}

#[rustfmt::skip]
pub mod billing;
#[rustfmt::skip]
pub mod bodies;
#[rustfmt::skip]
pub mod combinations;
#[rustfmt::skip]
pub mod both_ways;
#[rustfmt::skip]
pub mod recursion;
#[rustfmt::skip]
pub mod times;
#[rustfmt::skip]
pub mod value_rules;
#[rustfmt::skip]
pub mod deprecations;
#[rustfmt::skip]
pub mod cursors;
#[rustfmt::skip]
pub mod error_codes;
#[rustfmt::skip]
pub mod field_names;
#[rustfmt::skip]
pub mod evs;
#[rustfmt::skip]
pub mod failures_as_data;
#[rustfmt::skip]
pub mod json;
#[rustfmt::skip]
pub mod keywords;
#[rustfmt::skip]
pub mod names_by_authentication;
#[rustfmt::skip]
pub mod number_codes;
#[rustfmt::skip]
pub mod operation;
#[rustfmt::skip]
pub mod pages;
#[rustfmt::skip]
pub mod paging_off;
#[rustfmt::skip]
pub mod parameters;
#[rustfmt::skip]
pub mod patches;
#[rustfmt::skip]
pub mod path_parameters;
#[rustfmt::skip]
pub mod resources;
#[rustfmt::skip]
pub mod responses;
#[rustfmt::skip]
pub mod second_version;
#[rustfmt::skip]
pub mod smn;
#[rustfmt::skip]
pub mod tables;
#[rustfmt::skip]
pub mod text_codes;
#[rustfmt::skip]
pub mod two_files;
#[rustfmt::skip]
pub mod vendor_types;
#[rustfmt::skip]
pub mod query_values;
#[rustfmt::skip]
pub mod constants;
#[rustfmt::skip]
pub mod secrets;
