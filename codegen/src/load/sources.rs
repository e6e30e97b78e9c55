//! The texts of a spec's files.

use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// The files of a spec, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
}

impl Sources {
    /// A spec whose files are at hand: names and texts.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort();
        Self { files }
    }

    /// Reads every `.yaml` file of a folder.
    ///
    /// # Errors
    ///
    /// The folder or a file cannot be read, or is not UTF-8.
    pub fn read(folder: &Path) -> Result<Self, SourceError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| SourceError { path, source }
        };
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).map_err(failed(folder))? {
            let path = entry.map_err(failed(folder))?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.extension().is_some_and(|extension| extension == "yaml") {
                files.push((name.to_owned(), fs::read_to_string(&path).map_err(failed(&path))?));
            }
        }
        Ok(Self::new(files))
    }

    /// Names and texts, sorted by name.
    #[must_use]
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    /// The text of a file.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let index = self.files.binary_search_by(|file| file.0.as_str().cmp(name)).ok()?;
        self.files.get(index).map(|file| file.1.as_str())
    }
}

/// A file of a spec cannot be read.
#[derive(Debug)]
pub struct SourceError {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read {}", self.path.display())
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
