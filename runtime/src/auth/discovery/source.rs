//! What a source describes of a client, and the environment that sources read.

use std::io;
use std::path::{Path, PathBuf};

use crate::auth::credentials::Credentials;
use crate::error::{Error, Result};

/// The description of a client. Later sources add what earlier ones lack.
#[derive(Debug, Default)]
pub(crate) struct Discovered {
    pub(crate) credentials: Option<Credentials>,
    pub(crate) project_id: Option<String>,
    pub(crate) project_name: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) endpoint: Option<String>,
    pub(crate) iam_endpoint: Option<String>,
    /// Certificates, as PEM, that are trusted in addition to those of the system.
    pub(crate) root: Option<Vec<u8>>,
    /// Whether any certificate is accepted.
    pub(crate) is_unverified: bool,
    /// What was looked for, for messages about what is missing.
    pub(crate) looked_for: String,
}

impl Discovered {
    /// Returns this description, completed by another one. A project's name is not combined with another project's ID.
    pub(super) fn or(self, other: Self) -> Self {
        let has_project = self.project_id.is_some() || self.project_name.is_some();
        let (project_id, project_name) = match has_project {
            true => (self.project_id, self.project_name),
            false => (other.project_id, other.project_name),
        };
        Self {
            credentials: self.credentials.or(other.credentials),
            project_id,
            project_name,
            region: self.region.or(other.region),
            endpoint: self.endpoint.or(other.endpoint),
            iam_endpoint: self.iam_endpoint.or(other.iam_endpoint),
            root: self.root.or(other.root),
            is_unverified: self.is_unverified || other.is_unverified,
            looked_for: self.looked_for,
        }
    }
}

/// The variables and files of the process.
pub(crate) struct Env<'a> {
    /// The service that variables and keys are named after.
    pub(crate) service: &'a str,
    pub(crate) variable: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) read: &'a dyn Fn(&Path) -> io::Result<String>,
}

impl Env<'_> {
    /// Returns the first of these variables that is not empty.
    pub(super) fn value(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| (self.variable)(name).filter(|value| !value.is_empty()))
    }

    pub(super) fn home(&self) -> Option<PathBuf> {
        self.value(&["HOME", "USERPROFILE"]).map(PathBuf::from)
    }

    /// Returns the text of a file, if it exists, without a byte order mark.
    pub(super) fn file(&self, path: &Path) -> Result<Option<String>> {
        match (self.read)(path) {
            Ok(text) => Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => {
                let message = format!("cannot read the file {}: it must be readable UTF-8 text", path.display());
                Err(Error::configuration(message).with_source(error))
            }
        }
    }
}

/// Returns the path in a setting. `~` is the home folder.
pub(super) fn expand_home(env: &Env<'_>, path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), env.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    }
}

/// Returns the address of the identity service without its version: OpenStack's settings include it, and the client
/// adds it itself.
pub(super) fn without_version(address: &str) -> String {
    let address = address.trim_end_matches('/');
    address.strip_suffix("/v3").unwrap_or(address).to_owned()
}
