//! Reads a spec, and prints its errors and warnings.

use std::io::IsTerminal as _;
use std::path::Path;

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::Level;
use modelarts_codegen::{Api, Diagnostics, HandWritten, Sources, lint};

use crate::terminal;
use crate::workspace::Result;

/// How errors are shown, and whether warnings are errors.
#[derive(Clone, Copy, Default)]
pub(crate) struct Strictness {
    /// Print JSON, one object on each line.
    pub(crate) json: bool,
    pub(crate) deny_warnings: bool,
}

/// Reads a spec. Prints its errors and the number of warnings.
pub(crate) fn read(folder: &Path) -> Result<Api> {
    read_with(folder, &HandWritten::default())
}

/// Reads a spec whose client has hand-written code. Prints its errors and the number of warnings.
pub(crate) fn read_with(folder: &Path, hand_written: &HandWritten) -> Result<Api> {
    let (api, _) = load(folder, hand_written, Strictness::default())?;
    match lint::lint(&api).entries().len() {
        0 => {}
        count => terminal::note(format_args!("warnings: {count}; run `cargo xtask check` to see them\n")),
    }
    Ok(api)
}

/// Reads a spec. Prints its errors.
pub(crate) fn load(folder: &Path, hand_written: &HandWritten, strictness: Strictness) -> Result<(Api, Sources)> {
    let sources = Sources::read(folder)?;
    match modelarts_codegen::read_with(&sources, hand_written) {
        Ok(api) => Ok((api, sources)),
        Err(found) => Err(show(&found, &sources, strictness)?.into()),
    }
}

/// Checks a spec that is not written yet. Prints its errors.
pub(crate) fn check(sources: &Sources, hand_written: &HandWritten) -> Result<Api> {
    modelarts_codegen::read_with(sources, hand_written)
        .or_else(|found| Err(show(&found, sources, Strictness::default())?.into()))
}

/// Prints the warnings of a spec. Fails if they are denied.
pub(crate) fn warn(api: &Api, sources: &Sources, strictness: Strictness) -> Result {
    let warnings = lint::lint(api);
    if warnings.entries().is_empty() {
        return Ok(());
    }
    let summary = show(&warnings, sources, strictness)?;
    if strictness.deny_warnings { Err(summary.into()) } else { Ok(()) }
}

/// Prints diagnostics, and returns a summary.
fn show(found: &Diagnostics, sources: &Sources, strictness: Strictness) -> Result<String> {
    if strictness.json {
        terminal::print(found.json_lines(sources))?;
    } else {
        let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
        terminal::note(found.render(sources, &renderer));
    }
    let count = found.entries().len();
    let what = if found.count(Level::Error) > 0 { "error" } else { "warning" };
    let code = found.entries().first().map_or("E0001", |entry| entry.code);
    let plural = if count == 1 { "" } else { "s" };
    Ok(format!("the spec has {count} {what}{plural}; run `cargo xtask explain {code}` for details"))
}
