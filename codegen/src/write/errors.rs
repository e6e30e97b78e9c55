//! Errors of writing files.

use std::path::{Path, PathBuf};
use std::{error, fmt, io};

/// A file cannot be written, or writing it is refused.
#[derive(Debug)]
pub enum WriteError {
    /// A file or folder cannot be read, written, or locked.
    Io {
        /// The failed action, as in `read`.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
    /// The place of a file or folder is a symbolic link.
    Link(PathBuf),
    /// The place of a file is neither a file nor a link.
    NotAFile(PathBuf),
    /// The output folder holds something that the generator did not write.
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// The foreign entries, relative to the folder.
        entries: Vec<PathBuf>,
        /// Whether there are more of them.
        is_cut: bool,
    },
    /// Another run has been writing to the folder for too long.
    Locked {
        /// The folder.
        folder: PathBuf,
        /// The timeout in seconds.
        seconds: u64,
    },
    /// Emitted code does not parse: an error of the generator.
    Syntax {
        /// The file.
        path: String,
        /// Why it does not parse.
        source: syn::Error,
    },
}

impl WriteError {
    pub(super) fn reading(path: &Path) -> impl FnOnce(io::Error) -> Self {
        Self::io("read", path)
    }

    pub(super) fn writing(path: &Path) -> impl FnOnce(io::Error) -> Self {
        Self::io("write", path)
    }

    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { action, path, source }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { action, path, .. } => write!(f, "cannot {action} `{}`", path.display()),
            Self::Link(path) => {
                write!(f, "`{}` is a symbolic link, which is not followed; name its target", path.display())
            }
            Self::NotAFile(path) => write!(f, "cannot write `{}`: it is not a regular file", path.display()),
            Self::Foreign { folder, entries, is_cut } => {
                writeln!(f, "refused to write to `{}`: the generator did not write these files", folder.display())?;
                for entry in entries {
                    writeln!(f, "  {}", entry.display())?;
                }
                if *is_cut {
                    writeln!(f, "  and more")?;
                }
                write!(f, "name a new or empty folder with `--out`, or move these files to another place")
            }
            Self::Locked { folder, seconds } => write!(
                f,
                "timed out after {seconds}s: another run is writing to `{}`; try again when it has ended",
                folder.display()
            ),
            Self::Syntax { path, .. } => write!(f, "the code emitted for `{path}` does not parse"),
        }
    }
}

impl error::Error for WriteError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Syntax { source, .. } => Some(source),
            Self::Link(_) | Self::NotAFile(_) | Self::Foreign { .. } | Self::Locked { .. } => None,
        }
    }
}
