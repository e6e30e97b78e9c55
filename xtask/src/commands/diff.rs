//! `diff`: compares two specs, and checks the version bump.

mod report;
mod version;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use annotate_snippets::Renderer;
use clap::{Args, ValueEnum};
use modelarts_codegen::check::EDITION;
use modelarts_codegen::diff::{self, Change, Class};
use modelarts_codegen::sources::SERVICE_FILE;
use modelarts_codegen::{Api, Sources, read};

use crate::git::Revision;
use crate::terminal;
use crate::workspace::{Result, root};
use report::{Format, Report};
use version::Versions;

#[derive(Args, Debug)]
#[command(after_help = EXIT_STATUS)]
pub(crate) struct Options {
    /// Folder of the old spec, or a git revision
    old: OsString,
    /// Folder of the new spec, or a git revision [default: spec]
    new: Option<OsString>,
    /// Fail if there is such a change
    #[arg(long, value_name = "WHAT", value_delimiter = ',')]
    deny: Vec<Denied>,
    /// Format of the changes
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: Format,
}

const EXIT_STATUS: &str = "\
Callers: whether programs compile as before, and mean the same.
Wire: whether clients of the old state work with a service of the new state.
Version bump: of the version in Cargo.toml. Before 1.0, a minor bump raises the last number, as in 0.1.0 to 0.1.1,
and a major bump the one before it, as in 0.1.0 to 0.2.0.

Exit status:
  0  no change is denied; without `--deny`, whatever changes
  1  a denied change, or a spec that cannot be read
  2  an invalid option";

/// What `--deny` refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Denied {
    /// A breaking change for callers or on the wire
    Breaking,
    /// A breaking change for callers
    Callers,
    /// A breaking change on the wire
    Wire,
    /// A version bump that is too small
    Version,
    /// Any change
    Changes,
}

/// Compares two specs. Fails if a change is denied.
pub(crate) fn run(options: &Options) -> Result {
    let old = Side::of(&options.old)?;
    let new = options.new.as_ref().map_or_else(|| Ok(Side::Folder(root().join("spec"))), |side| Side::of(side))?;
    let (old_sources, new_sources) = (old.sources()?, new.sources()?);
    let changes = diff::diff(&old.api(&old_sources)?, &new.api(&new_sources)?);
    let positions = diff::positions(&changes, &old_sources, &new_sources);
    let versions = match (&old, diff::bump(&changes)) {
        (Side::Revision(_), Some(needed)) => Some(Versions::new(&old.manifest()?, &new.manifest()?, needed)?),
        // A folder has no version to compare with.
        _ => None,
    };
    let report = Report {
        changes: &changes,
        positions: &positions,
        names: (&old.name(), &new.name()),
        versions: versions.as_ref(),
    };
    terminal::print(report.render(options.message_format))?;
    refuse(&options.deny, &changes, versions.as_ref())
}

/// Adds the edition to a spec without one, at the end: no line moves.
fn with_edition(sources: Sources) -> Sources {
    match sources.text(SERVICE_FILE) {
        Some(text) if !text.lines().any(|line| line.starts_with("edition:")) => {
            let text = format!("{}\nedition: {EDITION}\n", text.trim_end());
            sources.with(SERVICE_FILE, &text)
        }
        _ => sources,
    }
}

/// Fails if there is a denied change.
fn refuse(denied: &[Denied], changes: &[Change], versions: Option<&Versions>) -> Result {
    for denied in denied {
        let count = |is_denied: fn(&Change) -> bool| changes.iter().filter(|change| is_denied(change)).count();
        let (count, what) = match denied {
            Denied::Breaking => (count(|change| change.class() == Class::Breaking), "breaking changes"),
            Denied::Callers => {
                (count(|change| change.callers.class == Class::Breaking), "breaking changes for callers")
            }
            Denied::Wire => (count(|change| change.wire.class == Class::Breaking), "breaking changes on the wire"),
            Denied::Changes => (changes.len(), "changes"),
            Denied::Version => match versions.and_then(Versions::problem) {
                Some(problem) => return Err(problem.into()),
                None => continue,
            },
        };
        if count > 0 {
            return Err(format!("denied {what}: {count}").into());
        }
    }
    Ok(())
}

/// A spec to compare.
enum Side {
    Folder(PathBuf),
    Revision(Revision),
}

impl Side {
    fn of(name: &OsStr) -> Result<Self> {
        if Path::new(name).is_dir() {
            return Ok(Self::Folder(name.into()));
        }
        Ok(Self::Revision(Revision::find(&root(), name)?))
    }

    /// Returns what comes before the name of a file in messages: a folder, or a revision as git writes it.
    fn name(&self) -> String {
        match self {
            Self::Folder(folder) => format!("{}/", folder.display().to_string().trim_end_matches('/')),
            Self::Revision(revision) => format!("{}:spec/", revision.name()),
        }
    }

    /// Returns the spec. One without an edition is from before editions had numbers.
    fn sources(&self) -> Result<Sources> {
        Ok(with_edition(self.files()?))
    }

    fn files(&self) -> Result<Sources> {
        match self {
            Self::Folder(folder) => Ok(Sources::read(folder)?),
            Self::Revision(revision) => revision.sources(),
        }
    }

    fn api(&self, sources: &Sources) -> Result<Api> {
        Ok(read(sources).map_err(|found| {
            let errors = found.render(sources, &Renderer::plain());
            format!("the spec in `{}` has errors:\n{}", self.name(), errors.trim_end())
        })?)
    }

    /// Returns the manifest with the version.
    fn manifest(&self) -> Result<String> {
        match self {
            Self::Folder(_) => Ok(std::fs::read_to_string(root().join("Cargo.toml"))?),
            Self::Revision(revision) => revision.text("Cargo.toml"),
        }
    }
}
