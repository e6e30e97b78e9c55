//! Reads the environment variables of the vendor's SDK and of OpenStack.

use super::openstack::{self, Settings};
use super::source::{Discovered, Env, expand_home, without_version};
use crate::auth::credentials::Credentials;
use crate::auth::variables::service_variable;
use crate::error::{Error, Result};

const ACCESS_KEY: &str = "HUAWEICLOUD_SDK_AK";
const SECRET_KEY: &str = "HUAWEICLOUD_SDK_SK";
const SECURITY_TOKEN: &str = "HUAWEICLOUD_SDK_SECURITY_TOKEN";
const PROJECT: &[&str] = &["HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"];
const PROJECT_NAME: &[&str] = &["OS_PROJECT_NAME", "OS_TENANT_NAME"];
const REGION: &[&str] = &["HUAWEICLOUD_SDK_REGION", "OS_REGION_NAME"];
const IAM_ENDPOINT: &[&str] = &["HUAWEICLOUD_SDK_IAM_ENDPOINT", "OS_AUTH_URL"];
const CACERT: &str = "OS_CACERT";
const INSECURE: &str = "OS_INSECURE";

/// Reads the variables, except OpenStack's credentials.
pub(super) fn read(env: &Env<'_>) -> Result<Discovered> {
    let value = |names: &[&str]| env.value(names);
    Ok(Discovered {
        credentials: vendors_keys(env)?,
        project_id: value(PROJECT),
        project_name: value(PROJECT_NAME),
        region: value(REGION),
        endpoint: value(&[&service_variable(env.service, "endpoint")]),
        iam_endpoint: value(IAM_ENDPOINT).map(|address| without_version(&address)),
        root: root(env)?,
        is_unverified: is_insecure(env)?,
        ..Discovered::default()
    })
}

/// Returns the credentials in OpenStack's variables.
pub(super) fn openstack(env: &Env<'_>) -> Result<Option<Credentials>> {
    openstack::credentials(&Variables(env))
}

fn vendors_keys(env: &Env<'_>) -> Result<Option<Credentials>> {
    let value = |name: &str| env.value(&[name]);
    let missing = |name: &str| Error::configuration(format!("incomplete credentials in the environment: set {name}"));
    match (value(ACCESS_KEY), value(SECRET_KEY)) {
        (Some(access_key), Some(secret_key)) => {
            Ok(Some(Credentials::keys(access_key, &secret_key, value(SECURITY_TOKEN))))
        }
        (Some(_), None) => Err(missing(SECRET_KEY)),
        (None, Some(_)) => Err(missing(ACCESS_KEY)),
        (None, None) if value("HUAWEICLOUD_SDK_IDP_ID").is_some() => Err(Error::configuration(
            "HUAWEICLOUD_SDK_IDP_ID requires a login at an identity provider, which is not supported; set \
             HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or use a `CredentialsProvider`",
        )),
        (None, None) => Ok(None),
    }
}

fn root(env: &Env<'_>) -> Result<Option<Vec<u8>>> {
    let Some(path) = env.value(&[CACERT]) else { return Ok(None) };
    match env.file(&expand_home(env, &path))? {
        Some(pem) => Ok(Some(pem.into_bytes())),
        None => Err(Error::configuration(format!("{CACERT} names the file {path}, which does not exist"))),
    }
}

fn is_insecure(env: &Env<'_>) -> Result<bool> {
    match env.value(&[INSECURE]).map(|value| value.to_ascii_lowercase()).as_deref() {
        Some("true" | "1" | "yes") => Ok(true),
        None | Some("false" | "0" | "no") => Ok(false),
        Some(_) => Err(Error::configuration(format!("invalid {INSECURE}: it must be `true` or `false`"))),
    }
}

/// OpenStack's settings, each in the variable of its name.
struct Variables<'a>(&'a Env<'a>);

