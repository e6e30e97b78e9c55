//! Diagnostics of files that cannot be read.

use crate::diagnostic::{Diagnostic, Part, Place};
use crate::sources::{MAX_BYTES, SERVICE_FILE, SourceProblem};

const NO_SERVICE: &str = "E0001";
const NOT_UTF8: &str = "E0008";
const TOO_LARGE: &str = "E0009";
const NOT_READ: &str = "E0031";

/// Reports why a file cannot be read.
#[must_use]
pub fn diagnostic(name: &str, problem: &SourceProblem) -> Diagnostic {
    let new = |code, message: String| Diagnostic::new(code, start_of(name), message);
    match problem {
        SourceProblem::Misnamed => {
            let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
            new(NOT_READ, format!("`{name}` is not read: its name does not end in `.yaml`"))
                .help(format!("rename it to `{stem}.yaml`, in UTF-8, or move it out of the folder of the spec"))
        }
        SourceProblem::InSubfolder => {
            let file = name.rsplit('/').next().unwrap_or(name);
            new(NOT_READ, format!("`{name}` is not read: it is in a subfolder"))
                .help(format!("move `{file}` into the folder of the spec, or out of it"))
        }
        SourceProblem::Folder => not_a_file(name, "it is a folder"),
        SourceProblem::NotRegular => not_a_file(name, "it is not a regular file"),
        SourceProblem::Io(error) => new(NOT_READ, format!("cannot read `{name}`: {error}"))
            .help("check its permissions; if it is a symbolic link, check its target"),
        SourceProblem::TooLarge { bytes } => {
            new(TOO_LARGE, format!("file too large: {} MB, the limit is {} MB", bytes >> 20, MAX_BYTES >> 20))
                .help("split it into one file for each group")
        }
        SourceProblem::Utf16 => new(NOT_UTF8, "the file is UTF-16".to_owned()).help("save it as UTF-8"),
        SourceProblem::NotUtf8 { line, column } => {
            let place = Place { part: Part::Position(*line, *column), ..start_of(name) };
            Diagnostic::new(NOT_UTF8, place, "the file is not UTF-8")
                .label("the first invalid byte")
                .help("save it as UTF-8")
        }
    }
}

/// Reports a spec without `service.yaml`.
pub(super) fn missing_service() -> Diagnostic {
    let place = Place { file: SERVICE_FILE.to_owned(), path: Vec::new(), part: Part::Key };
    Diagnostic::new(NO_SERVICE, place, format!("missing file `{SERVICE_FILE}`"))
        .help("write it: it lists the endpoints, the authentication schemes and the statuses")
}

fn not_a_file(name: &str, why: &str) -> Diagnostic {
    Diagnostic::new(NOT_READ, start_of(name), format!("cannot read `{name}`: {why}"))
        .help("replace it by a regular file, or give it a name that does not end in `.yaml`")
}

fn start_of(name: &str) -> Place {
    Place { file: name.to_owned(), path: Vec::new(), part: Part::Position(1, 1) }
}
