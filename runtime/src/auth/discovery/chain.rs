//! Finds the description of a client that the program does not describe itself: in the environment, then in files, then
//! on the machine.

use super::source::{Discovered, Env};
use super::{environment, vendor_file};
use crate::auth::credentials::Credentials;
use crate::auth::metadata::MetadataProvider;
use crate::auth::variables;
#[cfg(not(feature = "clouds-yaml"))]
use crate::error::Error;
use crate::error::Result;

/// Looks up all sources until credentials are found. A cloud that is selected by its name comes before other
/// credentials of OpenStack and before the vendor's file. The machine's own credentials come last.
pub(crate) fn find(env: &Env<'_>) -> Result<Discovered> {
    let mut found = environment::read(env)?;
    let has_chosen_cloud = env.value(&["OS_CLOUD"]).is_some();
    if found.credentials.is_none() && has_chosen_cloud {
        let cloud = from_clouds(env, found.region.as_deref())?;
        found = cloud.or(found);
    }
    if found.credentials.is_none() {
        found.credentials = environment::openstack(env)?;
    }
    if found.credentials.is_none() {
        found = found.or(vendor_file::read(env)?);
    }
    if found.credentials.is_none() {
        let cloud = from_clouds(env, found.region.as_deref())?;
        found = found.or(cloud);
    }
    let files = files(env);
    if found.credentials.is_none() {
        let looked_for = format!("the variables {}; the files {files}", variables::LOOKED_FOR);
        found.credentials = Some(Credentials::provider(MetadataProvider::new().looked_for(looked_for)));
    }
    found.looked_for = format!("the variables {}; the files {files}", variables::PROJECTS_LOOKED_FOR);
    Ok(found)
}

/// Returns the files that are read, as messages list them.
fn files(env: &Env<'_>) -> String {
    let mut files: Vec<_> = vendor_file::path(env).into_iter().map(|path| path.display().to_string()).collect();
    #[cfg(feature = "clouds-yaml")]
    {
        let folders = super::clouds::folders(env);
        files.extend(folders.iter().map(|folder| folder.join("clouds.yaml").display().to_string()));
    }
    #[cfg(not(feature = "clouds-yaml"))]
    files.push("clouds.yaml (not read: the feature `clouds-yaml` is off)".to_owned());
    files.join(", ")
}

#[cfg(feature = "clouds-yaml")]
use super::clouds::read as from_clouds;

#[cfg(not(feature = "clouds-yaml"))]
fn from_clouds(env: &Env<'_>, _: Option<&str>) -> Result<Discovered> {
    match env.value(&["OS_CLOUD"]) {
        Some(_) => Err(Error::configuration(
            "OS_CLOUD names a cloud of `clouds.yaml`, which this build does not read; enable the feature `clouds-yaml`",
        )),
        None => Ok(Discovered::default()),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io;
    use std::path::Path;

    use super::*;

    pub(in super::super) type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn found(variables: Pairs<'_>, files: Pairs<'_>) -> Result<Discovered> {
        let among = |pairs: Pairs<'_>, name: &str| {
            pairs.iter().find(|(known, _)| *known == name).map(|(_, text)| (*text).to_owned())
        };
        let variable = |name: &str| among(variables, name);
        let read = |path: &Path| {
            let text = among(files, &path.display().to_string());
            text.ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
        };
        find(&Env { service: "modelarts", variable: &variable, read: &read })
    }

    pub(in super::super) fn result_text(variables: Pairs<'_>, files: Pairs<'_>) -> String {
        let text = match found(variables, files) {
            Ok(found) => format!("{found:?}"),
            Err(error) => error.to_string(),
        };
        assert!(!text.contains("canary"), "{text}");
        text
    }

    const VENDOR_FILE: (&str, &str) = (
        "/home/me/.huaweicloud/credentials",
        "# keys\n[global]\nak = other\nsk = canary\n\n[basic]\nak = from-file\nSK: canary\nproject_id=of-file\n",
    );

    #[test]
    fn the_environment_comes_first() {
        let variables = [("HOME", "/home/me"), ("HUAWEICLOUD_SDK_AK", "mine"), ("HUAWEICLOUD_SDK_SK", "canary")];
        let found = result_text(&variables, &[VENDOR_FILE]);
        assert!(found.contains("mine") && !found.contains("of-file"), "{found}");
    }

    #[test]
    fn the_vendors_file_comes_next_and_variables_say_more() {
        let found = result_text(&[("HOME", "/home/me"), ("OS_REGION_NAME", "eu-de")], &[VENDOR_FILE]);
        for part in ["from-file", r#"project_id: Some("of-file")"#, r#"region: Some("eu-de")"#] {
            assert!(found.contains(part), "{found}");
        }
        let named = [("HOME", "/home/me"), ("OS_PROJECT_NAME", "eu-de_mine")];
        let found = result_text(&named, &[VENDOR_FILE]);
        assert!(found.contains("project_id: None, project_name: Some(\"eu-de_mine\")"), "{found}");
        let elsewhere = [("HUAWEICLOUD_SDK_CREDENTIALS_FILE", "/keys")];
        assert!(result_text(&elsewhere, &[("/keys", VENDOR_FILE.1)]).contains("from-file"));
        assert_eq!(
            result_text(&elsewhere, &[]),
            "HUAWEICLOUD_SDK_CREDENTIALS_FILE names the file /keys, which does not exist"
        );
        let federated = ("/keys", "[basic]\nidp_id = i\nid_token_file = /token\n");
        assert!(result_text(&elsewhere, &[federated]).contains("identity provider"));
    }

    #[test]
    fn byte_order_marks_are_ignored() {
        let marked = format!("\u{feff}{}", "[basic]\nak = from-file\nsk = canary\n");
        assert!(result_text(&[("HOME", "/home/me")], &[(VENDOR_FILE.0, &marked)]).contains("from-file"));
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
            assert_eq!(result_text(&[("HOME", "/home/me")], &[(file, text)]), expected.replace("FILE", file), "{text}");
        }
        let defaults = "[DEFAULT]\nsk = canary\n[basic]\nak = from-file\n";
        assert!(result_text(&[("HOME", "/home/me")], &[(file, defaults)]).contains("from-file"));
    }

    #[test]
    fn without_settings_messages_name_variables_and_files() {
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
        assert!(result_text(&[("OS_REGION_NAME", "eu-de")], &[]).contains("MetadataProvider"));
    }
}
