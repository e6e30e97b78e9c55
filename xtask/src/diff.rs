//! `diff`: what a change of the spec means, and whether the version says so.

use std::path::Path;
use std::process::Command;

use lexopt::prelude::{Long, Value, ValueExt as _};
use modelarts_codegen::diff::{self, Bump, Change};
use modelarts_codegen::{Api, Sources, read};

use crate::{Result, choice, workspace};

/// Compares two specs, each a folder or a revision of git. Fails if the version does not rise as it must.
pub(crate) fn run(mut arguments: lexopt::Parser) -> Result {
    let (mut sides, mut is_json) = (Vec::new(), false);
    while let Some(argument) = arguments.next()? {
        match argument {
            Value(side) => sides.push(side.string()?),
            Long("message-format") => is_json = choice(&mut arguments, &["human", "json"])? == 1,
            unexpected => return Err(unexpected.unexpected().into()),
        }
    }
    let (old, new) = match sides.as_slice() {
        [old] => (Side::of(old), Side::Folder(workspace().join("spec").display().to_string())),
        [old, new] => (Side::of(old), Side::of(new)),
        _ => return Err("two specs are compared, as in `cargo xtask diff HEAD` or `cargo xtask diff OLD NEW`".into()),
    };
    let changes = diff::diff(&old.api()?, &new.api()?);
    let needed = diff::bump(&changes);
    show(&changes, needed, is_json);
    // Folders have no version: only what is to be published has.
    let (Side::Revision(_), Some(needed)) = (&old, needed) else { return Ok(()) };
    let (was, is) = (old.version()?, new.version()?);
    let least = raised(was, needed);
    if is >= least {
        return Ok(());
    }
    let words = |(major, minor, patch): Version| format!("{major}.{minor}.{patch}");
    Err(format!("the version is {}: these changes ask for {} or later", words(is), words(least)).into())
}

fn show(changes: &[Change], needed: Option<Bump>, is_json: bool) {
    let bump = needed.map_or("none", Bump::as_str);
    if is_json {
        println!("{}", json(changes, bump));
        return;
    }
    for change in changes {
        println!("{change}");
    }
    println!("{} changes; the version bump that follows: {bump}", changes.len());
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
    Folder(String),
    Revision(String),
}

impl Side {
    fn of(name: &str) -> Self {
        if Path::new(name).is_dir() { Self::Folder(name.to_owned()) } else { Self::Revision(name.to_owned()) }
    }

    fn api(&self) -> Result<Api> {
        let (sources, name) = match self {
            Self::Folder(folder) => (Sources::read(folder.as_ref())?, folder),
            Self::Revision(revision) => (files_of(revision)?, revision),
        };
        Ok(read(&sources).map_err(|found| format!("the spec of {name} has mistakes:\n{found}"))?)
    }

    fn version(&self) -> Result<Version> {
        match self {
            Self::Folder(_) => version(&std::fs::read_to_string(workspace().join("Cargo.toml"))?),
            Self::Revision(revision) => version(&git(&["show", &format!("{revision}:Cargo.toml")])?),
        }
    }
}

/// The spec as it was in a revision.
fn files_of(revision: &str) -> Result<Sources> {
    let names = git(&["ls-tree", "--name-only", revision, "spec/"])?;
    let yaml = names.lines().filter(|name| name.ends_with(".yaml"));
    let read = |name: &str| {
        let text = git(&["show", &format!("{revision}:{name}")])?;
        Ok((name.trim_start_matches("spec/").to_owned(), text))
    };
    Ok(Sources::new(yaml.map(read).collect::<Result<Vec<_>>>()?))
}

fn git(arguments: &[&str]) -> Result<String> {
    let mut command = Command::new("git");
    let root = workspace();
    if root.as_os_str() != "" {
        command.current_dir(root);
    }
    let output = command.args(arguments).output().map_err(|error| format!("git cannot be started: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(format!("this is neither a folder nor a revision of git: {}", said.trim()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Major, minor, patch.
type Version = (u64, u64, u64);

/// The version that the workspace's manifest gives all packages.
fn version(manifest: &str) -> Result<Version> {
    let line = manifest.lines().find(|line| line.starts_with("version = "));
    let text = line.and_then(|line| line.split('"').nth(1)).unwrap_or_default();
    let parts: Vec<u64> = text.split('.').map_while(|part| part.parse().ok()).collect();
    match parts[..] {
        [major, minor, patch] => Ok((major, minor, patch)),
        _ => Err(format!("the manifest's version `{text}` is not one of three numbers").into()),
    }
}

/// The next version that tells of a change. Before 1.0.0 each number stands for the one before it.
fn raised((major, minor, patch): Version, needed: Bump) -> Version {
    match needed {
        Bump::Major if major > 0 => (major + 1, 0, 0),
        Bump::Minor if major > 0 => (major, minor + 1, 0),
        Bump::Major => (0, minor + 1, 0),
        Bump::Minor | Bump::Patch => (major, minor, patch + 1),
    }
}

#[cfg(test)]
mod tests {
    use super::{Bump, raised};

    #[test]
    fn a_version_rises_by_what_has_changed() {
        let next = |version| [Bump::Patch, Bump::Minor, Bump::Major].map(|needed| raised(version, needed));
        assert_eq!(next((1, 2, 3)), [(1, 2, 4), (1, 3, 0), (2, 0, 0)]);
        assert_eq!(next((0, 1, 5)), [(0, 1, 6), (0, 1, 6), (0, 2, 0)]);
    }
}
