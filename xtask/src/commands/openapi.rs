//! `openapi`: exports the API as an OpenAPI document.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use modelarts_codegen::write;

use crate::workspace::{Result, SpecFolder};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Prints the document, or writes it to a file.
pub(crate) fn run(options: &Options) -> Result {
    let document = modelarts_codegen::openapi::document(&spec::read(&options.spec.spec)?);
    let text = format!("{document:#}\n");
    match &options.out {
        Some(file) => {
            refuse_other(file)?;
            Ok(write::replace(file, text.as_bytes())?)
        }
        None => terminal::print(text),
    }
}

/// Refuses to replace a file that is not an OpenAPI document.
fn refuse_other(file: &Path) -> Result {
    // `write::replace` refuses links and folders.
    if !fs::symlink_metadata(file).is_ok_and(|data| data.is_file()) {
        return Ok(());
    }
    let text = fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())?;
    let is_document = |text: &str| {
        serde_json::from_str::<serde_json::Value>(text).is_ok_and(|document| document.get("openapi").is_some())
    };
    if text.is_empty() || is_document(&text) {
        return Ok(());
    }
    let file = file.display();
    Err(format!("refused to replace `{file}`: it is not an OpenAPI document; choose another file with `--out`").into())
}
