//! Where clients are described that a program does not describe itself: the environment, then files,
//! then the machine.

use std::io;
use std::path::{Path, PathBuf};

use super::{Credentials, MetadataProvider, environment, vendor_file};
use crate::error::{Error, Result};

/// What a place says of a client. Later places fill in what earlier ones left out.
#[derive(Debug, Default)]
pub(crate) struct Found {
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

impl Found {
    /// What is said here, and else there. A project's name does not stand beside another's ID.
    fn or(self, other: Self) -> Self {
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

/// What a process can look at.
pub(crate) struct Surroundings<'a> {
    pub(crate) variable: &'a dyn Fn(&str) -> Option<String>,
    pub(crate) read: &'a dyn Fn(&Path) -> io::Result<String>,
}

impl Surroundings<'_> {
    /// The first of the variables that is set to something.
    pub(super) fn value(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| (self.variable)(name).filter(|value| !value.is_empty()))
    }

    pub(super) fn home(&self) -> Option<PathBuf> {
        self.value(&["HOME", "USERPROFILE"]).map(PathBuf::from)
    }

    /// The text of a file, if it exists, without a byte order mark.
    pub(super) fn file(&self, path: &Path) -> Result<Option<String>> {
        match (self.read)(path) {
            Ok(text) => Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => {
                let message =
                    format!("cannot read the file {}: it must be text in UTF-8 that you may read", path.display());
                Err(Error::configuration(message).with_source(error))
            }
        }
    }
}

/// Looks everywhere, until credentials are found. A cloud that is chosen by its name comes before other
/// credentials of OpenStack and before the vendor's file; the machine's own credentials come last.
pub(crate) fn find(surroundings: &Surroundings<'_>) -> Result<Found> {
    let mut found = environment::read(surroundings)?;
    let has_chosen_cloud = surroundings.value(&["OS_CLOUD"]).is_some();
    if found.credentials.is_none() && has_chosen_cloud {
        let cloud = from_clouds(surroundings, found.region.as_deref())?;
        found = cloud.or(found);
    }
    if found.credentials.is_none() {
        found.credentials = environment::openstack(surroundings)?;
    }
    if found.credentials.is_none() {
        found = found.or(vendor_file::read(surroundings)?);
    }
    if found.credentials.is_none() {
        let cloud = from_clouds(surroundings, found.region.as_deref())?;
        found = found.or(cloud);
    }
    let files = files(surroundings);
    if found.credentials.is_none() {
        let looked_for = format!("the variables {}; the files {files}", environment::LOOKED_FOR);
        found.credentials = Some(Credentials::provider(MetadataProvider::new().looked_for(looked_for)));
    }
    found.looked_for = format!("the variables {}; the files {files}", environment::PROJECTS_LOOKED_FOR);
    Ok(found)
}

/// The files that are read, as messages list them.
fn files(surroundings: &Surroundings<'_>) -> String {
    let mut files: Vec<_> =
        vendor_file::path(surroundings).into_iter().map(|path| path.display().to_string()).collect();
    #[cfg(feature = "clouds")]
    {
        let folders = super::clouds::folders(surroundings);
        files.extend(folders.iter().map(|folder| folder.join("clouds.yaml").display().to_string()));
    }
    #[cfg(not(feature = "clouds"))]
    files.push("clouds.yaml (not read: the feature `clouds` is off)".to_owned());
    files.join(", ")
}

/// A path of a setting, in which `~` is the home folder.
pub(super) fn expand_home(surroundings: &Surroundings<'_>, path: &str) -> PathBuf {
    match (path.strip_prefix("~/"), surroundings.home()) {
        (Some(below), Some(home)) => home.join(below),
        _ => PathBuf::from(path),
    }
}

#[cfg(feature = "clouds")]
use super::clouds::read as from_clouds;

#[cfg(not(feature = "clouds"))]
fn from_clouds(surroundings: &Surroundings<'_>, _: Option<&str>) -> Result<Found> {
    match surroundings.value(&["OS_CLOUD"]) {
        Some(_) => Err(Error::configuration(
            "OS_CLOUD names a cloud of `clouds.yaml`, which this build does not read; enable the feature `clouds`",
        )),
        None => Ok(Found::default()),
    }
}

