//! `watch`: generates the client whenever the spec changes.

use std::ffi::OsString;
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use clap::Args;
use modelarts_codegen::Sources;

use super::generate;
use crate::terminal;
use crate::workspace::{ClientFolder, Result, SpecFolder};

const DELAY: Duration = Duration::from_millis(200);

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    #[command(flatten)]
    out: ClientFolder,
}

/// Generates the client now, and after each change of the spec. Does not return.
pub(crate) fn run(options: &Options) -> Result {
    let folder = &options.spec.spec;
    let mut before = None;
    loop {
        let now = state(folder);
        if before.as_ref() != Some(&now) {
            // An error is printed, and the next change is awaited.
            if let Err(error) = generate::generate(folder, &options.out.out) {
                terminal::note(format_args!("error: {}\n", terminal::chain(error.as_ref())));
            }
            terminal::print(format_args!("watching `{}`\n", folder.display()))?;
            before = Some(now);
        }
        sleep(DELAY);
    }
}

/// Returns the files and their modification times. A folder that cannot be read has no files.
fn state(folder: &Path) -> Vec<(OsString, Option<SystemTime>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| entry.file_name().to_str().is_some_and(Sources::is_input));
    let mut files: Vec<_> =
        files.map(|entry| (entry.file_name(), entry.metadata().and_then(|data| data.modified()).ok())).collect();
    files.sort();
    files
}
