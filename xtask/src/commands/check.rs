//! `check`: checks that the spec is valid and the generated client is current.

use clap::{Args, ValueEnum};
use modelarts_codegen::{HandWritten, write};

use super::schema;
use crate::spec::{DiagnosticFormat, Strictness};
use crate::workspace::{ClientFolder, Result, SpecFolder};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    #[command(flatten)]
    out: ClientFolder,
    /// Treat warnings as errors
    #[arg(long, value_name = "LEVEL")]
    deny: Option<Denied>,
    /// Format of errors and warnings
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: DiagnosticFormat,
    /// Correct the errors whose correction is certain, and report what changed
    #[arg(long)]
    fix: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Denied {
    Warnings,
}

/// Fails unless the spec is valid and the generated client is current.
pub(crate) fn run(options: &Options) -> Result {
    let folder = &options.spec.spec;
    let strictness =
        Strictness { format: options.message_format, deny_warnings: options.deny == Some(Denied::Warnings) };
    let hand_written = HandWritten::around(&options.out.out);
    if options.fix {
        spec::fix(folder, &hand_written)?;
    }
    let (api, sources) = spec::load(folder, &hand_written, strictness)?;
    spec::warn(&api, &sources, strictness)?;
    let outputs = write::render(&api)?;
    schema::check(folder, &api, schema::Presence::Optional)?;
    let stale = write::compare(&options.out.out, &outputs)?;
    if stale.is_empty() {
        if strictness.format == DiagnosticFormat::Human {
            terminal::print(format_args!(
                "the spec is valid, and all {} generated files are current\n",
                outputs.len()
            ))?;
        }
        return Ok(());
    }
    for stale in &stale {
        terminal::note(format_args!("{stale}\n"));
    }
    let count = match stale.len() {
        1 => "1 generated file is".to_owned(),
        many => format!("{many} generated files are"),
    };
    Err(format!("{count} not current; run `cargo xtask generate`").into())
}
