//! What the snapshots show compiles: all features together, in a copy of the client.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use modelarts_codegen::{read, write};
use modelarts_tests::{FEATURES, feature};

/// Copies the parts of the workspace that the client needs.
fn copy_client(from: &Path, to: &Path) -> io::Result<()> {
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    let manifest = fs::read_to_string(from.join("Cargo.toml"))?;
    let members = manifest.lines().find(|line| line.starts_with("members")).expect("the workspace has members");
    let manifest = manifest.replace(members, "members = [\"client\"]");
    let defaults = manifest.lines().find(|line| line.starts_with("default-members")).unwrap_or("\n").to_owned();
    // Profiles of packages that are not there would be warned of.
    let manifest = manifest.replace(&defaults, "").split("[profile").next().map(str::to_owned).unwrap_or_default();
    let inner = ["modelarts-codegen", "modelarts-emulator"];
    let manifest: String = manifest
        .lines()
        .filter(|line| !inner.iter().any(|name| line.starts_with(name)))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(to.join("Cargo.toml"), manifest)?;
    fs::copy(from.join("Cargo.lock"), to.join("Cargo.lock"))?;
    copy_folder(&from.join("client"), &to.join("client"))
}

fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() { copy_folder(&path, &target)? } else { fs::copy(&path, &target).map(drop)? }
    }
    Ok(())
}

#[test]
fn every_feature_compiles_without_a_warning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("features");
    copy_client(root, &copy).unwrap();
    let mut modules = String::new();
    for name in FEATURES {
        let outputs = write::render(&read(&feature(name)).unwrap()).unwrap();
        write::write(&copy.join("client/src/feature").join(name), &outputs).unwrap();
        modules.push_str(&format!("#[path = \"feature/{name}/mod.rs\"]\npub mod feature_{name};\n"));
    }
    // Facts of the service are read from the client's own spec only.
    modules =
        format!("/// Features.\n#[allow(dead_code)]\npub mod feature {{\n{modules}}}\n").replace("\"feature/", "\"");
    let library = copy.join("client/src/lib.rs");
    fs::write(&library, fs::read_to_string(&library).unwrap() + &modules).unwrap();
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--package", "modelarts", "--lib"])
        .current_dir(&copy)
        .env("CARGO_TARGET_DIR", copy.with_file_name("features-target"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning"), "{said}");
}
