//! The files of the workspace.

use std::fs;
use std::path::{Path, PathBuf};

/// The folder of the workspace.
///
/// # Panics
///
/// Never: the folder of this package is in it.
#[must_use]
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder above")
}

/// Returns the files with certain extensions in a folder and its subfolders, sorted, except those of builds and hidden
/// folders.
///
/// # Panics
///
/// If a folder cannot be read.
#[must_use]
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && !matches!(name.as_str(), "target" | "work") {
            found.extend(files(&path, extensions));
        } else if path.is_file() && extensions.contains(&&*extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}
