//! The files of a spec: their names, their texts, and why a file cannot be read.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{error, fmt};

/// The file that describes the service as a whole.
pub const SERVICE_FILE: &str = "service.yaml";
/// The file that lists the error codes.
pub const ERROR_CODES_FILE: &str = "error_codes.yaml";

/// The size limit of a file, in bytes. The largest file of the real spec has 0.1 MB.
pub(crate) const MAX_BYTES: u64 = 8 << 20;

/// How many entries of subfolders are searched for misplaced files.
const MAX_INNER_ENTRIES: usize = 10_000;

/// The files of a spec, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
    problems: BTreeMap<String, SourceProblem>,
    /// The folder of the files, if they were read from one.
    folder: Option<PathBuf>,
    /// The texts on disk of files that have a byte order mark, or line ends of Windows.
    on_disk: BTreeMap<String, String>,
}

/// The reason why a file of a spec cannot be read.
#[derive(Clone, Debug)]
pub enum SourceProblem {
    /// The name looks like that of a YAML file and does not end in `.yaml`.
    Misnamed,
    /// The file is in a subfolder.
    InSubfolder,
    /// A folder has the name of a file.
    Folder,
    /// The file is a device, a pipe or a socket.
    NotRegular,
    /// The system does not open or read the file.
    Io(Arc<io::Error>),
    /// The file is larger than 8 MB.
    TooLarge {
        /// Its size in bytes.
        bytes: u64,
    },
    /// The file is encoded as UTF-16.
    Utf16,
    /// The file is not UTF-8.
    NotUtf8 {
        /// Line of the first invalid byte, counted from 1.
        line: usize,
        /// Column of the first invalid byte, counted from 1.
        column: usize,
    },
}

impl Sources {
    /// Creates a spec from names and texts. Byte order marks are removed, and all line ends become `\n`.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut on_disk = BTreeMap::new();
        let mut normalized = |name: &String, text: String| {
            if !is_normal(&text) {
                on_disk.insert(name.clone(), text.clone());
            }
            normalize(text)
        };
        let mut files: Vec<_> = files
            .into_iter()
            .map(|(name, text)| {
                let text = normalized(&name, text);
                (name, text)
            })
            .collect();
        files.sort();
        Self { files, on_disk, ..Self::default() }
    }

    /// Reads every `.yaml` file of a folder. Files that cannot be read are listed as [`problems`](Self::problems).
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or holds no `.yaml` file.
    pub fn read(folder: &Path) -> Result<Self, SourceError> {
        let failed = |source| SourceError { path: folder.to_owned(), source };
        let (mut files, mut problems, mut subfolders) = (Vec::new(), BTreeMap::new(), Vec::new());
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            let problem = match Role::of(&entry.file_name()) {
                Role::Input if !is_folder => {
                    let (text, problem) = read_text(&path);
                    files.push((name.clone(), text));
                    problem
                }
                Role::Misnamed if !is_folder => Some(SourceProblem::Misnamed),
                Role::Input | Role::Misnamed => Some(SourceProblem::Folder),
                Role::Other if is_folder => {
                    subfolders.push(path);
                    None
                }
                Role::Other | Role::Ignored => None,
            };
            problems.extend(problem.map(|problem| (name, problem)));
        }
        problems.extend(files_in(subfolders, folder).into_iter().map(|name| (name, SourceProblem::InSubfolder)));
        if files.is_empty() && problems.is_empty() {
            return Err(failed(io::Error::new(io::ErrorKind::NotFound, "no file in it ends in `.yaml`")));
        }
        Ok(Self { problems, folder: Some(folder.to_owned()), ..Self::new(files) })
    }

    /// Returns whether a file of this name is read when it is in the folder of a spec.
    #[must_use]
    pub fn is_input(name: &str) -> bool {
        matches!(Role::of(name.as_ref()), Role::Input) && !name.contains(['/', '\\'])
    }

    /// Returns names and texts, sorted by name.
    #[must_use]
    pub fn files(&self) -> &[(String, String)] {
        &self.files
    }

    /// Returns the text of a file.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        let index = self.files.binary_search_by(|file| file.0.as_str().cmp(name)).ok()?;
        self.files.get(index).map(|file| file.1.as_str())
    }

    /// Returns the same spec with another text of a file.
    #[must_use]
    pub fn with(&self, name: &str, text: &str) -> Self {
        let texts = self.files.iter().map(|(known, _)| {
            let text = if known == name { text } else { self.text_on_disk(known).unwrap_or_default() };
            (known.clone(), text.to_owned())
        });
        Self { problems: self.problems.clone(), folder: self.folder.clone(), ..Self::new(texts) }
    }

    /// Returns the path of a file, relative to the current folder if it is in it.
    #[must_use]
    pub fn display_path(&self, name: &str) -> String {
        let Some(folder) = &self.folder else { return name.to_owned() };
        let path = folder.join(name);
        let current = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(current).unwrap_or(&path).display().to_string()
    }

    /// Returns the text of a file as it is on disk.
    #[must_use]
    pub fn text_on_disk(&self, name: &str) -> Option<&str> {
        self.on_disk.get(name).map(String::as_str).or_else(|| self.text(name))
    }

    /// Returns the bytes on disk of a part of the text of a file.
    #[must_use]
    pub fn bytes_on_disk(&self, name: &str, range: &Range<usize>) -> Range<usize> {
        let Some(on_disk) = self.on_disk.get(name) else { return range.clone() };
        offset_on_disk(on_disk, range.start)..offset_on_disk(on_disk, range.end)
    }

    /// Returns a text with the line ends of a file.
    #[must_use]
    pub fn with_line_ends_of(&self, name: &str, text: &str) -> String {
        let has_windows_line_ends = self.text_on_disk(name).is_some_and(|on_disk| on_disk.contains("\r\n"));
        if has_windows_line_ends { text.replace('\n', "\r\n") } else { text.to_owned() }
    }

    /// Returns the files that cannot be read and the reasons, sorted by name.
    pub fn problems(&self) -> impl Iterator<Item = (&str, &SourceProblem)> {
        self.problems.iter().map(|(name, problem)| (name.as_str(), problem))
    }

    /// Returns the reason why a file cannot be read.
    #[must_use]
    pub fn problem(&self, name: &str) -> Option<&SourceProblem> {
        self.problems.get(name)
    }
}

