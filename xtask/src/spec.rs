//! `generate` and `check`.

use std::io::IsTerminal as _;
use std::path::Path;

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::Level;
use modelarts_codegen::{Api, Diagnostics, Sources, lint, write};

use crate::{Result, schema};

/// How mistakes are shown, and whether a warning is one.
#[derive(Clone, Copy, Default)]
pub(crate) struct Strictness {
    /// A JSON object on each line of the standard output, for editors and CI.
    pub(crate) json: bool,
    pub(crate) deny_warnings: bool,
}

/// Brings the generated client up to date.
pub(crate) fn generate(spec: &Path, out: &Path) -> Result {
    let outputs = write::render(&read(spec)?)?;
    let changed = write::write(out, &outputs)?;
    for stale in &changed {
        println!("mended: {stale}");
    }
    println!("{} files generated, {} changed", outputs.len(), changed.len());
    Ok(())
}

/// Fails unless the spec is valid and the generated client current.
pub(crate) fn check(spec: &Path, out: &Path, strictness: Strictness) -> Result {
    let (api, sources) = load(spec, strictness)?;
    warn(&api, &sources, strictness)?;
    let outputs = write::render(&api)?;
    schema::check(spec)?;
    let stale = write::compare(out, &outputs)?;
    if stale.is_empty() {
        if !strictness.json {
            println!("the spec is valid, and its {} generated files are current", outputs.len());
        }
        return Ok(());
    }
    for stale in &stale {
        eprintln!("{stale}");
    }
    Err(format!("{} generated files are not current; run `cargo xtask generate`", stale.len()).into())
}

/// Reads a spec; prints its mistakes, and how many warnings there are.
pub(crate) fn read(folder: &Path) -> Result<Api> {
    let (api, _) = load(folder, Strictness::default())?;
    match lint::lint(&api).entries().len() {
        0 => {}
        count => eprintln!("warnings: {count}; `cargo xtask check` shows them"),
    }
    Ok(api)
}

fn load(folder: &Path, strictness: Strictness) -> Result<(Api, Sources)> {
    let sources = Sources::read(folder)?;
    let api = modelarts_codegen::read(&sources).map_err(|found| show(&found, &sources, strictness))?;
    Ok((api, sources))
}

fn warn(api: &Api, sources: &Sources, strictness: Strictness) -> Result {
    let warnings = lint::lint(api);
    if warnings.entries().is_empty() {
        return Ok(());
    }
    let summary = show(&warnings, sources, strictness);
    if strictness.deny_warnings { Err(summary.into()) } else { Ok(()) }
}

/// Prints what was found; what is left to say is how much it is.
fn show(found: &Diagnostics, sources: &Sources, strictness: Strictness) -> String {
    if strictness.json {
        print!("{}", found.json_lines(sources));
    } else {
        let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
        eprint!("{}", found.render(sources, &renderer));
    }
    let count = found.entries().len();
    let what = if found.count(Level::Error) > 0 { "mistake" } else { "warning" };
    let code = found.entries().first().map_or("E0001", |entry| entry.code);
    let plural = if count == 1 { "" } else { "s" };
    format!("the spec has {count} {what}{plural}; `cargo xtask explain {code}` tells more")
}
