//! `demo`: the client against the emulator.

use std::path::Path;
use std::process::Command;

use crate::Result;

/// Runs the demo, built from what has just been generated.
pub(crate) fn run(workspace: &Path) -> Result {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--package", "modelarts-emulator", "--example", "demo"]);
    if !workspace.as_os_str().is_empty() {
        command.current_dir(workspace);
    }
    let status = command.status()?;
    if status.success() { Ok(()) } else { Err(format!("the demo failed ({status})").into()) }
}
