//! `fmt`: formats the files of a spec.

mod layout;
mod scalars;

use std::panic;

use clap::Args;
use modelarts_codegen::{Sources, load, write};

use crate::terminal;
use crate::workspace::{Result, SpecFolder};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    /// Check the format without changing files
    #[arg(long)]
    check: bool,
}

/// Formats the files of a spec. With `--check`, only reports files that are not formatted.
pub(crate) fn run(options: &Options) -> Result {
    // A panic of the formatter is reported as an error of the file.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = format_files(options);
    panic::set_hook(hook);
    result
}

/// Formats a text. Values and comments do not change.
pub(super) fn format_text(text: &str) -> Result<String> {
    Ok(layout::format(text)?)
}

fn format_files(options: &Options) -> Result {
    let folder = &options.spec.spec;
    let sources = Sources::read(folder)?;
    let (mut changed, mut failed) = (Vec::new(), 0);
    let mut fail = |name: &str, why: &dyn std::fmt::Display| {
        terminal::note(format_args!("cannot format `{name}`: {why}\n"));
        failed += 1;
    };
    for (name, problem) in sources.problems() {
        fail(name, &load::unreadable(name, problem).message);
    }
    for (name, text) in sources.files().iter().filter(|(name, _)| sources.problem(name).is_none()) {
        let formatted = match layout::format(text) {
            Ok(formatted) if formatted == *text => continue,
            Ok(formatted) => formatted,
            Err(error) => {
                fail(name, &terminal::chain(&error));
                continue;
            }
        };
        if !options.check {
            if let Err(error) = write::replace(&folder.join(name), formatted.as_bytes()) {
                fail(name, &terminal::chain(&error));
                continue;
            }
            terminal::print(format_args!("formatted: {name}\n"))?;
        }
        changed.push(name.as_str());
    }
    if failed > 0 {
        let files = if failed == 1 { "1 file".to_owned() } else { format!("{failed} files") };
        return Err(format!("cannot format {files}; run `cargo xtask check` for details").into());
    }
    if options.check && !changed.is_empty() {
        return Err(format!("not formatted: {}; run `cargo xtask fmt`", changed.join(", ")).into());
    }
    Ok(())
}
