//! `bench`: a workspace of its own, so that peers never weigh on the product's build.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::Result;

/// Runs the measurement, with the arguments that are left.
pub(crate) fn run(workspace: &Path, arguments: impl Iterator<Item = OsString>) -> Result {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["run", "--quiet", "--release", "--manifest-path"]).arg(workspace.join("bench/Cargo.toml"));
    let status = command.arg("--").args(arguments).status()?;
    if status.success() { Ok(()) } else { Err(format!("the measurement failed ({status})").into()) }
}
