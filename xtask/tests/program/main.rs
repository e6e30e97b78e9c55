//! Tests of the commands as programs: their output, and the files that they write.

#![cfg(unix)]
// Clippy does not recognize shared code of tests as test code.
#![allow(clippy::expect_used, clippy::panic, clippy::unwrap_used)]

mod diff;
mod files;
mod fix;
mod interrupted;
mod layout;
mod new_operation;
mod options;
mod spec_folder;
mod support;
