//! The workspace: its folders, and cargo in it.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

/// What a command may end with.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The option that names the spec.
#[derive(Args, Debug)]
pub(crate) struct SpecFolder {
    /// Folder of the spec
    #[arg(long, value_name = "DIR", default_value_os_t = root().join("spec"))]
    pub(crate) spec: PathBuf,
}

/// The option that names the generated client.
#[derive(Args, Debug)]
pub(crate) struct ClientFolder {
    /// Folder of the generated client, which holds nothing else. If it is a symbolic link that is meant, end it in `/`
    #[arg(long, value_name = "DIR", default_value_os_t = generated())]
    pub(crate) out: PathBuf,
}

/// How results are printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// For people
    #[default]
    Human,
    /// For programs: JSON
    Json,
}

/// The folder of the generated client.
pub(crate) fn generated() -> PathBuf {
    root().join("client/src/generated")
}

/// The folder of the workspace, from which paths are shown.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = own.parent().unwrap_or(own);
    // Paths are shorter to read from where the maintainer is.
    match std::env::current_dir() {
        Ok(current) if current == root => PathBuf::new(),
        _ => root.to_owned(),
    }
}

/// Returns cargo, to be run in the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // An empty path is where the maintainer is.
    command.current_dir(root().join("."));
    command
}
