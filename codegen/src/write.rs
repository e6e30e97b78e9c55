//! Formats emitted files and writes them. Only changed files are written, and stale files are removed.
//!
//! The output folder belongs to the generator: it writes and removes files that begin with its header, and refuses a
//! folder that holds anything else. All new files are staged before the first one is replaced, and a failure undoes all
//! changes.

mod errors;
mod file;
mod folder;
mod format;
mod lock;
mod output;
mod transaction;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{fmt, fs};

pub use errors::WriteError;
pub use file::replace;
pub use folder::refuse_link;
pub use output::{Output, same_text};

use crate::emit;
use crate::model::Api;
use crate::parallel::par_map;
use folder::Inventory;
use lock::Lock;
use transaction::Transaction;

/// Emits and formats the whole client, on all cores.
///
/// # Errors
///
/// Emitted code does not parse, which is an error of the generator.
pub fn render(api: &Api) -> Result<Vec<Output>, WriteError> {
    par_map(&emit::files(api), |file| file.size(), |file| format::format(file.emit())).into_iter().collect()
}

/// A file that is not current.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stale {
    /// The file does not exist.
    Missing(PathBuf),
    /// The contents of the file differ.
    Different(PathBuf),
    /// The file was generated and is no longer needed, or is left from a run that was killed.
    Leftover(PathBuf),
    /// The generator did not write it: another file, a link, or a folder in the place of a file.
    Foreign(PathBuf),
}

impl Stale {
    /// Returns the path of the file.
    #[must_use]
    pub fn path(&self) -> &Path {
        match self {
            Self::Missing(path) | Self::Different(path) | Self::Leftover(path) | Self::Foreign(path) => path,
        }
    }
}

impl fmt::Display for Stale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing(path) => write!(f, "{} is missing", path.display()),
            Self::Different(path) => write!(f, "{} is out of date", path.display()),
            Self::Leftover(path) => write!(f, "{} is no longer generated", path.display()),
            Self::Foreign(path) => write!(f, "{} was not written by the generator", path.display()),
        }
    }
}

/// Compares a folder with the outputs. Line ends may be those of Windows.
///
/// # Errors
///
/// The folder cannot be read, or is a symbolic link.
pub fn compare(folder: &Path, outputs: &[Output]) -> Result<Vec<Stale>, WriteError> {
    refuse_link(folder)?;
    let wanted = wanted(outputs);
    let inventory = Inventory::read(folder, &wanted.keys().copied().collect())?;
    let mut stale = differences(folder, &wanted, &inventory)?;
    stale.extend(inventory.foreign.iter().map(|path| Stale::Foreign(folder.join(path))));
    stale.sort();
    Ok(stale)
}

/// Updates a folder, and returns the changes. Waits for another run that writes to the same folder.
///
/// # Errors
///
/// The folder is a symbolic link, or holds something that the generator did not write; a file cannot be
/// read or written. The folder is then as it was before.
pub fn write(folder: &Path, outputs: &[Output]) -> Result<Vec<Stale>, WriteError> {
    refuse_link(folder)?;
    let mut transaction = Transaction::default();
    transaction.create_folder(folder)?;
    let _lock = Lock::take(folder)?;
    // The other run may have failed, and removed the folder.
    transaction.create_folder(folder)?;
    let wanted = wanted(outputs);
    let inventory = Inventory::read(folder, &wanted.keys().copied().collect())?;
    if !inventory.foreign.is_empty() {
        let (entries, is_cut) = (inventory.foreign, inventory.is_cut);
        return Err(WriteError::Foreign { folder: folder.to_owned(), entries, is_cut });
    }
    let mut stale = differences(folder, &wanted, &inventory)?;
    stale.sort();
    apply(folder, &stale, &wanted, transaction)?;
    Ok(stale)
}

/// Returns the outputs by path.
fn wanted(outputs: &[Output]) -> BTreeMap<&Path, &Output> {
    outputs.iter().map(|output| (Path::new(&output.path), output)).collect()
}

/// Returns the differences, without foreign files.
fn differences(
    folder: &Path,
    wanted: &BTreeMap<&Path, &Output>,
    inventory: &Inventory,
) -> Result<Vec<Stale>, WriteError> {
    let mut stale = Vec::new();
    for (relative, output) in wanted {
        let path = folder.join(relative);
        if inventory.generated.contains(*relative) {
            if !output.is_current(&path)? {
                stale.push(Stale::Different(path));
            }
        } else if !inventory.foreign.iter().any(|foreign| foreign == relative) {
            stale.push(Stale::Missing(path));
        }
    }
    let leftovers = inventory.generated.iter().filter(|path| !wanted.contains_key(path.as_path()));
    stale.extend(leftovers.chain(&inventory.temporary).map(|path| Stale::Leftover(folder.join(path))));
    Ok(stale)
}

/// Makes all changes, or none.
fn apply(
    folder: &Path,
    stale: &[Stale],
    wanted: &BTreeMap<&Path, &Output>,
    mut transaction: Transaction,
) -> Result<(), WriteError> {
    let output_at = |path: &Path| path.strip_prefix(folder).ok().and_then(|path| wanted.get(path)).copied();
    let (mut writes, mut leftovers) = (Vec::new(), BTreeSet::new());
    for change in stale {
        match change {
            Stale::Missing(path) | Stale::Different(path) => {
                writes.extend(output_at(path).map(|output| (path, output)));
            }
            Stale::Leftover(path) => _ = leftovers.insert(path),
            Stale::Foreign(_) => {}
        }
    }
    for (_, output) in &writes {
        transaction.create_folders_in(folder, Path::new(&output.path))?;
    }
    // Syncing is most of the work, and faster for several files at once.
    let staged = par_map(
        &writes,
        |(_, output)| output.text.len(),
        |(path, output)| file::Staged::new(path, output.text.as_bytes(), None).map_err(WriteError::writing(path)),
    );
    let staged: Vec<_> = staged.into_iter().collect::<Result<_, _>>()?;
    // On a file system that ignores case, a leftover may have the name of a new file.
    for path in &leftovers {
        folder::refuse_links_in(folder, path)?;
        transaction.remove(path)?;
    }
    for file in staged {
        transaction.replace(file)?;
    }
    transaction.commit();
    leftovers.into_iter().for_each(|path| remove_empty(path.parent(), folder));
    Ok(())
}

/// Removes the folders that a removed file leaves empty, up to the folder of the output.
fn remove_empty(mut parent: Option<&Path>, folder: &Path) {
    while let Some(path) = parent.filter(|path| *path != folder && fs::remove_dir(path).is_ok()) {
        parent = path.parent();
    }
}
