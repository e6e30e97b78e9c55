//! The bump that a change of the spec requires, compared with what cargo-semver-checks requires.

use std::path::{Path, PathBuf};
use std::process::Command;

use modelarts_codegen::diagnostic::explanation::example;
use modelarts_codegen::diff::Bump::{Major, Minor};
use modelarts_codegen::{Api, read, write};

use super::copied_client::{add_to_library, copy_client};
use crate::diff::{CHANGES, changed};

/// Copies the client, and adds what is generated for an API.
fn package(folder: &Path, api: &Api) {
    copy_client(folder).unwrap();
    write::write(&folder.join("client/src/example"), &write::render(api).unwrap()).unwrap();
    let module = "#[allow(dead_code, missing_docs)]\n#[path = \"example/mod.rs\"]\npub mod example;\n";
    add_to_library(folder, module).unwrap();
}

#[test]
fn no_bump_is_smaller_than_cargo_semver_checks_requires() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("semver");
    let (before, after) = (folder.join("before"), folder.join("after"));
    package(&before, &read(&example()).unwrap());
    let mut checked = 0;
    for (name, from, to, expected) in CHANGES {
        // It reports nothing for a major version.
        let release = match expected {
            Some(Major) => continue,
            Some(Minor) => "minor",
            _ => "patch",
        };
        package(&after, &changed(from, to));
        let output = Command::new(env!("CARGO"))
            .args(["semver-checks", "check-release", "--release-type", release, "--baseline-root"])
            .arg(before.join("client"))
            .arg("--manifest-path")
            .arg(after.join("client/Cargo.toml"))
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}, as a {release} version:\n{said}");
        checked += 1;
    }
    assert!(checked > 20, "{checked}");
}
