//! Reads specs from git revisions.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use modelarts_codegen::Sources;

use crate::workspace::Result;

/// A git revision. The workspace may be the root of the repository or a folder in it.
#[derive(Debug)]
pub(crate) struct Revision {
    folder: PathBuf,
    name: String,
    /// Hash of its tree. Unlike a name, a hash has no special characters.
    tree: String,
}

/// A file of a revision.
struct Entry {
    mode: String,
    hash: String,
    name: String,
}

impl Revision {
    /// Finds a revision by name.
    pub(crate) fn find(folder: &Path, name: &OsStr) -> Result<Self> {
        // An empty path is the current folder.
        let folder = folder.join(".");
        let shown = name.to_string_lossy().into_owned();
        let parse = |revision: &OsStr| {
            git(&folder, &["rev-parse".as_ref(), "--verify".as_ref(), "--end-of-options".as_ref(), revision])
                .and_then(|hash| Ok(String::from_utf8(hash)?.trim().to_owned()))
                .map_err(|error| format!("`{shown}` is neither a folder nor a git revision: {error}"))
        };
        let hash = parse(name)?;
        let tree = parse(format!("{hash}^{{tree}}").as_ref())?;
        Ok(Self { name: shown, tree, folder })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Returns the spec of the revision.
    pub(crate) fn sources(&self) -> Result<Sources> {
        let mut files = Vec::new();
        for entry in self.entries("spec/")? {
            let name = entry.name.strip_prefix("spec/").unwrap_or(&entry.name);
            if Sources::is_input(name) {
                files.push((name.to_owned(), self.blob(&entry)?));
            }
        }
        if files.is_empty() {
            return Err(format!("no spec in `spec/` of `{}`", self.name).into());
        }
        Ok(Sources::new(files))
    }

    /// Returns the text of a file.
    pub(crate) fn text(&self, path: &str) -> Result<String> {
        match self.entries(path)?.first() {
            Some(entry) => self.blob(entry),
            None => Err(format!("no file `{path}` in `{}`", self.name).into()),
        }
    }

    /// Returns the entries at a path, relative to the workspace.
    fn entries(&self, path: &str) -> Result<Vec<Entry>> {
        let listed = git(&self.folder, &["ls-tree".as_ref(), "-z".as_ref(), self.tree.as_ref(), path.as_ref()])?;
        let entry = |line: &str| {
            let (facts, name) = line.split_once('\t')?;
            let mut facts = facts.split(' ').map(str::to_owned);
            Some(Entry { mode: facts.next()?, hash: facts.nth(1)?, name: name.to_owned() })
        };
        Ok(String::from_utf8_lossy(&listed).split('\0').filter_map(entry).collect())
    }

    fn blob(&self, entry: &Entry) -> Result<String> {
        let (name, revision) = (&entry.name, &self.name);
        if !entry.mode.starts_with("100") {
            return Err(format!("cannot read `{name}` of `{revision}`: it is not a regular file").into());
        }
        let bytes = git(&self.folder, &["cat-file".as_ref(), "blob".as_ref(), entry.hash.as_ref()])?;
        Ok(String::from_utf8(bytes).map_err(|error| format!("cannot read `{name}` of `{revision}`: {error}"))?)
    }
}

/// Runs git in a folder; returns what it prints.
fn git(folder: &Path, arguments: &[&OsStr]) -> Result<Vec<u8>> {
    let output = Command::new("git")
        .current_dir(folder)
        .args(arguments)
        .output()
        .map_err(|error| format!("cannot run git: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned().into());
    }
    Ok(output.stdout)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Revision, git};

    fn run(folder: &Path, arguments: &[&str]) {
        let identity = ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "core.autocrlf=false"];
        let arguments: Vec<_> = identity.iter().chain(arguments).map(|argument| argument.as_ref()).collect();
        git(folder, &arguments).unwrap();
    }

    fn write(folder: &Path, name: &str, text: &str) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Creates a repository with two commits and two specs: in its root, and in a folder.
    fn repository(folder: &Path) {
        run(folder, &["init", "--quiet", "--initial-branch", "main"]);
        write(folder, "Cargo.toml", "version = \"9.9.9\"\n");
        for name in ["a b/wörk/", ""] {
            write(folder, &format!("{name}spec/service.yaml"), &format!("{name}first\n"));
            write(folder, &format!("{name}spec/größe \"1\".yaml"), "\u{feff}odd\r\n");
            write(folder, &format!("{name}spec/._x.yaml"), "no");
            write(folder, &format!("{name}spec/sub/x.yaml"), "no");
            write(folder, &format!("{name}spec/README.md"), "no");
        }
        write(folder, "a b/wörk/Cargo.toml", "version = \"1.2.3\"\n");
        run(folder, &["add", "--all"]);
        run(folder, &["commit", "--quiet", "--message", "fix: first"]);
        run(folder, &["tag", "v1"]);
        write(folder, "a b/wörk/spec/service.yaml", "second\n");
        run(folder, &["commit", "--quiet", "--all", "--message", "second"]);
        run(folder, &["branch", "odd/näme@x"]);
        run(folder, &["update-ref", "refs/heads/-dash", "HEAD"]);
    }

    #[test]
    fn revisions_are_read_in_the_root_and_in_a_folder_of_a_repository() {
        let place = tempfile::tempdir().unwrap();
        repository(place.path());
        let (top, inner) = (place.path().to_owned(), place.path().join("a b/wörk"));
        let second = ["HEAD", "main", "odd/näme@x", "-dash", "@", "HEAD^{/second}", ":/second", "main@{0}"];
        let first = ["v1", "HEAD~1", "HEAD^", "v1^{tree}", "HEAD^{/fix: first}", ":/fix: first", "v1^{commit}"];
        for (folder, names, text) in [
            (&top, &second[..], "first\n"),
            (&top, &first[..], "first\n"),
            (&inner, &second[..], "second\n"),
            (&inner, &first[..], "a b/wörk/first\n"),
        ] {
            for name in names {
                let revision = Revision::find(folder, name.as_ref()).unwrap_or_else(|error| panic!("{name}: {error}"));
                let sources = revision.sources().unwrap();
                let files: Vec<_> = sources.files().iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
                assert_eq!(files, [("größe \"1\".yaml", "odd\n"), ("service.yaml", text)], "{name}");
                let version = if *folder == top { "9.9.9" } else { "1.2.3" };
                assert!(revision.text("Cargo.toml").unwrap().contains(version));
            }
        }
    }

    #[test]
    fn invalid_revisions_are_errors_that_name_them() {
        let place = tempfile::tempdir().unwrap();
        repository(place.path());
        for name in ["nowhere", "--help", "-x", "--output=x", "HEAD:Cargo.toml", "HEAD:spec", "", "v1..HEAD"] {
            let found = Revision::find(place.path(), name.as_ref()).and_then(|revision| revision.sources());
            let error = found.unwrap_err().to_string();
            assert!(error.contains(&format!("`{name}`")), "{error}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("service.yaml", place.path().join("spec/link.yaml")).unwrap();
            run(place.path(), &["add", "--all"]);
            run(place.path(), &["commit", "--quiet", "--message", "link"]);
            let error = Revision::find(place.path(), "HEAD".as_ref()).unwrap().sources().unwrap_err().to_string();
            assert!(error.contains("spec/link.yaml") && error.contains("not a regular file"), "{error}");
        }
    }
}