/// The address of the identity service without its version, which OpenStack's settings name and the
/// client adds by itself.
pub(super) fn without_version(address: &str) -> String {
    let address = address.trim_end_matches('/');
    address.strip_suffix("/v3").unwrap_or(address).to_owned()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn found(variables: Pairs<'_>, files: Pairs<'_>) -> Result<Found> {
        let among = |pairs: Pairs<'_>, name: &str| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
        };
        let variable = |name: &str| among(variables, name);
        let read = |path: &Path| {
            let text = among(files, &path.display().to_string());
            text.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        };
        find(&Surroundings { variable: &variable, read: &read })
    }

    pub(in super::super) fn said(variables: Pairs<'_>, files: Pairs<'_>) -> String {
        let said = match found(variables, files) {
            Ok(found) => format!("{found:?}"),
            Err(error) => error.to_string(),
        };
        assert!(!said.contains("canary"), "{said}");
        said
    }

    const VENDOR_FILE: (&str, &str) = (
        "/home/me/.huaweicloud/credentials",
        "# keys\n[global]\nak = other\nsk = canary\n\n[basic]\nak = from-file\nSK: canary\nproject_id=of-file\n",
    );

    #[test]
    fn the_environment_comes_first() {
        let variables = [("HOME", "/home/me"), ("HUAWEICLOUD_SDK_AK", "mine"), ("HUAWEICLOUD_SDK_SK", "canary")];
        let found = said(&variables, &[VENDOR_FILE]);
        assert!(found.contains("mine") && !found.contains("of-file"), "{found}");
    }

    #[test]
    fn the_vendors_file_comes_next_and_variables_say_more() {
        let found = said(&[("HOME", "/home/me"), ("OS_REGION_NAME", "eu-de")], &[VENDOR_FILE]);
        for part in ["from-file", r#"project_id: Some("of-file")"#, r#"region: Some("eu-de")"#] {
            assert!(found.contains(part), "{found}");
        }
        let named = [("HOME", "/home/me"), ("OS_PROJECT_NAME", "eu-de_mine")];
        let found = said(&named, &[VENDOR_FILE]);
        assert!(found.contains("project_id: None, project_name: Some(\"eu-de_mine\")"), "{found}");
        let elsewhere = [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys")];
        assert!(said(&elsewhere, &[("/keys", VENDOR_FILE.1)]).contains("from-file"));
        assert_eq!(
            said(&elsewhere, &[]),
            "HUAWEICLOUD_SDK_CREDENTIALS_FILE names the file /keys, which does not exist"
        );
        let federated = ("/keys", "[basic]\nidp_id = i\nid_token_file = /token\n");
        assert!(said(&elsewhere, &[federated]).contains("identity provider"));
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let marked = format!("\u{feff}{}", "[basic]\nak = from-file\nsk = canary\n");
        assert!(said(&[("HOME", "/home/me")], &[(VENDOR_FILE.0, &marked)]).contains("from-file"));
    }

    #[test]
    fn a_credentials_file_without_readable_keys_is_an_error() {
        let file = VENDOR_FILE.0;
        for (text, expected) in [
            ("", "no section [basic] in the credentials file FILE: it is empty; write `ak` and `sk` below [basic]"),
            (
                "[Basic]\nak = a\nsk = canary\n",
                "no section [basic] in the credentials file FILE: it has [Basic]; write `ak` and `sk` below [basic]",
            ),
            (
                "[default]\nak = a\nsk = canary\n[global]\n",
                "no section [basic] in the credentials file FILE: it has [default], [global]; write `ak` and `sk` below \
                 [basic]",
            ),
            (
                "# keys\nak = a\nsk = canary\n",
                "invalid line FILE:2: it is before the first section; write `[basic]` above it",
            ),
            ("[basic]\n", "incomplete credentials file FILE: add `ak` and `sk` to the section [basic]"),
            ("[basic]\nak = a\nsk =\n", "incomplete credentials file FILE: add `sk` to the section [basic]"),
            ("[basic]\nak = a\ncanary\n", "invalid line FILE:3: it must be `key = value`"),
            ("[basic]\nak = a\nAK = b\n", "invalid line FILE:3: duplicate key `ak`; keep one of them"),
        ] {
            assert_eq!(said(&[("HOME", "/home/me")], &[(file, text)]), expected.replace("FILE", file), "{text}");
        }
        let defaults = "[DEFAULT]\nsk = canary\n[basic]\nak = from-file\n";
        assert!(said(&[("HOME", "/home/me")], &[(file, defaults)]).contains("from-file"));
    }

    #[test]
    fn with_nothing_set_messages_name_variables_and_files() {
        let found = found(&[("HOME", "/home/me")], &[]).unwrap();
        let credentials = format!("{:?}", found.credentials);
        for part in ["HUAWEICLOUD_SDK_AK", "OS_USERNAME", "OS_APPLICATION_CREDENTIAL_ID", VENDOR_FILE.0] {
            assert!(credentials.contains(part), "{credentials}");
        }
        for part in ["HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_NAME", "OS_REGION_NAME", VENDOR_FILE.0, "clouds.yaml"] {
            assert!(found.looked_for.contains(part), "{}", found.looked_for);
        }
    }

    #[test]
    fn the_machine_comes_last() {
        assert!(said(&[("OS_REGION_NAME", "eu-de")], &[]).contains("MetadataProvider"));
    }
}
