//! `docs`: a reference of the API for people.

use std::fs;
use std::path::Path;

use crate::{Result, spec};

/// Writes the pages into a folder; other files there are left alone.
pub(crate) fn run(spec: &Path, out: &Path) -> Result {
    let pages = modelarts_codegen::reference::pages(&spec::read(spec)?);
    let failed = |error: std::io::Error, path: &Path| format!("{} cannot be written: {error}", path.display());
    fs::create_dir_all(out).map_err(|error| failed(error, out))?;
    for page in &pages {
        let path = out.join(&page.file);
        fs::write(&path, &page.text).map_err(|error| failed(error, &path))?;
    }
    println!("{} pages written to {}", pages.len(), out.display());
    Ok(())
}
