//! The maintainer's commands: `cargo xtask help` lists them.
//!
//! Each is a thin call into the generator or cargo. This program does not depend on the client,
//! so that it works when the generated code does not compile.

mod bench;
mod demo;
mod docs;
mod openapi;
mod spec;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use lexopt::prelude::{Long, Short, Value, ValueExt as _};

const HELP: &str = "\
The maintainer's commands.

Usage: cargo xtask <command> [options]

Commands:
  generate   Generate the client from the spec; only what changed is written
  check      Check that the spec is valid and the generated client current
  openapi    Print the API as an OpenAPI 3.1 document, for other languages and tools
  docs       Write a reference of the API in Markdown, a page for each resource
  demo       Generate, start the emulator, and list training jobs under both ways of authentication
  bench      Measure generator and client against their peers; writes bench/RESULTS.md
  help       Show this text

Options of generate and check:
  --spec DIR   Folder of the spec              [default: spec]
  --out DIR    Folder of the generated client  [default: client/src/generated]

Options of openapi and docs:
  --spec DIR   Folder of the spec              [default: spec]
  --out PATH   File of the document [default: printed], folder of the reference [default: target/reference]

Options of bench:
  --quick      Fewer repetitions, small APIs only; writes nothing
  --only=NAME  Compare with this contender (may be repeated)
  --n=COUNT    Compile an API of so many operations (may be repeated)
  STAGE        Measure this stage alone (generate, call, decode, stream, clean, compile); writes nothing
";

/// What a command may end with.
type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The folders that a command works on.
struct Folders {
    spec: PathBuf,
    out: PathBuf,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprint!("error: {error}");
            let mut source = error.source();
            while let Some(cause) = source {
                eprint!(": {cause}");
                source = cause.source();
            }
            eprintln!();
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result {
    let mut arguments = lexopt::Parser::from_env();
    let command = match arguments.next()? {
        Some(Value(command)) => command.string()?,
        Some(Long("help") | Short('h')) | None => "help".to_owned(),
        Some(unexpected) => return Err(unexpected.unexpected().into()),
    };
    match command.as_str() {
        "generate" => spec::generate(&folders(arguments)?),
        "check" => spec::check(&folders(arguments)?),
        "openapi" => {
            let (spec, out) = places(arguments, None)?;
            openapi::run(&spec, out.as_deref())
        }
        "docs" => {
            let reference = workspace().join("target/reference");
            let (spec, out) = places(arguments, Some(reference.clone()))?;
            docs::run(&spec, &out.unwrap_or(reference))
        }
        "demo" => {
            spec::generate(&folders(arguments)?)?;
            demo::run(&workspace())
        }
        "bench" => bench::run(&workspace(), arguments.raw_args()?),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(format!("there is no command `{unknown}`; `cargo xtask help` lists them").into()),
    }
}

fn folders(arguments: lexopt::Parser) -> Result<Folders> {
    let generated = workspace().join("client/src/generated");
    let (spec, out) = places(arguments, Some(generated.clone()))?;
    Ok(Folders { spec, out: out.unwrap_or(generated) })
}

/// Where the spec is, and where what is made of it goes.
fn places(mut arguments: lexopt::Parser, out: Option<PathBuf>) -> Result<(PathBuf, Option<PathBuf>)> {
    let (mut spec, mut out) = (workspace().join("spec"), out);
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("spec") => spec = arguments.value()?.into(),
            Long("out") => out = Some(arguments.value()?.into()),
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    Ok((spec, out))
}

/// The folder of the workspace, from which paths are shown.
fn workspace() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = own.parent().unwrap_or(own);
    // Paths are shorter to read from where the maintainer is.
    match std::env::current_dir() {
        Ok(current) if current == root => PathBuf::new(),
        _ => root.to_owned(),
    }
}