impl Settings for Variables<'_> {
    fn get(&self, key: &str) -> Result<Option<String>> {
        Ok(self.0.value(&[&self.name(key)]))
    }

    fn name(&self, key: &str) -> String {
        format!("OS_{}", key.to_ascii_uppercase())
    }

    fn source(&self) -> String {
        "the environment".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn result_text(variables: &[(&str, &str)]) -> String {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let no_file = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
        let env = Env { service: "modelarts", variable: &variable, read: &no_file };
        let found = read(&env).and_then(|found| Ok((openstack(&env)?, found)));
        let text = match found {
            Ok(found) => format!("{found:?}"),
            Err(error) => error.to_string(),
        };
        assert!(!text.contains("canary"), "{text}");
        text
    }

    #[test]
    fn the_vendors_names_and_openstacks_are_known() {
        for (variables, parts) in [
            (
                &[
                    ("HUAWEICLOUD_SDK_AK", "access"),
                    ("HUAWEICLOUD_SDK_SK", "canary"),
                    ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "canary"),
                    ("HUAWEICLOUD_SDK_PROJECT_ID", "project"),
                    ("HUAWEICLOUD_SDK_REGION", "cn-north-4"),
                    ("HUAWEICLOUD_SDK_IAM_ENDPOINT", "https://iam.example.com"),
                ][..],
                ["AkSk", "access", "[redacted]", "project", "cn-north-4", "https://iam.example.com"],
            ),
            (
                &[
                    ("OS_DOMAIN_NAME", "domain"),
                    ("OS_USERNAME", "user"),
                    ("OS_PASSWORD", "canary"),
                    ("OS_PROJECT_NAME", "eu-de_mine"),
                    ("OS_REGION_NAME", "eu-de"),
                    ("OS_AUTH_URL", "https://iam.eu-de.otc.t-systems.com/v3/"),
                ],
                ["Account", "domain", "user", "eu-de_mine", "eu-de", "\"https://iam.eu-de.otc.t-systems.com\""],
            ),
            // A domain is often set in addition to a token.
            (
                &[("OS_TOKEN", "canary"), ("OS_DOMAIN_NAME", "d"), ("OS_PROJECT_ID", "p")],
                ["Token", "[redacted]", "p", "None", "None", "None"],
            ),
        ] {
            let text = result_text(variables);
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        }
    }

    #[test]
    fn application_credentials_and_users_by_their_ids_are_known() {
        for (variables, parts) in [
            (
                &[("OS_APPLICATION_CREDENTIAL_ID", "app"), ("OS_APPLICATION_CREDENTIAL_SECRET", "canary")][..],
                &["ApplicationCredential(Id(\"app\"))"][..],
            ),
            (
                &[
                    ("OS_AUTH_TYPE", "v3applicationcredential"),
                    ("OS_APPLICATION_CREDENTIAL_NAME", "robot"),
                    ("OS_APPLICATION_CREDENTIAL_SECRET", "canary"),
                    ("OS_USERNAME", "alice"),
                    ("OS_USER_DOMAIN_ID", "d1"),
                ],
                &["ApplicationCredential(Name(\"robot\", Name(\"alice\", Id(\"d1\"))))"],
            ),
            (&[("OS_USER_ID", "u1"), ("OS_PASSWORD", "canary")], &["Password(Id(\"u1\"))"]),
            // An empty token is none, and a token from an earlier login is not the login.
            (&[("OS_TOKEN", ""), ("OS_USER_ID", "u1"), ("OS_PASSWORD", "canary")], &["Password(Id(\"u1\"))"]),
            (
                &[
                    ("OS_USERNAME", "alice"),
                    ("OS_USER_DOMAIN_NAME", "d"),
                    ("OS_PASSWORD", "canary"),
                    ("OS_PROJECT_DOMAIN_NAME", "d2"),
                    ("OS_INSECURE", "true"),
                ],
                &["project_domain: Some(Name(\"d2\"))", "is_unverified: true"],
            ),
        ] {
            let text = result_text(variables);
            assert!(parts.iter().all(|part| text.contains(part)), "{text}");
        }
    }

    #[test]
    fn missing_and_unsupported_settings_are_named() {
        for (variables, expected) in [
            (&[("HUAWEICLOUD_SDK_AK", "a")][..], "incomplete credentials in the environment: set HUAWEICLOUD_SDK_SK"),
            (&[("OS_ACCESS_KEY", "a")], "incomplete credentials in the environment: set OS_SECRET_KEY"),
            (
                &[("OS_USERNAME", "u")],
                "incomplete credentials in the environment: set OS_USER_DOMAIN_NAME and OS_PASSWORD",
            ),
            (
                &[("OS_APPLICATION_CREDENTIAL_ID", "u")],
                "incomplete credentials in the environment: set OS_APPLICATION_CREDENTIAL_SECRET",
            ),
            (
                &[("OS_AUTH_TYPE", "v3oidcpassword")],
                "unsupported OS_AUTH_TYPE in the environment: `v3oidcpassword` is not one of password, v3password, token, \
                 v3token, v3applicationcredential; use one of them, or a `CredentialsProvider`",
            ),
            (&[("OS_INSECURE", "maybe")], "invalid OS_INSECURE: it must be `true` or `false`"),
            (&[("OS_CACERT", "/ca.pem")], "OS_CACERT names the file /ca.pem, which does not exist"),
        ] {
            assert_eq!(result_text(variables), expected);
        }
    }
}
