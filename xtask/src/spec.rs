//! `generate` and `check`.

use std::io::IsTerminal as _;
use std::path::Path;

use annotate_snippets::Renderer;
use modelarts_codegen::write::{self, Output};
use modelarts_codegen::{Api, Diagnostics, Sources};

use crate::{Folders, Result};

/// Brings the generated client up to date.
pub(crate) fn generate(folders: &Folders) -> Result {
    let outputs = render(folders)?;
    let changed = write::write(&folders.out, &outputs)?;
    for stale in &changed {
        println!("mended: {stale}");
    }
    println!("{} files generated, {} changed", outputs.len(), changed.len());
    Ok(())
}

/// Fails unless the spec is valid and the generated client current.
pub(crate) fn check(folders: &Folders) -> Result {
    let outputs = render(folders)?;
    let stale = write::compare(&folders.out, &outputs)?;
    if stale.is_empty() {
        println!("the spec is valid, and its {} generated files are current", outputs.len());
        return Ok(());
    }
    for stale in &stale {
        eprintln!("{stale}");
    }
    Err(format!("{} generated files are not current; run `cargo xtask generate`", stale.len()).into())
}

fn render(folders: &Folders) -> Result<Vec<Output>> {
    Ok(write::render(&read(&folders.spec)?)?)
}

/// Reads a spec; prints its mistakes.
pub(crate) fn read(folder: &Path) -> Result<Api> {
    let sources = Sources::read(folder)?;
    Ok(modelarts_codegen::read(&sources).map_err(|diagnostics| show(&diagnostics, &sources))?)
}

/// Prints the mistakes; the error that is left says how many there are.
fn show(diagnostics: &Diagnostics, sources: &Sources) -> String {
    let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    eprint!("{}", diagnostics.render(sources, &renderer));
    let count = diagnostics.entries().len();
    format!("the spec has {count} mistake{}", if count == 1 { "" } else { "s" })
}
