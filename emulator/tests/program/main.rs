//! The emulator as a program.
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod command_line;
#[cfg(target_os = "linux")]
mod memory;
