//! `bench`: a workspace of its own, so that peers never weigh on the product's build.

use std::ffi::OsString;

use crate::{Result, cargo};

/// Runs the measurement, with the arguments that are left.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Result {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "--manifest-path", "bench/Cargo.toml", "--"]);
    let status = command.args(arguments).status()?;
    if status.success() { Ok(()) } else { Err(format!("the measurement failed ({status})").into()) }
}
