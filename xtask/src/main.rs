//! The maintainer's commands: `cargo xtask help` lists them.
//!
//! Each is a thin call into the generator or cargo. This program does not depend on the client,
//! so that it works when the generated code does not compile.

mod bench;
mod demo;
mod diff;
mod docs;
mod explain;
mod features;
mod fmt;
mod new;
mod openapi;
mod schema;
mod spec;
mod watch;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use lexopt::prelude::{Long, Short, Value, ValueExt as _};

use crate::spec::Strictness;

const HELP: &str = "\
The maintainer's commands.

Usage: cargo xtask <command> [options]

Commands:
  generate   Generate the client from the spec; only what changed is written
  check      Check that the spec is valid and the generated client current
  watch      Generate whenever the spec is saved, and print its mistakes
  fmt        Bring the files of the spec into one layout, comments kept
  new        Begin an operation: `new operation NAME 'METHOD /path' [--sample FILE] [--file NAME]`
  diff       Say what changed between two specs, for callers and on the wire: `diff OLD [NEW]`, folders or git revisions
  explain    Explain a mistake by its code, as in `cargo xtask explain E0010`; without one, list all
  schema     Write spec/spec.schema.json, with which editors complete, explain and check the spec
  openapi    Print the API as an OpenAPI 3.1 document, for other languages and tools
  docs       Write a reference of the API in Markdown, a page for each resource
  features   Test the client with each of its features alone, with none and with all
  demo       Generate, start the emulator, and list training jobs under both ways of authentication
  bench      Measure generator and client against their peers; writes bench/RESULTS.md
  help       Show this text

Options of generate, check and watch:
  --spec DIR   Folder of the spec              [default: spec]
  --out DIR    Folder of the generated client  [default: client/src/generated]

Options of check:
  --deny warnings        Fail on warnings, too
  --message-format json  Print mistakes as JSON, one on each line, for editors and CI

Options of fmt:
  --check      Change nothing; fail if a file is in another layout

Options of openapi and docs:
  --spec DIR   Folder of the spec              [default: spec]
  --out PATH   File of the document [default: printed], folder of the reference [default: target/reference]

Options of bench:
  --quick      Fewer repetitions, small APIs only; writes nothing
  --only=NAME  Compare with this contender (may be repeated)
  --n=COUNT    Compile an API of so many operations (may be repeated)
  STAGE        Measure this stage alone (generate, call, decode, stream, clean, real, compile)
";

/// What a command may end with.
type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The folder of the generated client.
const GENERATED: &str = "client/src/generated";

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
        "generate" => {
            let options = Options::read(arguments)?;
            spec::generate(&options.spec, &options.out(GENERATED))
        }
        "check" => {
            let options = Options::read(arguments)?;
            spec::check(&options.spec, &options.out(GENERATED), options.strictness)
        }
        "watch" => {
            let options = Options::read(arguments)?;
            watch::run(&options.spec, &options.out(GENERATED))
        }
        "fmt" => {
            let options = Options::read(arguments)?;
            fmt::run(&options.spec, options.only_check)
        }
        "new" => new::run(arguments),
        "diff" => diff::run(arguments),
        "explain" => explain::run(argument(&mut arguments)?.as_deref()),
        "schema" => schema::write(&Options::read(arguments)?.spec),
        "openapi" => {
            let options = Options::read(arguments)?;
            openapi::run(&options.spec, options.out.as_deref())
        }
        "docs" => {
            let options = Options::read(arguments)?;
            docs::run(&options.spec, &options.out("target/reference"))
        }
        "features" => features::run(),
        "demo" => {
            let options = Options::read(arguments)?;
            spec::generate(&options.spec, &options.out(GENERATED))?;
            demo::run()
        }
        "bench" => bench::run(arguments.raw_args()?),
        "help" => {
            print!("{HELP}");
            Ok(())
        }
        unknown => Err(format!("there is no command `{unknown}`; `cargo xtask help` lists them").into()),
    }
}

/// The next argument, which is no option; nothing if there is none.
fn argument(arguments: &mut lexopt::Parser) -> Result<Option<String>> {
    match arguments.next()? {
        Some(Value(value)) => Ok(Some(value.string()?)),
        Some(unexpected) => Err(unexpected.unexpected().into()),
        None => Ok(None),
    }
}

/// Options that several commands have.
struct Options {
    spec: PathBuf,
    out: Option<PathBuf>,
    strictness: Strictness,
    only_check: bool,
}

impl Options {
    fn read(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut options =
            Self { spec: workspace().join("spec"), out: None, strictness: Strictness::default(), only_check: false };
        while let Some(argument) = arguments.next()? {
            match argument {
                Long("spec") => options.spec = arguments.value()?.into(),
                Long("out") => options.out = Some(arguments.value()?.into()),
                Long("check") => options.only_check = true,
                Long("deny") => options.strictness.deny_warnings = choice(&mut arguments, &["warnings"])? == 0,
                Long("message-format") => options.strictness.json = choice(&mut arguments, &["human", "json"])? == 1,
                unexpected => return Err(unexpected.unexpected().into()),
            }
        }
        Ok(options)
    }

    fn out(&self, default: &str) -> PathBuf {
        self.out.clone().unwrap_or_else(|| workspace().join(default))
    }
}

/// The place of an option's value among those that it may have.
fn choice(arguments: &mut lexopt::Parser, known: &[&str]) -> Result<usize> {
    let value = arguments.value()?.string()?;
    let place = known.iter().position(|known| *known == value);
    place.ok_or_else(|| format!("`{value}` is not one of {}", known.join(", ")).into())
}

/// cargo, run in the workspace.
fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let workspace = workspace();
    if !workspace.as_os_str().is_empty() {
        command.current_dir(workspace);
    }
    command
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
