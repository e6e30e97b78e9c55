//! The judgment of a change for callers, compared with that of cargo-semver-checks.

use std::path::{Path, PathBuf};
use std::process::Command;

use modelarts_codegen::diff::Class;
use modelarts_codegen::{Api, read, write};
use modelarts_tests::{SPEC_CHANGES, changing_spec};

use super::copied_client::{add_to_library, copy_client};

/// Copies the client, and adds what is generated for an API.
fn package(folder: &Path, api: &Api) {
    copy_client(folder).unwrap();
    write::write(&folder.join("client/src/example"), &write::render(api).unwrap()).unwrap();
    let module = "#[allow(dead_code, missing_docs)]\n#[path = \"example/mod.rs\"]\npub mod example;\n";
    add_to_library(folder, module).unwrap();
}

#[test]
fn no_judgment_for_callers_is_milder_than_that_of_cargo_semver_checks() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("semver");
    let (before, after) = (folder.join("before"), folder.join("after"));
    package(&before, &read(&changing_spec()).unwrap());
    let mut checked = 0;
    for change in SPEC_CHANGES {
        let name = change.name;
        // It reports nothing for a major version.
        let release = match change.callers {
            Class::Breaking => continue,
            Class::Compatible => "minor",
            Class::Documentation | Class::None => "patch",
        };
        package(&after, &read(&change.apply()).unwrap());
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
    assert!(checked > 80, "{checked}");
}
