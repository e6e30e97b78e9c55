//! Changes files in a transaction: all changes are made, or all are undone.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::TempPath;

use super::errors::WriteError;
use super::file::{Staged, folder_of, sync_folder, temporary};
use super::folder::refuse_link;

/// The changes made so far. Dropping it undoes them, unless they were committed.
#[derive(Debug, Default)]
pub(super) struct Transaction {
    folders: Vec<PathBuf>,
    files: Vec<Change>,
}

#[derive(Debug)]
enum Change {
    /// A new file.
    Created(PathBuf),
    /// A file that was replaced or removed, and its backup.
    Replaced(PathBuf, TempPath),
}

impl Change {
    fn place(&self) -> &Path {
        match self {
            Self::Created(place) | Self::Replaced(place, _) => place,
        }
    }
}

impl Transaction {
    /// Creates a folder and those above it, where they do not exist.
    pub(super) fn create_folder(&mut self, folder: &Path) -> Result<(), WriteError> {
        let missing: Vec<_> =
            folder.ancestors().take_while(|path| !path.as_os_str().is_empty() && !path.exists()).collect();
        for path in missing.into_iter().rev() {
            match fs::create_dir(path) {
                Ok(()) => self.folders.push(path.to_owned()),
                // Another run created it meanwhile.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => {}
                Err(error) => return Err(WriteError::io("create the folder", path)(error)),
            }
        }
        Ok(())
    }

    /// Creates the folders that lead from a folder to a file in it. None of them may be a link.
    pub(super) fn create_folders_in(&mut self, folder: &Path, file: &Path) -> Result<(), WriteError> {
        let inner: Vec<_> = file.ancestors().skip(1).filter(|path| !path.as_os_str().is_empty()).collect();
        for path in inner.into_iter().rev().map(|path| folder.join(path)) {
            refuse_link(&path)?;
            self.create_folder(&path)?;
        }
        Ok(())
    }

    /// Puts a file into its place.
    pub(super) fn replace(&mut self, file: Staged) -> Result<(), WriteError> {
        let place = file.place.clone();
        match fs::symlink_metadata(&place) {
            Ok(_) => {
                let before = keep(&place, Keep::InPlace).map_err(WriteError::writing(&place))?;
                self.files.push(Change::Replaced(place.clone(), before));
                file.commit().map_err(WriteError::writing(&place))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                file.commit().map_err(WriteError::writing(&place))?;
                self.files.push(Change::Created(place));
                Ok(())
            }
            Err(error) => Err(WriteError::writing(&place)(error)),
        }
    }

    /// Removes a file.
    pub(super) fn remove(&mut self, place: &Path) -> Result<(), WriteError> {
        let before = keep(place, Keep::Moved).map_err(WriteError::io("remove", place))?;
        self.files.push(Change::Replaced(place.to_owned(), before));
        Ok(())
    }

    /// Makes the changes final.
    pub(super) fn commit(mut self) {
        let folders: BTreeSet<_> = self.files.iter().map(|change| folder_of(change.place()).to_owned()).collect();
        folders.iter().for_each(|folder| sync_folder(folder));
        self.folders.clear();
        self.files.clear();
    }
}

impl Drop for Transaction {
    fn drop(&mut self) {
        // The original error is reported; failures to undo are ignored.
        for change in self.files.drain(..).rev() {
            match change {
                Change::Created(place) => _ = fs::remove_file(place),
                Change::Replaced(place, before) => put_back(&place, before),
            }
        }
        for folder in self.folders.drain(..).rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn put_back(place: &Path, before: TempPath) {
    let path = before.to_path_buf();
    match before.persist(place) {
        // If both are names of one file, the rename keeps both.
        Ok(()) => _ = fs::remove_file(path),
        // It is the only copy left.
        Err(error) => _ = error.path.keep(),
    }
}

#[derive(Clone, Copy)]
enum Keep {
    InPlace,
    Moved,
}

/// Keeps a backup of a file under a temporary name. It is renamed or linked rather than copied: undoing a change must not
/// need disk space.
fn keep(place: &Path, how: Keep) -> io::Result<TempPath> {
    let make = |path: &Path| match how {
        Keep::Moved => fs::rename(place, path),
        Keep::InPlace => match fs::hard_link(place, path) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => fs::rename(place, path),
            result => result,
        },
    };
    Ok(temporary().make_in(folder_of(place), make)?.into_temp_path())
}
