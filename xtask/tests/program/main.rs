//! The commands as programs: what they print, what they write, and what they leave alone.

#![cfg(unix)]
// Clippy does not take what tests share for a test.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod files;
mod interrupted;
mod layout;
mod options;
mod spec_folder;
mod support;
