//! `schema`: writes the JSON schema of the spec language, for editors.

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;
use modelarts_codegen::{Api, schema, write};

use crate::workspace::{Result, SpecFolder};
use crate::{spec, terminal};

#[derive(Args, Debug)]
pub(crate) struct Options {
    #[command(flatten)]
    spec: SpecFolder,
    /// Check that the schema is current, without writing it
    #[arg(long)]
    check: bool,
}

/// Whether a spec must have a schema file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    Required,
    Optional,
}

/// Writes the schema into the folder of the spec.
pub(crate) fn run(options: &Options) -> Result {
    let folder = &options.spec.spec;
    let api = spec::read(folder)?;
    if options.check {
        return check(folder, &api, Presence::Required);
    }
    write(folder, &api)?;
    terminal::print(format_args!("`{}` is current\n", file(folder).display()))
}

/// Updates the schema in the folder of the spec, if there is one.
pub(crate) fn update(folder: &Path, api: &Api) -> Result {
    if known(&file(folder))?.is_some() { write(folder, api) } else { Ok(()) }
}

fn write(folder: &Path, api: &Api) -> Result {
    let (file, text) = (file(folder), text(api));
    if !known(&file)?.is_some_and(|known| write::same_text(&known, &text)) {
        write::replace(&file, text.as_bytes())?;
    }
    Ok(())
}

/// Fails if the schema in the folder of the spec is not current.
pub(crate) fn check(folder: &Path, api: &Api, presence: Presence) -> Result {
    let file = file(folder);
    let is_current = match known(&file)? {
        Some(known) => write::same_text(&known, &text(api)),
        None => presence == Presence::Optional,
    };
    if is_current {
        Ok(())
    } else {
        Err(format!("`{}` is not current; run `cargo xtask schema`", file.display()).into())
    }
}

fn file(folder: &Path) -> PathBuf {
    folder.join(schema::FILE)
}

fn known(file: &Path) -> Result<Option<String>> {
    match fs::read(file) {
        // Invalid UTF-8 is replaced, and then differs.
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(format!("cannot read `{}`: {error}", file.display()).into()),
    }
}

fn text(api: &Api) -> String {
    format!("{:#}\n", schema::schema(api))
}
