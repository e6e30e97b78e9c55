//! `demo`: the client against the emulator.

use super::generate;
use crate::workspace::{Result, cargo, generated, root};

/// Generates the client, and runs the demo, which is built from it.
pub(crate) fn run() -> Result {
    generate::generate(&root().join("spec"), &generated())?;
    let status = cargo().args(["run", "--quiet", "--package", "modelarts-emulator", "--example", "demo"]).status()?;
    if status.success() { Ok(()) } else { Err(format!("the demo failed ({status})").into()) }
}
