//! `watch`: generates whenever the spec is saved.

use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use crate::{Result, spec};

const PAUSE: Duration = Duration::from_millis(200);

/// Generates now, and again each time that a file of the spec has changed. It does not end by itself.
pub(crate) fn run(folder: &Path, out: &Path) -> Result {
    let mut before = None;
    loop {
        let now = state(folder);
        if before.as_ref() != Some(&now) {
            // What is wrong is printed, and mended by the next save.
            if let Err(error) = spec::generate(folder, out) {
                eprintln!("{error}");
            }
            println!("watching {}", folder.display());
            before = Some(now);
        }
        sleep(PAUSE);
    }
}

/// The files, and when each was changed last. A folder that cannot be read has none for now.
fn state(folder: &Path) -> Vec<(std::ffi::OsString, Option<SystemTime>)> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let yaml = entries.filter(|entry| entry.path().extension().is_some_and(|extension| extension == "yaml"));
    let mut files: Vec<_> =
        yaml.map(|entry| (entry.file_name(), entry.metadata().and_then(|data| data.modified()).ok())).collect();
    files.sort();
    files
}
