//! Measures the generator and the client against peers, side by side in one run.
//!
//! `cargo xtask bench [--quick] [STAGE...]` runs it; `RESULTS.md` is what it writes.

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

/// What a stage may end with.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// Where things are, and how thoroughly to measure.
#[derive(Debug)]
pub struct Workplace {
    /// The project.
    pub root: PathBuf,
    /// Everything that is built or generated for the measurement.
    pub work: PathBuf,
    /// Fewer repetitions, and small APIs only.
    pub quick: bool,
    /// Who is measured where all are compared.
    pub contenders: Vec<Contender>,
    /// How many operations the API that is compiled has, where that is not the stage's own choice.
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
    let root = own.parent().ok_or("the bench has no project")?.to_owned();
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
                    "there is no option `{option}`; there are --quick, --only=CONTENDER and --n=COUNT"
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
        return Err(format!("there is no stage `{unknown}`; there are {}", known.join(", ")).into());
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
            // What has been measured stays, whatever becomes of the rest.
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
