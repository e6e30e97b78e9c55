//! `diff`: compares two specs, and checks the version bump.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use clap::Args;
use modelarts_codegen::diff::{self, Bump, Change};
use modelarts_codegen::{Api, Sources, read};

use crate::git::Revision;
use crate::terminal;
use crate::workspace::{MessageFormat, Result, root};

#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Folder of the old spec, or a git revision
    old: OsString,
    /// Folder of the new spec, or a git revision [default: spec]
    new: Option<OsString>,
    /// Format of the changes: text, or a JSON object
    #[arg(long, value_name = "FORMAT", default_value = "human")]
    message_format: MessageFormat,
}

/// Compares two specs. Fails if the version bump is too small.
pub(crate) fn run(options: &Options) -> Result {
    let old = Side::of(&options.old)?;
    let new = options.new.as_ref().map_or_else(|| Ok(Side::Folder(root().join("spec"))), |side| Side::of(side))?;
    let changes = diff::diff(&old.api()?, &new.api()?);
    let needed = diff::bump(&changes);
    show(&changes, needed, options.message_format)?;
    // A folder has no version to compare with.
    let (Side::Revision(_), Some(needed)) = (&old, needed) else { return Ok(()) };
    let (was, is) = (old.version()?, new.version()?);
    let least = bumped(was, needed);
    if is >= least {
        return Ok(());
    }
    let show = |(major, minor, patch): Version| format!("{major}.{minor}.{patch}");
    Err(format!("version {} is too low: these changes require {} or later", show(is), show(least)).into())
}

fn show(changes: &[Change], needed: Option<Bump>, format: MessageFormat) -> Result {
    let bump = needed.map_or("none", Bump::as_str);
    if format == MessageFormat::Json {
        return terminal::print(format_args!("{}\n", json(changes, bump)));
    }
    let lines: String = changes.iter().map(|change| format!("{change}\n")).collect();
    terminal::print(format_args!("{lines}{} changes; required version bump: {bump}\n", changes.len()))
}

fn json(changes: &[Change], bump: &str) -> serde_json::Value {
    let changes = changes.iter().map(|change| {
        serde_json::json!({
            "class": change.class.as_str(), "side": change.side.as_str(), "place": change.place,
            "message": change.message,
        })
    });
    serde_json::json!({ "bump": bump, "changes": changes.collect::<Vec<_>>() })
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

    fn api(&self) -> Result<Api> {
        let (sources, name) = match self {
            Self::Folder(folder) => (Sources::read(folder)?, folder.display().to_string()),
            Self::Revision(revision) => (revision.sources()?, revision.name().to_owned()),
        };
        Ok(read(&sources).map_err(|found| format!("the spec of `{name}` has errors:\n{found}"))?)
    }

    fn version(&self) -> Result<Version> {
        match self {
            Self::Folder(_) => version(&std::fs::read_to_string(root().join("Cargo.toml"))?),
            Self::Revision(revision) => version(&revision.text("Cargo.toml")?),
        }
    }
}

/// Major, minor, patch.
type Version = (u64, u64, u64);

/// Returns the version of all packages, from the workspace's manifest.
fn version(manifest: &str) -> Result<Version> {
    let line = manifest.lines().find(|line| line.starts_with("version = "));
    let text = line.and_then(|line| line.split('"').nth(1)).unwrap_or_default();
    let parts: Vec<u64> = text.split('.').map_while(|part| part.parse().ok()).collect();
    match parts[..] {
        [major, minor, patch] => Ok((major, minor, patch)),
        _ => Err(format!("invalid version `{text}` in Cargo.toml: three numbers are expected").into()),
    }
}

/// Returns the lowest version after a bump. Before 1.0.0, a major bump raises the second number, others the third.
fn bumped((major, minor, patch): Version, needed: Bump) -> Version {
    match needed {
        Bump::Major if major > 0 => (major + 1, 0, 0),
        Bump::Minor if major > 0 => (major, minor + 1, 0),
        Bump::Major => (0, minor + 1, 0),
        Bump::Minor | Bump::Patch => (major, minor, patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bump, bumped};

    #[test]
    fn versions_are_bumped_by_the_rules_of_semver() {
        let next = |version| [Bump::Patch, Bump::Minor, Bump::Major].map(|needed| bumped(version, needed));
        assert_eq!(next((1, 2, 3)), [(1, 2, 4), (1, 3, 0), (2, 0, 0)]);
        assert_eq!(next((0, 1, 5)), [(0, 1, 6), (0, 1, 6), (0, 2, 0)]);
    }
}
