//! The maintainer's commands: `cargo xtask help` lists them.
//!
//! Each is a thin call into the generator or cargo. This program does not depend on the client,
//! so that it works when the generated code does not compile.

// A reader that closes the pipe is no reason to panic: `terminal` prints.
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod commands;
mod git;
mod spec;
mod terminal;
mod workspace;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::commands::{bench, check, demo, diff, docs, explain, features, fmt, generate, new, openapi, schema, watch};
use crate::workspace::Result;

/// The maintainer's commands.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate the client from the spec; only what changed is written
    Generate(generate::Options),
    /// Check that the spec is valid and the generated client current
    Check(check::Options),
    /// Generate whenever the spec is saved, and print its errors
    Watch(watch::Options),
    /// Format the files of the spec; comments and values stay
    Fmt(fmt::Options),
    /// Add something to the spec
    New(new::Options),
    /// Report what changed between two specs, for callers and on the wire
    Diff(diff::Options),
    /// Explain an error of a spec by its code; without a code, list all
    Explain(explain::Options),
    /// Write spec/spec.schema.json, with which editors complete, explain and check the spec
    Schema(schema::Options),
    /// Print the API as an OpenAPI 3.1 document, for other languages and tools
    Openapi(openapi::Options),
    /// Write a reference of the API in Markdown, a page for each resource
    Docs(docs::Options),
    /// Test the client with each of its features alone, with none and with all
    Features,
    /// Generate, start the emulator, and list training jobs under both ways of authentication
    Demo,
    /// Measure generator and client against their peers; writes bench/RESULTS.md
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Program::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::note(format_args!("error: {}\n", terminal::chain(error.as_ref())));
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<Command>) -> Result {
    match command {
        Some(Command::Generate(options)) => generate::run(&options),
        Some(Command::Check(options)) => check::run(&options),
        Some(Command::Watch(options)) => watch::run(&options),
        Some(Command::Fmt(options)) => fmt::run(&options),
        Some(Command::New(options)) => new::run(options),
        Some(Command::Diff(options)) => diff::run(&options),
        Some(Command::Explain(options)) => explain::run(&options),
        Some(Command::Schema(options)) => schema::run(&options),
        Some(Command::Openapi(options)) => openapi::run(&options),
        Some(Command::Docs(options)) => docs::run(&options),
        Some(Command::Features) => features::run(),
        Some(Command::Demo) => demo::run(),
        Some(Command::Bench(options)) => bench::run(&options),
        None => terminal::print(Program::command().render_help()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_options_of_all_commands_are_consistent() {
        super::Program::command().debug_assert();
    }
}
