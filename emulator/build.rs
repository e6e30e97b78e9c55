//! Puts the spec into the program, so that it runs without the folder.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec").canonicalize()?;
    println!("cargo::rerun-if-changed={}", spec.display());
    let mut files: Vec<PathBuf> = fs::read_dir(&spec)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let rows: String = files
        .iter()
        .filter_map(|path| Some((path.file_name()?.to_str()?, path)))
        .map(|(name, path)| format!("({name:?}, include_str!({path:?})),\n"))
        .collect();
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    fs::write(Path::new(&out).join("spec.rs"), format!("&[\n{rows}]\n"))
}
