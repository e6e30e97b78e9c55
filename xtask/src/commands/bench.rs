//! `bench`: runs the benchmarks, which are a separate workspace, so that their dependencies do not slow other builds.

use clap::Args;

use crate::workspace::{Result, cargo};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Measure small APIs with few repetitions, and write no report
    #[arg(long)]
    quick: bool,
    /// Measure only this generator (repeatable)
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Compile an API with this many operations (repeatable)
    #[arg(long, value_name = "COUNT")]
    n: Vec<usize>,
    /// Run only these stages: generate, call, decode, stream, clean, real, compile
    #[arg(value_name = "STAGE")]
    stages: Vec<String>,
}

/// Runs the benchmarks.
pub(crate) fn run(options: &Options) -> Result {
    let mut command = cargo();
    command.args(["run", "--quiet", "--release", "--manifest-path", "bench/Cargo.toml", "--"]);
    command.args(options.quick.then_some("--quick"));
    command.args(options.only.iter().map(|name| format!("--only={name}")));
    command.args(options.n.iter().map(|count| format!("--n={count}")));
    let status = command.args(&options.stages).status()?;
    if status.success() { Ok(()) } else { Err(format!("the benchmarks failed ({status})").into()) }
}
