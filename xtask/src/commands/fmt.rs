//! `fmt`: one layout for the files of a spec.

mod layout;
mod scalars;

use std::panic;

use clap::Args;
use modelarts_codegen::{Sources, write};

use crate::terminal;
use crate::workspace::{Result, SpecFolder};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    /// Change nothing; fail if a file is in another layout
    #[arg(long)]
    check: bool,
}

/// Formats the files of a spec; with `--check`, reports which are not formatted. Line ends may be those of Windows.
pub(crate) fn run(options: &Options) -> Result {
    // A panic of the formatter is an error of one file, and reported as such.
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = format_files(options);
    panic::set_hook(hook);
    result
}

fn format_files(options: &Options) -> Result {
    let folder = &options.spec.spec;
    let sources = Sources::read(folder)?;
    let (mut changed, mut failed) = (Vec::new(), 0);
    let mut fail = |name: &str, why: &dyn std::fmt::Display| {
        terminal::note(format_args!("cannot format `{name}`: {why}\n"));
        failed += 1;
    };
    for problem in sources.problems() {
        fail(&problem.place.file, &problem.message);
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
        return Err(format!("{files} cannot be formatted and stay as they are; `cargo xtask check` tells more").into());
    }
    if options.check && !changed.is_empty() {
        return Err(format!("not formatted: {}; run `cargo xtask fmt`", changed.join(", ")).into());
    }
    Ok(())
}
