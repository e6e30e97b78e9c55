//! Clients that the environment describes, by the names that the vendor's SDK and OpenStack use.

use super::Credentials;
use super::chain::{Found, Surroundings, without_version};
use crate::error::{Error, Listed, Result};

const ACCESS_KEY: &[&str] = &["HUAWEICLOUD_SDK_AK", "OS_ACCESS_KEY"];
const SECRET_KEY: &[&str] = &["HUAWEICLOUD_SDK_SK", "OS_SECRET_KEY"];
const SECURITY_TOKEN: &[&str] = &["HUAWEICLOUD_SDK_SECURITY_TOKEN", "OS_SECURITY_TOKEN"];
const DOMAIN: &[&str] = &["OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"];
const USER: &[&str] = &["OS_USERNAME"];
const PASSWORD: &[&str] = &["OS_PASSWORD"];
const TOKEN: &[&str] = &["OS_TOKEN", "OS_AUTH_TOKEN"];
const PROJECT: &[&str] = &["HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"];
const PROJECT_NAME: &[&str] = &["OS_PROJECT_NAME", "OS_TENANT_NAME"];
const REGION: &[&str] = &["HUAWEICLOUD_SDK_REGION", "OS_REGION_NAME"];
const ENDPOINT: &[&str] = &["MODELARTS_ENDPOINT"];
const IAM_ENDPOINT: &[&str] = &["HUAWEICLOUD_SDK_IAM_ENDPOINT", "OS_AUTH_URL"];

pub(super) fn read(surroundings: &Surroundings<'_>) -> Result<Found> {
    let value = |names: &[&str]| surroundings.value(names);
    Ok(Found {
        credentials: credentials(&value)?,
        project_id: value(PROJECT),
        project_name: value(PROJECT_NAME),
        region: value(REGION),
        endpoint: value(ENDPOINT),
        iam_endpoint: value(IAM_ENDPOINT).map(|address| without_version(&address)),
    })
}

fn credentials(value: &impl Fn(&[&str]) -> Option<String>) -> Result<Option<Credentials>> {
    match (value(ACCESS_KEY), value(SECRET_KEY)) {
        (Some(access_key), Some(secret_key)) => {
            return Ok(Some(Credentials::keys(access_key, &secret_key, value(SECURITY_TOKEN))));
        }
        (Some(_), None) => return Err(missing(&[SECRET_KEY])),
        (None, Some(_)) => return Err(missing(&[ACCESS_KEY])),
        (None, None) => {}
    }
    match (value(DOMAIN), value(USER), value(PASSWORD)) {
        (Some(domain), Some(user), Some(password)) => return Ok(Some(Credentials::account(domain, user, password))),
        // The domain alone often stands beside a token.
        (_, None, None) => {}
        (domain, user, password) => {
            let parts = [(domain.is_none(), DOMAIN), (user.is_none(), USER), (password.is_none(), PASSWORD)];
            let absent: Vec<_> = parts.into_iter().filter(|part| part.0).map(|part| part.1).collect();
            return Err(missing(&absent));
        }
    }
    Ok(value(TOKEN).map(Credentials::token))
}

fn missing(variables: &[&[&str]]) -> Error {
    let mut lacks = String::new();
    for names in variables {
        let and = if lacks.is_empty() { "" } else { ", and " };
        lacks += &format!("{and}{}", Listed(names, " or "));
    }
    Error::configuration(format!("the environment lacks {lacks}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(variables: &[(&str, &str)]) -> String {
        let variable =
            |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let no_file = |_: &std::path::Path| Err(std::io::ErrorKind::NotFound.into());
        let said = match read(&Surroundings { variable: &variable, read: &no_file }) {
            Ok(found) => format!("{found:?}"),
            Err(error) => error.to_string(),
        };
        assert!(!said.contains("canary"), "{said}");
        said
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
            // A domain alone often stands beside a token.
            (
                &[("OS_TOKEN", "canary"), ("OS_DOMAIN_NAME", "d"), ("OS_PROJECT_ID", "p")],
                ["Token", "[redacted]", "p", "None", "None", "None"],
            ),
        ] {
            let said = said(variables);
            assert!(parts.iter().all(|part| said.contains(part)), "{said}");
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        for (variables, expected) in [
            (&[("OS_ACCESS_KEY", "a")], "the environment lacks HUAWEICLOUD_SDK_SK or OS_SECRET_KEY"),
            (&[("OS_USERNAME", "u")], "the environment lacks OS_USER_DOMAIN_NAME or OS_DOMAIN_NAME, and OS_PASSWORD"),
        ] {
            assert_eq!(said(variables), expected);
        }
    }
}
