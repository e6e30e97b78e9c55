//! `demo`: the client against the emulator.

use crate::{Result, cargo};

/// Runs the demo, built from what has just been generated.
pub(crate) fn run() -> Result {
    let status = cargo().args(["run", "--quiet", "--package", "modelarts-emulator", "--example", "demo"]).status()?;
    if status.success() { Ok(()) } else { Err(format!("the demo failed ({status})").into()) }
}
