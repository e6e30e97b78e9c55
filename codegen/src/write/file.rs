//! Replaces a file as a whole: nobody reads half of it, and a failure leaves it as it was.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use super::WriteError;

const PREFIX: &str = ".modelarts-xtask-";
const SUFFIX: &str = ".tmp";

/// Writes a file, or replaces the one that is there. Its owner and permissions stay.
///
/// # Errors
///
/// The file is a symbolic link, is not a regular file, or cannot be written. It is then as it was before.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let before = match fs::symlink_metadata(path) {
        Ok(data) if data.is_symlink() => return Err(WriteError::Link(path.to_owned())),
        Ok(data) if !data.is_file() => return Err(WriteError::NotAFile(path.to_owned())),
        Ok(data) => {
            // Who may not write to a file may not replace it either.
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

/// New contents of a file, complete on the disk, and not yet in their place. Removed unless committed.
#[derive(Debug)]
pub(super) struct Staged {
    // Only its path: there may be more of these than files that a process may have open.
    file: TempPath,
    pub(super) place: PathBuf,
}

impl Staged {
    /// Writes the contents next to their place, with the owner and permissions of what is to be replaced.
    pub(super) fn new(place: &Path, bytes: &[u8], before: Option<&Metadata>) -> io::Result<Self> {
        let mut builder = temporary();
        // The system takes from this what the user's mask says.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(folder_of(place))?;
        file.write_all(bytes)?;
        before.map_or(Ok(()), |before| take_after(file.as_file(), before))?;
        file.as_file().sync_all()?;
        Ok(Self { file: file.into_temp_path(), place: place.to_owned() })
    }

    pub(super) fn commit(self) -> io::Result<()> {
        Ok(self.file.persist(&self.place)?)
    }
}

/// Gives a file the owner and permissions of another.
fn take_after(file: &File, other: &Metadata) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        // Only root can give a file away; for all others it is theirs already.
        let _ = std::os::unix::fs::fchown(file, Some(other.uid()), Some(other.gid()));
    }
    file.set_permissions(other.permissions())
}

/// Makes names for files that do not outlive a run, unless it is killed.
pub(super) fn temporary() -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX);
    builder
}

/// Whether a file has the name of one that does not outlive a run.
pub(super) fn is_temporary(name: &str) -> bool {
    name.starts_with(PREFIX) && name.ends_with(SUFFIX)
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes renames last, where the system can do that.
pub(super) fn sync_folder(folder: &Path) {
    // Not every file system can sync a folder; the contents of the files are safe anyway.
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
}
