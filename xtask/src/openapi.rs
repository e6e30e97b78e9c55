//! `openapi`: the API as an OpenAPI document.

use std::path::Path;

use crate::{Result, spec};

/// Prints the document, or writes it to a file.
pub(crate) fn run(spec: &Path, out: Option<&Path>) -> Result {
    let document = modelarts_codegen::openapi::document(&spec::read(spec)?);
    match out {
        Some(file) => {
            std::fs::write(file, format!("{document:#}\n"))
                .map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
        }
        None => println!("{document:#}"),
    }
    Ok(())
}
