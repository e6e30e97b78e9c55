//! The workspace: its folders, shared options, and cargo.

use std::error::Error;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::{Args, ValueEnum};

/// The result of a command.
pub(crate) type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The command failed, and everything about it is printed already, for programs.
#[derive(Debug)]
pub(crate) struct Reported;

impl fmt::Display for Reported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("errors are reported already")
    }
}

impl Error for Reported {}

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
    /// Folder of the generated client, which may hold no other files. End it in `/` to follow a symbolic link
    #[arg(long, value_name = "DIR", default_value_os_t = generated())]
    pub(crate) out: PathBuf,
}

/// The format of output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Text
    #[default]
    Human,
    /// JSON
    Json,
}

/// Returns the folder of the generated client.
pub(crate) fn generated() -> PathBuf {
    root().join("client/src/generated")
}

/// Returns the folder of the workspace, to which shown paths are relative.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = own.parent().unwrap_or(own);
    // Paths are shorter relative to the current folder.
    match std::env::current_dir() {
        Ok(current) if current == root => PathBuf::new(),
        _ => root.to_owned(),
    }
}

/// Returns a cargo command that runs in the workspace.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // An empty path is the current folder.
    command.current_dir(root().join("."));
    command
}
