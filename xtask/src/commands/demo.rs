//! `demo`: runs the demo of client and emulator.

use super::generate;
use crate::workspace::{Result, cargo, generated, root};

/// Generates the client, then builds and runs the demo.
pub(crate) fn run() -> Result {
    generate::generate(&root().join("spec"), &generated())?;
    let status = cargo().args(["run", "--quiet", "--package", "modelarts-emulator", "--example", "demo"]).status()?;
    if status.success() { Ok(()) } else { Err(format!("the demo failed ({status})").into()) }
}
