//! Tests that run cargo, install something, or take minutes: `cargo test-slow` runs them.

mod arbitrary_specs;
mod copied_client;
mod docs;
mod editor;
mod examples;
mod keystone;
mod language_server;
mod names;
mod new_service;

#[cfg(feature = "semver")]
mod semver;
mod vendor_signer;
