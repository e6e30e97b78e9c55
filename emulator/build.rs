//! Embeds the spec, so that the emulator runs without the folder.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Returns whether a path is a file of the spec. Folders and hidden files of editors, such as `.#jobs.yaml`, are not.
fn is_spec(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    path.extension().is_some_and(|extension| extension == "yaml") && !is_hidden && path.is_file()
}

fn main() -> io::Result<()> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").canonicalize()?;
    println!("cargo::rerun-if-changed={}", spec.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&spec)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| is_spec(path));
    files.sort();
    let rows: String = files
        .iter()
        .filter_map(|path| Some((path.file_name()?.to_str()?, path)))
        .map(|(name, path)| format!("({name:?}, include_str!({path:?})),\n"))
        .collect();
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("missing environment variable `OUT_DIR`"))?;
    fs::write(Path::new(&out).join("spec.rs"), format!("&[\n{rows}]\n"))
}
