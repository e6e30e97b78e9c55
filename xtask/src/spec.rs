//! Reads a spec, and prints its errors and warnings.

use std::error::Error;
use std::io::IsTerminal as _;
use std::path::Path;

use annotate_snippets::Renderer;
use clap::ValueEnum;
use modelarts_codegen::diagnostic::{self, Level};
use modelarts_codegen::{Api, Diagnostics, HandWritten, Sources, lint, write};

use crate::terminal;
use crate::workspace::{Reported, Result};

/// The format of errors and warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiagnosticFormat {
    /// Text
    #[default]
    Human,
    /// One JSON object on each line
    Json,
    /// Annotations for GitHub Actions
    Github,
}

/// How errors are shown, and whether warnings are errors.
#[derive(Clone, Copy, Default)]
pub(crate) struct Strictness {
    pub(crate) format: DiagnosticFormat,
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
        Err(found) => Err(show(&found, &sources, strictness)?),
    }
}

/// Checks a spec that is not written yet. Prints its errors.
pub(crate) fn check(sources: &Sources, hand_written: &HandWritten) -> Result<Api> {
    modelarts_codegen::read_with(sources, hand_written)
        .or_else(|found| Err(show(&found, sources, Strictness::default())?))
}

/// Corrects the errors of a spec whose replacements are certain, and prints what changed.
pub(crate) fn fix(folder: &Path, hand_written: &HandWritten) -> Result {
    let sources = Sources::read(folder)?;
    let check = |sources: &Sources| modelarts_codegen::read_with(sources, hand_written).err().unwrap_or_default();
    let (fixed, fixes) = diagnostic::fix(sources.clone(), check);
    for (name, _) in fixed.files() {
        let text = fixed.text_on_disk(name).filter(|text| sources.text_on_disk(name) != Some(text));
        text.map_or(Ok(()), |text| write::replace(&folder.join(name), text.as_bytes()))?;
    }
    if fixes.is_empty() {
        terminal::note("nothing to fix: no error has a correction that is certain\n");
    }
    for fix in &fixes {
        let path = fixed.display_path(&fix.file);
        terminal::note(format_args!("fixed: {path}:{}: {:?} -> {:?}\n", fix.line, fix.before, fix.after));
    }
    Ok(())
}

/// Prints the warnings of a spec. Fails if they are denied.
pub(crate) fn warn(api: &Api, sources: &Sources, strictness: Strictness) -> Result {
    let warnings = lint::lint(api);
    if warnings.entries().is_empty() {
        return Ok(());
    }
    let summary = show(&warnings, sources, strictness)?;
    if strictness.deny_warnings { Err(summary) } else { Ok(()) }
}

/// Prints diagnostics, and returns a summary: the error of the command, if they are errors.
fn show(found: &Diagnostics, sources: &Sources, strictness: Strictness) -> Result<Box<dyn Error>> {
    match strictness.format {
        DiagnosticFormat::Json => {
            terminal::print(found.json_lines(sources))?;
            return Ok(Reported.into());
        }
        DiagnosticFormat::Github => {
            terminal::print(found.github_lines(sources))?;
            return Ok(Reported.into());
        }
        DiagnosticFormat::Human => {
            let renderer = if std::io::stderr().is_terminal() { Renderer::styled() } else { Renderer::plain() };
            terminal::note(found.render(sources, &renderer));
        }
    }
    let count = found.entries().len();
    let what = if found.count(Level::Error) > 0 { "error" } else { "warning" };
    let code = found.entries().first().map_or("E0001", |entry| entry.code);
    let plural = if count == 1 { "" } else { "s" };
    let more = match found.entries().iter().all(|entry| entry.code == code) {
        true => format!("run `cargo xtask explain {code}` for details"),
        false => format!("for more about an error, run `cargo xtask explain` with its code, such as {code}"),
    };
    Ok(format!("the spec has {count} {what}{plural}; {more}").into())
}
