//! Locks an output folder, so that only one run at a time writes to it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, io, thread};

use super::errors::WriteError;

const MAX_WAIT: Duration = Duration::from_secs(60);
const DELAY: Duration = Duration::from_millis(20);

/// A lock on a folder, held until it is dropped. The system releases it when a run is killed.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock of a folder that exists.
    pub(super) fn take(folder: &Path) -> Result<Self, WriteError> {
        let path = path(folder).map_err(WriteError::io("lock", folder))?;
        let file = open(&path).map_err(WriteError::io("open the lock file", &path))?;
        let start = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(Self { _file: file }),
                Err(TryLockError::Error(error)) => return Err(WriteError::io("lock", &path)(error)),
                Err(TryLockError::WouldBlock) if start.elapsed() >= MAX_WAIT => {
                    return Err(WriteError::Locked { folder: folder.to_owned(), seconds: MAX_WAIT.as_secs() });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(DELAY),
            }
        }
    }
}

/// Returns the path of the lock file. It is outside of the folder, which holds generated files only, and independent of
/// how the path of the folder is written.
fn path(folder: &Path) -> io::Result<PathBuf> {
    let folder = folder.canonicalize()?;
    // FNV-1a: unlike the hashes of the standard library, the same in every build.
    let hash = folder
        .as_os_str()
        .as_encoded_bytes()
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    Ok(env::temp_dir().join(format!("modelarts-generate-{hash:016x}.lock")))
}

/// Opens the lock file. Another user may have created it: reading is enough to lock it.
fn open(path: &Path) -> io::Result<File> {
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    match File::options().write(true).create_new(true).open(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => File::open(path),
        result => result,
    }
}
