//! Lists the contents of an output folder. Links are never followed.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::errors::WriteError;
use super::{file, output};

/// How many foreign files are listed.
const MAX_FOREIGN: usize = 100;

/// The suffix of temporary files of the first version of the generator.
const OLD_SUFFIX: &str = ".rs.new";

/// The entries of a folder and of the folders in it, relative to it.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// Files that begin with the generator's header.
    pub(super) generated: BTreeSet<PathBuf>,
    /// Files left by a run that was killed.
    pub(super) temporary: BTreeSet<PathBuf>,
    /// Everything else except folders, top-level entries first.
    pub(super) foreign: Vec<PathBuf>,
    /// Whether there are more foreign files.
    pub(super) is_cut: bool,
}

impl Inventory {
    /// Reads a folder. A missing folder is empty. `wanted` are the files that belong into it.
    pub(super) fn read(folder: &Path, wanted: &BTreeSet<&Path>) -> Result<Self, WriteError> {
        let mut inventory = Self::default();
        let mut folders = VecDeque::from([PathBuf::new()]);
        while let Some(inner) = folders.pop_front() {
            let path = folder.join(&inner);
            let entries = match fs::read_dir(&path) {
                Err(error) if inner.as_os_str().is_empty() && error.kind() == io::ErrorKind::NotFound => break,
                entries => entries.map_err(WriteError::reading(&path))?,
            };
            let names = entries.map(|entry| Ok(entry?.file_name())).collect::<io::Result<BTreeSet<_>>>();
            for name in names.map_err(WriteError::reading(&path))? {
                let relative = inner.join(&name);
                match Kind::of(&folder.join(&relative))? {
                    Kind::Folder if !wanted.contains(relative.as_path()) => folders.push_back(relative),
                    Kind::Generated => _ = inventory.generated.insert(relative),
                    Kind::Temporary => _ = inventory.temporary.insert(relative),
                    Kind::Folder | Kind::Foreign if inventory.foreign.len() < MAX_FOREIGN => {
                        inventory.foreign.push(relative);
                    }
                    Kind::Folder | Kind::Foreign => {
                        inventory.is_cut = true;
                        return Ok(inventory);
                    }
                }
            }
        }
        Ok(inventory)
    }
}

enum Kind {
    Folder,
    Generated,
    Temporary,
    Foreign,
}

impl Kind {
    fn of(path: &Path) -> Result<Self, WriteError> {
        let data = fs::symlink_metadata(path).map_err(WriteError::reading(path))?;
        let name = path.file_name().unwrap_or_default().to_str().unwrap_or_default();
        let is_hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        Ok(if data.is_dir() && !is_hidden {
            Self::Folder
        } else if !data.is_file() {
            Self::Foreign
        } else if file::is_temporary(name) && output::is_torn(path)?
            || name.ends_with(OLD_SUFFIX) && output::is_generated(path)?
        {
            Self::Temporary
        } else if !is_hidden && path.extension().is_some_and(|end| end == "rs") && output::is_generated(path)? {
            Self::Generated
        } else {
            Self::Foreign
        })
    }
}

/// Refuses a folder that is a symbolic link, unless its path ends in a slash: then the system follows the link, as the
/// user intended.
///
/// # Errors
///
/// The folder is a link, or its metadata cannot be read. A missing folder is no error.
pub fn refuse_link(folder: &Path) -> Result<(), WriteError> {
    match fs::symlink_metadata(folder) {
        Ok(data) if data.is_symlink() => Err(WriteError::Link(folder.to_owned())),
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(WriteError::reading(folder)(error)),
        _ => Ok(()),
    }
}

/// Refuses a file whose path contains a link, which may be newer than the inventory.
pub(super) fn refuse_links_in(folder: &Path, file: &Path) -> Result<(), WriteError> {
    file.ancestors().skip(1).take_while(|path| *path != folder).try_for_each(refuse_link)
}
