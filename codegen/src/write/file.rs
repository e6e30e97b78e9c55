//! Replaces files atomically: no reader sees half of a file, and a failure leaves it unchanged.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::errors::WriteError;

const PREFIX: &str = ".modelarts-xtask-";
const SUFFIX: &str = ".tmp";

/// Writes or replaces a file. Owner and permissions of a replaced file are kept.
///
/// # Errors
///
/// The file is a symbolic link, is not a regular file, or cannot be written. It is then unchanged.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let before = match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => return Err(WriteError::Link(path.to_owned())),
        Ok(data) if !data.is_file() => return Err(WriteError::NotAFile(path.to_owned())),
        Ok(data) => {
            // Without permission to write to a file, it must not be replaced either.
            File::options().write(true).open(path).map_err(WriteError::writing(path))?;
            Some(data)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(WriteError::writing(path)(error)),
    };
    let write = || {
        Staged::new(path, bytes, before.as_ref())?.commit()?;
        sync_folder(folder_of(path));
        Ok(())
    };
    write().map_err(WriteError::writing(path))
}

/// New contents of a file, complete on disk but not yet in place. They are removed unless committed.
#[derive(Debug)]
pub(super) struct Staged {
    // Only the path: a process may stage more files than it may have open.
    file: TempPath,
    pub(super) place: PathBuf,
}

impl Staged {
    /// Writes the contents next to their place, with the owner and permissions of the replaced file.
    pub(super) fn new(place: &Path, bytes: &[u8], before: Option<&Metadata>) -> io::Result<Self> {
        let mut builder = temporary();
        // The user's mask removes some of these permissions.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder_of(place))?;
        file.write_all(bytes)?;
        before.map_or(Ok(()), |before| copy_metadata(file.as_file(), before))?;
        file.as_file().sync_all()?;
        Ok(Self { file: file.into_temp_path(), place: place.to_owned() })
    }

    pub(super) fn commit(self) -> io::Result<()> {
        Ok(self.file.persist(&self.place)?)
    }
}

/// Copies owner and permissions of another file.
fn copy_metadata(file: &File, other: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        // Only root can change the owner; for other users it is right already.
        let _ = std::os::unix::fs::fchown(file, Some(other.uid()), Some(other.gid()));
    }
    file.set_permissions(other.permissions())
}

/// Returns a builder for temporary files. They are removed at the end of a run, unless it is killed.
pub(super) fn temporary() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

/// Returns whether a name is that of a temporary file.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renames durable, if the system supports that.
pub(super) fn sync_folder(folder: &Path) {
    // Not every file system can sync a folder; the contents of files are durable anyway.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
