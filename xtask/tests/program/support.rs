//! Runs the program in temporary folders.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use modelarts_codegen::Sources;
use modelarts_codegen::diagnostic::explanation;
use tempfile::TempDir;

/// Returns how much a random test tries: the value of an environment variable, or few.
pub(crate) fn amount(variable: &str, few: u64) -> u64 {
    std::env::var(variable).map_or(few, |value| value.parse().unwrap())
}

/// Creates an empty folder that all users can read.
pub(crate) fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// Returns the program, with its lock files in a folder of the test.
pub(crate) fn xtask() -> Command {
    let locks = Path::new(env!("CARGO_TARGET_TMPDIR")).join("locks");
    fs::create_dir_all(&locks).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.env("TMPDIR", locks);
    command
}

/// Runs the program with space-separated arguments. `{}` is replaced by the path.
pub(crate) fn run(words: &str, path: &Path) -> Output {
    run_in(xtask(), words, path)
}

pub(crate) fn run_in(mut command: Command, words: &str, path: &Path) -> Output {
    let path = path.to_str().unwrap();
    command.args(words.split(' ').map(|word| word.replace("{}", path))).output().unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Asserts that a run succeeded, and returns its standard output.
pub(crate) fn succeeded(output: &Output) -> String {
    assert!(output.status.success(), "{}", stderr(output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Asserts that a run failed with an error message, and returns its standard error.
pub(crate) fn failed(output: &Output) -> String {
    let said = stderr(output);
    assert!(output.status.code().is_some_and(|code| code == 1 || code == 2), "{:?}: {said}", output.status);
    assert!(said.contains("error: ") && !said.contains("panicked"), "{said}");
    said
}

/// Returns a small valid spec. All of its documentation begins with a word.
pub(crate) fn small_spec(word: &str) -> Sources {
    let files = explanation::example().files().to_vec();
    Sources::new(files.into_iter().map(|(name, text)| (name, text.replace("doc: ", &format!("doc: {word} ")))))
}

/// Writes the spec into a folder.
pub(crate) fn write_spec(sources: &Sources, folder: &Path) -> PathBuf {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in sources.files() {
        fs::write(folder.join(name), text).unwrap();
    }
    folder.to_owned()
}

/// Returns everything in a folder: type, permissions, and contents or target. Links are not followed.
pub(crate) fn snapshot(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(inner).into_iter().flatten() {
            let path = entry.unwrap().path();
            let data = fs::symlink_metadata(&path).unwrap();
            let what = if data.is_symlink() {
                format!("link to {}", fs::read_link(&path).unwrap().display())
            } else if data.is_file() {
                let text = fs::read(&path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                format!("{:o} {:?} {:?}", data.mode(), data.modified().unwrap(), text.ok())
            } else {
                format!("{:o}", data.mode())
            };
            if data.is_dir() {
                folders.push(path.clone());
            }
            found.insert(path, what);
        }
    }
    found
}
