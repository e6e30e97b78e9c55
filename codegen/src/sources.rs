//! The texts of a spec's files.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::{error, fmt};

use crate::diagnostic::{Diagnostic, Part, Place};

/// The largest file that is read, in bytes. The largest of the real spec has 0.1 MB.
const MOST_BYTES: u64 = 8 << 20;

/// How many entries of folders in the folder of a spec are looked at.
const MAX_INNER_ENTRIES: usize = 10_000;

const NOT_READ: &str = "E0031";

/// The files of a spec, sorted by name.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<(String, String)>,
    problems: BTreeMap<String, Diagnostic>,
}

impl Sources {
    /// A spec whose files are at hand: names and texts. A byte order mark is left out, and all line ends become `\n`.
    #[must_use]
    pub fn new(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut files: Vec<_> = files.into_iter().map(|(name, text)| (name, normalized(text))).collect();
        files.sort();
        Self { files, problems: BTreeMap::new() }
    }

    /// Reads every `.yaml` file of a folder. What looks like a file of the spec and is none is one of the
    /// [`problems`](Self::problems).
    ///
    /// # Errors
    ///
    /// The folder cannot be read, or there is no such file.
    pub fn read(folder: &Path) -> Result<Self, SourceError> {
        let failed = |source| SourceError { path: folder.to_owned(), source };
        let (mut files, mut problems, mut inner) = (Vec::new(), Vec::new(), Vec::new());
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let (path, name) = (entry.path(), entry.file_name().to_string_lossy().into_owned());
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            match Role::of(&entry.file_name()) {
                Role::Input if !is_folder => {
                    let (text, problem) = text(&path, &name);
                    files.push((name, text));
                    problems.extend(problem);
                }
                Role::Misnamed if !is_folder => problems.push(misnamed(&name)),
                Role::Input | Role::Misnamed => problems.push(not_a_file(&name, "a folder")),
                Role::Other if is_folder => inner.push(path),
                Role::Other | Role::Ignored => {}
            }
        }
        problems.extend(files_in(inner, folder).iter().map(|name| in_a_folder(name)));
        if files.is_empty() && problems.is_empty() {
            return Err(failed(io::Error::new(io::ErrorKind::NotFound, "there is no file that ends in .yaml")));
        }
        let problems = problems.into_iter().map(|problem| (problem.place.file.clone(), problem)).collect();
        Ok(Self { problems, ..Self::new(files) })
    }

    /// Whether a file of this name is read, if it is in the folder of a spec.
    #[must_use]
    pub fn is_input(name: &str) -> bool {
        matches!(Role::of(name.as_ref()), Role::Input) && !name.contains(['/', '\\'])
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

    /// What keeps a file from being read, sorted by name.
    pub fn problems(&self) -> impl Iterator<Item = &Diagnostic> {
        self.problems.values()
    }

    /// What keeps a file from being read.
    #[must_use]
    pub fn problem(&self, name: &str) -> Option<&Diagnostic> {
        self.problems.get(name)
    }
}

/// The text as it would be without a byte order mark and the line ends of Windows. YAML reads both the same, and
/// lines and columns are those that an editor shows.
fn normalized(text: String) -> String {
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// What a name says of a file in the folder of a spec.
enum Role {
    Input,
    /// It looks like a file of the spec, and is not read.
    Misnamed,
    /// Hidden, or what an editor leaves next to a file.
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

/// The files in some folders, however deep, that look like those of a spec. Links are not followed.
fn files_in(mut folders: Vec<PathBuf>, root: &Path) -> Vec<String> {
    let (mut found, mut looked_at) = (Vec::new(), 0);
    while let Some(folder) = folders.pop() {
        // A folder that cannot be read holds no input of ours.
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            looked_at += 1;
            if looked_at > MAX_INNER_ENTRIES {
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

fn at_the_start(name: &str) -> Place {
    Place { file: name.to_owned(), path: Vec::new(), part: Part::At(1, 1) }
}

fn misnamed(name: &str) -> Diagnostic {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    Diagnostic::new(NOT_READ, at_the_start(name), format!("`{name}` is not read: names of files end in `.yaml`"))
        .help(format!("rename it to `{stem}.yaml`, in UTF-8, or move it out of the folder of the spec"))
}

fn in_a_folder(name: &str) -> Diagnostic {
    let file = name.rsplit('/').next().unwrap_or(name);
    let message = format!("`{name}` is not read: a spec has no inner folders");
    Diagnostic::new(NOT_READ, at_the_start(name), message)
        .help(format!("move `{file}` into the folder of the spec itself, or out of it"))
}

fn not_a_file(name: &str, what: &str) -> Diagnostic {
    Diagnostic::new(NOT_READ, at_the_start(name), format!("cannot read `{name}`: it is {what}"))
        .help("write a regular file in its place, or give it a name that does not end in `.yaml`")
}

/// The text of a file as far as it can be shown, and what is wrong with it.
fn text(path: &Path, name: &str) -> (String, Option<Diagnostic>) {
    match bytes(path, name) {
        Ok(bytes) => decoded(bytes, name),
        Err(problem) => (String::new(), Some(*problem)),
    }
}

/// The bytes of a file, which is not opened if reading it might not end.
fn bytes(path: &Path, name: &str) -> Result<Vec<u8>, Box<Diagnostic>> {
    let failed = |error: io::Error| {
        Diagnostic::new(NOT_READ, at_the_start(name), format!("cannot read `{name}`: {error}"))
            .help("look at its permissions, and at what it points to if it is a symbolic link")
    };
    let data = fs::metadata(path).map_err(failed)?;
    if !data.is_file() {
        return Err(Box::new(not_a_file(name, if data.is_dir() { "a folder" } else { "not a regular file" })));
    }
    let mut bytes = Vec::new();
    File::open(path).and_then(|file| file.take(MOST_BYTES + 1).read_to_end(&mut bytes)).map_err(failed)?;
    if bytes.len() as u64 > MOST_BYTES {
        let problem = Diagnostic::new("E0009", at_the_start(name), format!("the file has {} MB", data.len() >> 20));
        let help = format!("at most {} MB are read: cut it into files, one for each resource", MOST_BYTES >> 20);
        return Err(Box::new(problem.help(help)));
    }
    Ok(bytes)
}

fn decoded(bytes: Vec<u8>, name: &str) -> (String, Option<Diagnostic>) {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let problem = Diagnostic::new("E0008", at_the_start(name), "the file is UTF-16");
        return (String::new(), Some(problem.help("save it as UTF-8")));
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let valid = normalized(String::from_utf8_lossy(valid).into_owned());
            let line = valid.matches('\n').count() + 1;
            let column = valid.rsplit('\n').next().map_or(0, |line| line.chars().count()) + 1;
            let place = Place { part: Part::At(line, column), ..at_the_start(name) };
            let problem =
                Diagnostic::new("E0008", place, "the file is not UTF-8 from here on").help("save it as UTF-8");
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(problem))
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
        write!(f, "the spec in {} cannot be read", self.path.display())
    }
}

impl error::Error for SourceError {
    fn source(&self) -> Option<&(dyn error::Error + 'static)> {
        Some(&self.source)
    }
}
