//! Versions before and after a change, and the bump between them.

use modelarts_codegen::diff::Bump;
use semver::Version;

use crate::workspace::Result;

/// The versions of both states, and the bump that the changes require.
#[derive(Debug)]
pub(super) struct Versions {
    old: Version,
    new: Version,
    needed: Bump,
}

impl Versions {
    /// Reads the versions from the manifests of the workspace.
    pub(super) fn new(old: &str, new: &str, needed: Bump) -> Result<Self> {
        Ok(Self { old: version(old)?, new: version(new)?, needed })
    }

    /// Returns the lowest version after the bump. Before 1.0.0, a major bump raises the second number, others the third.
    /// A pre-release promises nothing, so that its release is enough.
    pub(super) fn least(&self) -> Version {
        let Version { major, minor, patch, .. } = self.old;
        match self.needed {
            _ if !self.old.pre.is_empty() => Version::new(major, minor, patch),
            Bump::Major if major > 0 => Version::new(major + 1, 0, 0),
            Bump::Minor if major > 0 => Version::new(major, minor + 1, 0),
            Bump::Major => Version::new(0, minor + 1, 0),
            Bump::Minor | Bump::Patch => Version::new(major, minor, patch + 1),
        }
    }

    /// Returns why the version is too low, or `None` if it is not. A pre-release counts as its release.
    pub(super) fn problem(&self) -> Option<String> {
        let Version { major, minor, patch, .. } = self.new;
        let least = self.least();
        let is_later = self.new.cmp_precedence(&self.old).is_gt();
        let is_enough = is_later && Version::new(major, minor, patch) >= least;
        (!is_enough).then(|| format!("version {} is too low: these changes require {least} or later", self.new))
    }
}

/// Returns the version of all packages, from the workspace's manifest.
fn version(manifest: &str) -> Result<Version> {
    let line = manifest.lines().find(|line| line.starts_with("version = "));
    let text = line.and_then(|line| line.split('"').nth(1)).unwrap_or_default();
    Version::parse(text).map_err(|error| format!("invalid version `{text}` in Cargo.toml: {error}").into())
}

#[cfg(test)]
mod tests {
    use super::{Bump, Versions};

    const ALL: [Bump; 3] = [Bump::Patch, Bump::Minor, Bump::Major];

    fn versions(old: &str, new: &str, needed: Bump) -> Versions {
        let manifest = |version: &str| format!("[workspace.package]\nversion = \"{version}\"\n");
        Versions::new(&manifest(old), &manifest(new), needed).unwrap()
    }

    #[test]
    fn versions_are_bumped_by_the_rules_of_semver() {
        for (old, expected) in [
            ("1.2.3", ["1.2.4", "1.3.0", "2.0.0"]),
            ("0.1.5", ["0.1.6", "0.1.6", "0.2.0"]),
            ("0.1.5+build.7", ["0.1.6", "0.1.6", "0.2.0"]),
            ("0.2.0-rc.1", ["0.2.0"; 3]),
            ("2.0.0-alpha", ["2.0.0"; 3]),
        ] {
            let least = ALL.map(|needed| versions(old, old, needed).least().to_string());
            assert_eq!(least, expected, "{old}");
        }
    }

    #[test]
    fn a_version_must_be_later_and_high_enough() {
        for (old, new, enough) in [
            ("0.1.0", "0.1.0", [false, false, false]),
            ("0.1.0", "0.1.1", [true, true, false]),
            ("0.1.0", "0.2.0", [true, true, true]),
            ("0.1.0", "0.2.0-rc.1", [true, true, true]),
            ("0.2.0-rc.1", "0.2.0-rc.1", [false, false, false]),
            ("0.2.0-rc.1", "0.2.0-rc.2", [true, true, true]),
            ("0.2.0-rc.10", "0.2.0-rc.9", [false, false, false]),
            ("0.2.0-rc.1", "0.2.0", [true, true, true]),
            ("0.2.0", "0.2.0-rc.1", [false, false, false]),
            ("1.2.3", "1.3.0", [true, true, false]),
            ("1.2.3", "2.0.0-beta.1+x", [true, true, true]),
        ] {
            let is_enough = ALL.map(|needed| versions(old, new, needed).problem().is_none());
            assert_eq!(is_enough, enough, "{old} to {new}");
        }
    }

    #[test]
    fn a_version_that_is_none_is_an_error() {
        for version in ["", "1", "1.2", "1.2.3.4", "v1.2.3", "1.2.x", "01.2.3"] {
            let manifest = format!("version = \"{version}\"\n");
            let error = Versions::new(&manifest, &manifest, Bump::Patch).unwrap_err().to_string();
            assert!(error.contains(&format!("invalid version `{version}` in Cargo.toml")), "{error}");
        }
    }
}
