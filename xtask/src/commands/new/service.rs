//! `new service`: makes a package for the client of another service.
//!
//! The hand-written code of a client is the same for each service, so it is copied from the client of this workspace.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use modelarts_codegen::write;

use crate::commands::generate;
use crate::terminal;
use crate::workspace::{Result, root};

const CLIENT: &str = include_str!("../../../../client/src/client.rs");
const SERVICE: &str = include_str!("../../../../client/src/service.rs");
/// The spec of this workspace, whose statuses are those of the cloud.
const SPEC: &str = include_str!("../../../../spec/service.yaml");
const MANIFEST: &str = include_str!("templates/Cargo.toml.txt");
const LIBRARY: &str = include_str!("templates/lib.rs.txt");
const NEW_SPEC: &str = include_str!("templates/service.yaml.txt");

#[derive(Args, Debug)]
pub(super) struct Options {
    /// Name of the service, which becomes the name of the package, as in `evs`
    name: String,
    /// Folder of the new package, which must not exist or be empty
    #[arg(long, value_name = "DIR")]
    path: PathBuf,
}

/// Writes a package that compiles: a manifest, the hand-written code, a spec without operations, and the generated code.
pub(super) fn run(options: &Options) -> Result {
    let Options { name, path } = options;
    check_name(name)?;
    if path.exists() && fs::read_dir(path)?.next().is_some() {
        return Err(format!("refused to write to `{}`: it is not empty; choose another folder", path.display()).into());
    }
    let runtime = std::path::absolute(root().join("runtime"))?;
    let statuses = SPEC.find("# HTTP statuses").map_or("", |at| &SPEC[at..]);
    let fill = |text: &str| {
        let text = text.replace("{{name}}", name).replace("{{statuses}}", statuses);
        text.replace("{{runtime}}", &runtime.display().to_string().replace('\\', "/"))
    };
    let files = [
        ("Cargo.toml", fill(MANIFEST)),
        ("src/lib.rs", fill(LIBRARY)),
        ("src/client.rs", CLIENT.to_owned()),
        ("src/service.rs", SERVICE.to_owned()),
        ("spec/service.yaml", fill(NEW_SPEC)),
    ];
    for (file, text) in files {
        write_file(&path.join(file), &text)?;
    }
    generate::generate(&path.join("spec"), &path.join("src/generated"))?;
    terminal::print(format_args!(
        "{0}: made the package `{name}`\n\
         write the facts into {0}/spec/service.yaml, then add operations with\n  \
         cargo xtask new operation things.list 'GET /v1/{{project_id}}/things' --spec {0}/spec\n\
         and generate the client with\n  \
         cargo xtask generate --spec {0}/spec --out {0}/src/generated\n",
        path.display()
    ))
}

/// Refuses a name that no package can have.
fn check_name(name: &str) -> Result {
    let is_valid = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !name.ends_with('-');
    if is_valid {
        return Ok(());
    }
    Err(format!("invalid name `{name}`: use lower-case letters, digits and `-`, and begin with a letter").into())
}

fn write_file(file: &Path, text: &str) -> Result {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("cannot create `{}`: {error}", folder.display()))?;
    }
    Ok(write::replace(file, text.as_bytes())?)
}
