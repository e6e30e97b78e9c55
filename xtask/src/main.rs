//! The maintainer's commands. `cargo xtask help` lists them.
//!
//! Each command is a thin wrapper around the generator or cargo. This program does not depend on the client, so it works
//! when the generated code does not compile.
//!
//! Modules are layers. Each may import only those listed before it:
//!
//! 1. `workspace`: folders, shared options, cargo, the result of a command
//! 2. `terminal`: output
//! 3. `git`: specs of git revisions
//! 4. `spec`: reading a spec, and printing its errors
//! 5. `commands`: one file for each command; `fmt`, `generate` and `schema` are used by others
//! 6. `main`: parses the command line, and dispatches

// `terminal` prints: unlike `print!`, it does not panic if the reader closes the pipe.
#![deny(clippy::print_stderr, clippy::print_stdout)]

mod commands;
mod git;
mod spec;
mod terminal;
mod workspace;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::commands::{bench, check, demo, diff, docs, explain, features, fmt, generate, new, openapi, schema, watch};
use crate::workspace::{Reported, Result};

/// The maintainer's commands.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", max_term_width = 100)]
struct Program {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Generate the client from the spec
    Generate(generate::Options),
    /// Check that the spec is valid and the generated client is current
    Check(check::Options),
    /// Generate the client whenever the spec changes
    Watch(watch::Options),
    /// Format the spec
    Fmt(fmt::Options),
    /// Add an operation to the spec, or make a package for another service
    New(new::Options),
    /// Compare two specs, and report the required version bump
    Diff(diff::Options),
    /// Explain an error or warning of the spec, or list all of them
    Explain(explain::Options),
    /// Write the JSON schema of the spec language, for editors
    Schema(schema::Options),
    /// Export the API as an OpenAPI 3.1 document
    Openapi(openapi::Options),
    /// Write a reference of the API in Markdown
    Docs(docs::Options),
    /// Test the client with each feature alone, with none and with all
    Features,
    /// Run the demo of client and emulator
    Demo,
    /// Run the benchmarks, and write bench/RESULTS.md
    Bench(bench::Options),
}

fn main() -> ExitCode {
    match run(Program::parse_from(arguments()).command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<Reported>() => ExitCode::FAILURE,
        Err(error) => {
            terminal::note(format_args!("error: {}\n", terminal::chain(error.as_ref())));
            ExitCode::FAILURE
        }
    }
}

/// Returns the arguments of the program. `help --help` means `help`.
fn arguments() -> impl Iterator<Item = OsString> {
    let mut is_help = false;
    std::env::args_os().enumerate().filter_map(move |(index, argument)| {
        is_help |= index == 1 && argument == "help";
        (!is_help || (argument != "--help" && argument != "-h")).then_some(argument)
    })
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
