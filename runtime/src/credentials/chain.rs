//! Where clients are described that a program does not describe itself: the environment, then files,
//! then the machine.

use std::io;
use std::path::{Path, PathBuf};

use super::{Credentials, environment, vendor_file};
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

    /// The text of a file, if there is one.
    pub(super) fn file(&self, path: &Path) -> Result<Option<String>> {
        match (self.read)(path) {
            Ok(text) => Ok(Some(text)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => Ok(None),
            Err(error) => {
                let message = format!("the file {} cannot be read", path.display());
                Err(Error::configuration(message).with_source(error))
            }
        }
    }
}

/// Looks everywhere, until credentials are found; the machine's own are taken where there are no others.
pub(crate) fn find(surroundings: &Surroundings<'_>) -> Result<Found> {
    let mut found = environment::read(surroundings)?;
    if found.credentials.is_none() {
        found = found.or(vendor_file::read(surroundings)?);
    }
    if found.credentials.is_none() {
        found = found.or(from_clouds(surroundings)?);
    }
    if found.credentials.is_none() {
        found.credentials = Some(Credentials::metadata());
    }
    Ok(found)
}

#[cfg(feature = "clouds")]
use super::clouds::read as from_clouds;

#[cfg(not(feature = "clouds"))]
fn from_clouds(surroundings: &Surroundings<'_>) -> Result<Found> {
    match surroundings.value(&["OS_CLOUD"]) {
        Some(_) => Err(Error::configuration(
            "OS_CLOUD names a cloud of `clouds.yaml`, which is read with the feature `clouds` of this crate only",
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
mod tests {
    use super::*;

    type Pairs<'a> = &'a [(&'a str, &'a str)];

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

    fn said(variables: Pairs<'_>, files: Pairs<'_>) -> String {
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
        assert_eq!(said(&elsewhere, &[]), "HUAWEICLOUD_SDK_CREDENTIALS_FILE names the file /keys, which is not there");
        assert_eq!(
            said(&elsewhere, &[("/keys", "[basic]\nak = a\n")]),
            "the file /keys lacks `sk` in its section [basic]"
        );
        let federated = ("/keys", "[basic]\nidp_id = i\nid_token_file = /token\n");
        assert!(said(&elsewhere, &[federated]).contains("identity provider"));
    }

    #[cfg(feature = "clouds")]
    #[test]
    fn clouds_are_read_with_their_secrets() {
        let clouds = (
            "/home/me/.config/openstack/clouds.yaml",
            "clouds:\n  otc:\n    region_name: eu-de\n    auth:\n      auth_url: https://iam.eu-de.otc.t-systems.com/v3\n      \
             username: alice\n      user_domain_name: OTC-1\n      project_name: eu-de_p\n  keys:\n    \
             auth: { ak: a1, sk: canary }\n",
        );
        let secure = ("/home/me/.config/openstack/secure.yaml", "clouds: { otc: { auth: { password: canary } } }\n");
        let home = ("HOME", "/home/me");
        let found = said(&[home, ("OS_CLOUD", "otc")], &[clouds, secure]);
        for part in ["alice", "OTC-1", "eu-de_p", r#"iam_endpoint: Some("https://iam.eu-de.otc.t-systems.com")"#] {
            assert!(found.contains(part), "{found}");
        }
        assert!(said(&[home, ("OS_CLOUD", "keys")], &[clouds, secure]).contains("a1"));
        let said = |variables: Pairs<'_>, files: Pairs<'_>| said(variables, files);
        assert_eq!(
            said(&[home, ("OS_CLOUD", "otc")], &[clouds]),
            "the cloud `otc` of /home/me/.config/openstack/clouds.yaml lacks `auth.password`"
        );
        assert_eq!(
            said(&[home, ("OS_CLOUD", "otk")], &[clouds]),
            "/home/me/.config/openstack/clouds.yaml has no cloud `otk`; it has keys, otc"
        );
        assert_eq!(
            said(&[home], &[clouds]),
            "/home/me/.config/openstack/clouds.yaml has the clouds keys, otc; choose one with OS_CLOUD"
        );
        assert_eq!(said(&[("OS_CLOUD", "otc")], &[]), "OS_CLOUD names the cloud `otc`, and there is no `clouds.yaml`");
        assert!(said(&[home], &[(clouds.0, "clouds: [")]).contains("is not YAML"));
    }

    #[test]
    fn the_machine_comes_last() {
        assert!(said(&[("OS_REGION_NAME", "eu-de")], &[]).contains("MetadataProvider"));
    }
}
