//! Tokens to formatted files. Only what changed is written; what is stale is removed.
//!
//! Nothing is written before everything is formatted, and a failure half-way puts back what was
//! there, so that the folder never holds half of a client.

mod format;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use crate::emit;
use crate::load::side_by_side;
use crate::model::Api;

/// A file of the client, as it is to stand in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Path in the folder, with `/` between its parts.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Emits and formats the whole client, on all cores.
///
/// # Errors
///
/// Emitted code does not parse, which is a mistake of the generator.
pub fn render(api: &Api) -> Result<Vec<Output>, WriteError> {
    side_by_side(&emit::files(api), |file| file.size(), |file| format::format(file.emit())).into_iter().collect()
}

/// A file that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// The file is not there.
    Missing(PathBuf),
    /// The file holds something else.
    Different(PathBuf),
    /// The file should not be there.
    Leftover(PathBuf),
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{} is missing", path.display()),
            Self::Different(path) => write!(f, "{} is out of date", path.display()),
            Self::Leftover(path) => write!(f, "{} no longer belongs here", path.display()),
        }
    }
}

/// Compares a folder with what should be in it.
///
/// # Errors
///
/// The folder cannot be read.
pub fn compare(folder: &Path, outputs: &[Output]) -> Result<Vec<Stale>, WriteError> {
    let mut stale = Vec::new();
    let mut wanted = BTreeSet::new();
    for output in outputs {
        let path = folder.join(&output.path);
        match read(&path)? {
            Some(text) if text == output.text.as_bytes() => {}
            Some(_) => stale.push(Stale::Different(path.clone())),
            None => stale.push(Stale::Missing(path.clone())),
        }
        wanted.insert(path);
    }
    let present = if folder.exists() { files_in(folder)? } else { BTreeSet::new() };
    stale.extend(present.difference(&wanted).cloned().map(Stale::Leftover));
    stale.sort();
    Ok(stale)
}

/// Brings a folder up to date; tells what was changed.
///
/// # Errors
///
/// A file cannot be read or written. The folder is then as it was before.
pub fn write(folder: &Path, outputs: &[Output]) -> Result<Vec<Stale>, WriteError> {
    let stale = compare(folder, outputs)?;
    let mut undo = Vec::new();
    for change in &stale {
        if let Err(error) = apply(change, folder, outputs, &mut undo) {
            put_back(undo);
            return Err(error);
        }
    }
    Ok(stale)
}

/// A file as it was: its bytes, or that it was not there.
type Before = (PathBuf, Option<Vec<u8>>);

fn apply(change: &Stale, folder: &Path, outputs: &[Output], undo: &mut Vec<Before>) -> Result<(), WriteError> {
    let (Stale::Missing(path) | Stale::Different(path) | Stale::Leftover(path)) = change;
    undo.push((path.clone(), read(path)?));
    match outputs.iter().find(|output| folder.join(&output.path) == *path) {
        Some(output) => replace(path, output.text.as_bytes()),
        None => fs::remove_file(path).inspect(|()| remove_empty(path.parent(), folder)),
    }
    .map_err(WriteError::io(path))
}

/// Removes the folders that a removed file leaves empty, up to the folder of the output.
fn remove_empty(mut parent: Option<&Path>, folder: &Path) {
    while let Some(path) = parent.filter(|path| *path != folder && fs::remove_dir(path).is_ok()) {
        parent = path.parent();
    }
}

/// Writes beside the file and renames, so that nobody ever reads half of it.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let beside = path.with_extension("rs.new");
    let written = fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, path));
    if written.is_err() {
        // The first error is the one to report.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn put_back(undo: Vec<Before>) {
    for (path, before) in undo.into_iter().rev() {
        // The first error is the one to report; what can be put back is.
        let _ = match before {
            Some(bytes) => replace(&path, &bytes),
            None => fs::remove_file(&path),
        };
    }
}

fn read(path: &Path) -> Result<Option<Vec<u8>>, WriteError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WriteError::io(path)(error)),
    }
}

fn files_in(folder: &Path) -> Result<BTreeSet<PathBuf>, WriteError> {
    let mut files = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(WriteError::io(folder))? {
        let path = entry.map_err(WriteError::io(folder))?.path();
        if path.is_dir() {
            files.extend(files_in(&path)?);
        } else {
            files.insert(path);
        }
    }
    Ok(files)
}

/// Generated code cannot be written.
#[derive(Debug)]
pub enum WriteError {
    /// A file cannot be read or written.
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Emitted code does not parse: a mistake of the generator.
    Syntax {
        /// The file.
        path: String,
        /// Why.
        source: syn::Error,
    },
}

impl WriteError {
    fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { path, source }
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { path, .. } => write!(f, "cannot bring {} up to date", path.display()),
            Self::Syntax { path, .. } => write!(f, "the code emitted for {path} does not parse"),
        }
    }
}

impl std::error::Error for WriteError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Syntax { source, .. } => Some(source),
        }
    }
}
