//! `schema`: the language of the spec as a JSON schema, for editors.

use std::fs;
use std::path::Path;

use modelarts_codegen::schema;

use crate::Result;

/// Writes the schema into the folder of the spec.
pub(crate) fn write(spec: &Path) -> Result {
    let file = spec.join(schema::FILE);
    fs::write(&file, text()).map_err(|error| format!("{} cannot be written: {error}", file.display()))?;
    println!("{} is current", file.display());
    Ok(())
}

/// Fails if the folder of the spec holds a schema that is not current.
pub(crate) fn check(spec: &Path) -> Result {
    match fs::read_to_string(spec.join(schema::FILE)) {
        Ok(known) if known != text() => {
            Err(format!("{} is not current; run `cargo xtask schema`", schema::FILE).into())
        }
        _ => Ok(()),
    }
}

fn text() -> String {
    format!("{:#}\n", schema::schema())
}
