//! Tests that run cargo, install something, or take minutes: `cargo test-slow` runs them.

mod copied_client;
mod docs;
mod examples;
mod keystone;
mod names;
mod random_specs;
#[cfg(feature = "semver")]
mod semver;
