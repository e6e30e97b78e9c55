//! Compares the generator and the client with peers in one run.
//!
//! `cargo xtask bench [--quick] [STAGE...]` runs it and writes `RESULTS.md`.

mod api;
mod contenders;
mod measure;
mod real;
mod report;
mod stages;

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use contenders::Contender;

/// The result of a stage.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Folders and options.
#[derive(Debug)]
pub struct Workplace {
    /// The folder of the project.
    pub root: PathBuf,
    /// The folder for everything that is built or generated.
    pub work: PathBuf,
    /// Fewer repetitions, and small APIs only.
    pub quick: bool,
    /// The contenders to measure in stages that compare all of them.
    pub contenders: Vec<Contender>,
    /// The numbers of operations to compile. Empty: the default of the stage.
    pub counts: Vec<usize>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.split_first() {
        Some((first, command)) if first == "measure" => measure::child(command),
        _ => bench(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn bench(arguments: &[String]) -> Result {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = own.parent().ok_or("missing folder of the project")?.to_owned();
    let (options, wanted): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    let mut place =
        Workplace { work: own.join("work"), root, quick: false, contenders: Vec::new(), counts: Vec::new() };
    for option in options {
        let named = option
            .strip_prefix("--only=")
            .and_then(|name| Contender::ALL.into_iter().find(|known| known.name() == name));
        let count = option.strip_prefix("--n=").and_then(|count| count.parse().ok());
        match (option, named, count) {
            ("--quick", ..) => place.quick = true,
            (_, Some(contender), _) => place.contenders.push(contender),
            (_, _, Some(count)) => place.counts.push(count),
            _ => {
                return Err(format!(
                    "unknown option `{option}`: expected `--quick`, `--only=CONTENDER` or `--n=COUNT`"
                )
                .into());
            }
        }
    }
    let is_partial = !wanted.is_empty();
    let results = own.join("RESULTS.md");
    if place.contenders.is_empty() {
        place.contenders.extend(Contender::ALL);
    }
    if let Some(unknown) = wanted.iter().find(|name| !stages::ALL.iter().any(|stage| stage.0 == **name)) {
        let known: Vec<_> = stages::ALL.iter().map(|stage| stage.0).collect();
        return Err(format!("unknown stage `{unknown}`: expected one of {}", known.join(", ")).into());
    }
    std::fs::create_dir_all(&place.work)?;
    for contender in &place.contenders {
        eprintln!("installing {}", contender.name());
        contender.install(&place)?;
    }
    let mut report = report::Report::default();
    for (name, stage) in stages::ALL {
        if wanted.is_empty() || wanted.contains(name) {
            eprintln!("stage {name}");
            stage(&place, &mut report)?;
            // Keep the results of this stage even if a later one fails.
            if !place.quick && !is_partial {
                std::fs::write(&results, report.render(&place)?)?;
            }
        }
    }
    if !place.quick && is_partial {
        std::fs::write(&results, report.merge(&std::fs::read_to_string(&results)?, &place)?)?;
    }
    print!("{}", report.render(&place)?);
    Ok(())
}
