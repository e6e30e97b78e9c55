//! `openapi`: the API as an OpenAPI document.

use std::path::PathBuf;

use clap::Args;
use modelarts_codegen::write;

use crate::workspace::{Result, SpecFolder};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    /// File of the document [default: printed]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Prints the document, or writes it to a file.
pub(crate) fn run(options: &Options) -> Result {
    let document = modelarts_codegen::openapi::document(&spec::read(&options.spec.spec)?);
    let text = format!("{document:#}\n");
    match &options.out {
        Some(file) => Ok(write::replace(file, text.as_bytes())?),
        None => terminal::print(text),
    }
}
