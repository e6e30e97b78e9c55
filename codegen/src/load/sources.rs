//! The texts of a spec's files.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

use crate::diagnostic::{Diagnostic, Part, Place};

/// The largest file that is read, in bytes. The largest of the real spec has 0.1 MB.
const MOST_BYTES: u64 = 8 << 20;

/// The files of a spec, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
    problems: HashMap<String, Diagnostic>,
}

impl Sources {
    /// A spec whose files are at hand: names and texts.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: Vec<_> = files.into_iter().collect();
        files.sort();
        Self { files, problems: HashMap::new() }
    }

    /// Reads every `.yaml` file of a folder.
    ///
    /// # Errors
    ///
    /// The folder or a file cannot be read, or there is no such file.
    pub fn read(folder: &Path) -> Result<Self, SourceError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| SourceError { path, source }
        };
        let (mut files, mut problems) = (Vec::new(), HashMap::new());
        for entry in fs::read_dir(folder).map_err(failed(folder))? {
            let path = entry.map_err(failed(folder))?.path();
            if path.extension().is_none_or(|extension| extension != "yaml") || path.is_dir() {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let (text, problem) = text(&path, &name).map_err(failed(&path))?;
            problems.extend(problem.map(|problem| (name.clone(), problem)));
            files.push((name, text));
        }
        if files.is_empty() {
            let source = io::Error::new(io::ErrorKind::NotFound, "there is no file that ends in .yaml");
            return Err(failed(folder)(source));
        }
        Ok(Self { problems, ..Self::new(files) })
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

    /// What keeps a file from being a text.
    pub(super) fn problem(&self, name: &str) -> Option<&Diagnostic> {
        self.problems.get(name)
    }
}

/// The text of a file as far as it can be shown, and what is wrong with it.
fn text(path: &Path, name: &str) -> io::Result<(String, Option<Diagnostic>)> {
    let at = |line, column| Place { file: name.to_owned(), path: Vec::new(), part: Part::At(line, column) };
    let size = fs::metadata(path)?.len();
    if size > MOST_BYTES {
        let message = format!("the file has {} MB", size >> 20);
        let problem = Diagnostic::new("E0009", at(1, 1), message)
            .help(format!("at most {} MB are read: cut it into files, one for each resource", MOST_BYTES >> 20));
        return Ok((String::new(), Some(problem)));
    }
    Ok(match String::from_utf8(fs::read(path)?) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = String::from_utf8_lossy(&error.as_bytes()[..error.utf8_error().valid_up_to()]);
            let line = valid.lines().count().max(1);
            let column = valid.lines().last().map_or(0, |line| line.chars().count()) + 1;
            let problem = Diagnostic::new("E0008", at(line, column), "the file is not UTF-8 from here on")
                .help("save it as UTF-8");
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(problem))
        }
    })
}

/// A file of a spec cannot be read.
#[derive(Debug)]
pub struct SourceError {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the spec in {} cannot be read", self.path.display())
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}
