//! A copy of the client, to which generated code is added.

use std::path::Path;
use std::process::{Command, Output};
use std::{fs, io};

/// Copies the parts of the workspace that the client needs, but for its runtime.
///
/// # Errors
///
/// A file cannot be read or written.
pub fn copy_client(to: &Path) -> io::Result<()> {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if to.exists() {
        fs::remove_dir_all(to)?;
    }
    fs::create_dir_all(to)?;
    let manifest = fs::read_to_string(from.join("Cargo.toml"))?;
    let members = manifest.lines().find(|line| line.starts_with("members")).unwrap_or("\n");
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
    // Generated code uses the same runtime: it is not copied.
    let manifest = manifest.replace("path = \"runtime\"", &format!("path = {:?}", from.join("runtime")));
    fs::write(to.join("Cargo.toml"), manifest)?;
    fs::copy(from.join("Cargo.lock"), to.join("Cargo.lock"))?;
    copy_folder(&from.join("client"), &to.join("client"))
}

/// Adds code to the library of a copy.
///
/// # Errors
///
/// The file cannot be read or written.
pub fn add_to_library(copy: &Path, code: &str) -> io::Result<()> {
    let library = copy.join("client/src/lib.rs");
    fs::write(&library, fs::read_to_string(&library)? + code)
}

/// Runs cargo in a copy; all copies share what they have built.
///
/// # Errors
///
/// cargo cannot be started.
pub fn cargo_in(copy: &Path, arguments: &[&str]) -> io::Result<Output> {
    // Tests of documentation are of the library anyway, and cargo accepts no other choice with them.
    let library = (!arguments.contains(&"--doc")).then_some("--lib");
    Command::new(env!("CARGO"))
        .args(arguments)
        .args(["--offline", "--package", "modelarts"])
        .args(library)
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", copy.with_file_name("features-target"))
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .output()
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
