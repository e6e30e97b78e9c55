//! `bench`: a workspace of its own, so that peers never weigh on the product's build.

use clap::Args;

use crate::workspace::{Result, cargo};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Repeat less, measure small APIs only, write nothing
    #[arg(long)]
    quick: bool,
    /// Compare with this contender (may be repeated)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Compile an API of so many operations (may be repeated)
    #[arg(long, value_name = "COUNT")]
    n: Vec<usize>,
    /// Measure this stage alone (generate, call, decode, stream, clean, real, compile)
    #[arg(value_name = "STAGE")]
    stages: Vec<String>,
}

/// Runs the measurement.
pub(crate) fn run(options: &Options) -> Result {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "--manifest-path", "bench/Cargo.toml", "--"]);
    command.args(options.quick.then_some("--quick"));
    command.args(options.only.iter().map(|name| format!("--only={name}")));
    command.args(options.n.iter().map(|count| format!("--n={count}")));
    let status = command.args(&options.stages).status()?;
    if status.success() { Ok(()) } else { Err(format!("the measurement failed ({status})").into()) }
}