/// Removes the byte order mark and the line ends of Windows. YAML does not depend on either, and lines and columns are
/// then those that an editor shows.
fn normalize(text: String) -> String {
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Returns whether a text stays the same when it is normalized.
fn is_normal(text: &str) -> bool {
    !text.starts_with('\u{feff}') && !text.contains('\r')
}

/// Returns the offset on disk of an offset in the normalized text.
fn offset_on_disk(on_disk: &str, offset: usize) -> usize {
    let body = on_disk.strip_prefix('\u{feff}').unwrap_or(on_disk);
    let mark = on_disk.len() - body.len();
    // Only the `\n` of `\r\n` is a byte that the normalized text does not have.
    let mut normal = 0;
    let bytes = body.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if *byte == b'\n' && at > 0 && bytes[at - 1] == b'\r' {
            continue;
        }
        if normal == offset {
            return mark + at;
        }
        normal += 1;
    }
    on_disk.len()
}

/// The role of a file in the folder of a spec, judged by its name.
enum Role {
    Input,
    /// It looks like a file of the spec, but is not read.
    Misnamed,
    /// It is hidden, or an editor's temporary file.
    Ignored,
    Other,
}

impl Role {
    fn of(name: &OsStr) -> Self {
        let bytes = name.as_encoded_bytes();
        let extension = Path::new(name).extension().unwrap_or_default();
        let is = |known: &str| extension.eq_ignore_ascii_case(known);
        if bytes.starts_with(b".") || bytes.starts_with(b"#") || bytes.ends_with(b"~") {
            Self::Ignored
        } else if extension == "yaml" && name.to_str().is_some() {
            Self::Input
        } else if is("yaml") || is("yml") {
            Self::Misnamed
        } else {
            Self::Other
        }
    }
}

/// Finds files at any depth of some folders that look like those of a spec. Links are not followed.
fn files_in(mut folders: Vec<PathBuf>, root: &Path) -> Vec<String> {
    let (mut found, mut visited) = (Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        // A subfolder that cannot be read is no part of the spec.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            visited += 1;
            if visited > MAX_INNER_ENTRIES {
                return found;
            }
            let (path, is_folder) = (entry.path(), entry.file_type().is_ok_and(|kind| kind.is_dir()));
            match Role::of(&entry.file_name()) {
                Role::Ignored => {}
                _ if is_folder => folders.push(path),
                Role::Input | Role::Misnamed => {
                    let path = path.strip_prefix(root).unwrap_or(&path);
                    found.push(path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/"));
                }
                Role::Other => {}
            }
        }
    }
    found
}

/// Reads the text of a file as far as it can be shown, and says why it cannot be used.
fn read_text(path: &Path) -> (String, Option<SourceProblem>) {
    match read_bytes(path) {
        Ok(bytes) => decode(bytes),
        Err(problem) => (String::new(), Some(problem)),
    }
}

/// Reads the bytes of a file. Pipes and devices are not opened: reading them might not end.
fn read_bytes(path: &Path) -> Result<Vec<u8>, SourceProblem> {
    let failed = |error: io::Error| SourceProblem::Io(Arc::new(error));
    let data = fs::metadata(path).map_err(failed)?;
    if !data.is_file() {
        return Err(if data.is_dir() { SourceProblem::Folder } else { SourceProblem::NotRegular });
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(SourceProblem::TooLarge { bytes: data.len() });
    }
    Ok(bytes)
}

fn decode(bytes: Vec<u8>) -> (String, Option<SourceProblem>) {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return (String::new(), Some(SourceProblem::Utf16));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let valid = normalize(String::from_utf8_lossy(valid).into_owned());
            let line = valid.matches('\n').count() + 1;
            let column = valid.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
            (text, Some(SourceProblem::NotUtf8 { line, column }))
        }
    }
}

/// The folder of a spec cannot be read.
#[derive(Debug)]
pub struct SourceError {
    path: PathBuf,
    source: io::Error,
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cannot read the spec in `{}`", self.path.display())
    }
}

impl error::Error for SourceError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.source)
    }
}
