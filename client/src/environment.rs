//! Clients that the environment describes, by the names that the vendor's SDK and OpenStack use.

use crate::client::ClientBuilder;
use crate::credentials::Credentials;
use crate::error::{Error, Listed, Result};

const ACCESS_KEY: &[&str] = &["HUAWEICLOUD_SDK_AK", "OS_ACCESS_KEY"];
const SECRET_KEY: &[&str] = &["HUAWEICLOUD_SDK_SK", "OS_SECRET_KEY"];
const SECURITY_TOKEN: &[&str] = &["HUAWEICLOUD_SDK_SECURITY_TOKEN", "OS_SECURITY_TOKEN"];
const DOMAIN: &[&str] = &["OS_USER_DOMAIN_NAME", "OS_DOMAIN_NAME"];
const USER: &[&str] = &["OS_USERNAME"];
const PASSWORD: &[&str] = &["OS_PASSWORD"];
const TOKEN: &[&str] = &["OS_TOKEN", "OS_AUTH_TOKEN"];
const PROJECT: &[&str] = &["HUAWEICLOUD_SDK_PROJECT_ID", "OS_PROJECT_ID", "OS_TENANT_ID"];
const REGION: &[&str] = &["HUAWEICLOUD_SDK_REGION", "OS_REGION_NAME"];
const ENDPOINT: &[&str] = &["MODELARTS_ENDPOINT"];
const IAM_ENDPOINT: &[&str] = &["OS_AUTH_URL"];

/// Fills a builder with what `variable` knows.
pub(crate) fn read(builder: ClientBuilder, variable: impl Fn(&str) -> Option<String>) -> Result<ClientBuilder> {
    let value = |names: &[&str]| names.iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let mut builder = builder.credentials(credentials(&value)?);
    match value(PROJECT) {
        Some(project) => builder = builder.project_id(project),
        None => return Err(missing(&[PROJECT])),
    }
    if let Some(region) = value(REGION) {
        builder = builder.region(region);
    }
    if let Some(endpoint) = value(ENDPOINT) {
        builder = builder.endpoint(endpoint);
    }
    if let Some(endpoint) = value(IAM_ENDPOINT) {
        // OpenStack's variable names the version too, which the client adds by itself.
        let endpoint = endpoint.trim_end_matches('/');
        let without_version = endpoint.strip_suffix("/v3").unwrap_or(endpoint);
        builder = builder.iam_endpoint(without_version);
    }
    Ok(builder)
}

fn credentials(value: &impl Fn(&[&str]) -> Option<String>) -> Result<Credentials> {
    match (value(ACCESS_KEY), value(SECRET_KEY)) {
        (Some(access_key), Some(secret_key)) => {
            return Ok(match value(SECURITY_TOKEN) {
                Some(token) => Credentials::temporary_ak_sk(access_key, secret_key, token),
                None => Credentials::ak_sk(access_key, secret_key),
            });
        }
        (Some(_), None) => return Err(missing(&[SECRET_KEY])),
        (None, Some(_)) => return Err(missing(&[ACCESS_KEY])),
        (None, None) => {}
    }
    match (value(DOMAIN), value(USER), value(PASSWORD)) {
        (Some(domain), Some(user), Some(password)) => return Ok(Credentials::account(domain, user, password)),
        // The domain alone often stands beside a token.
        (_, None, None) => {}
        (domain, user, password) => {
            let parts = [(domain.is_none(), DOMAIN), (user.is_none(), USER), (password.is_none(), PASSWORD)];
            let absent: Vec<_> = parts.into_iter().filter(|part| part.0).map(|part| part.1).collect();
            return Err(missing(&absent));
        }
    }
    match value(TOKEN) {
        Some(token) => Ok(Credentials::token(token)),
        None => Err(Error::configuration(format!(
            "the environment holds no credentials; set {} and {}, or {}, {} and {}, or {}",
            ACCESS_KEY[0], SECRET_KEY[0], DOMAIN[0], USER[0], PASSWORD[0], TOKEN[0]
        ))),
    }
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
    use crate::credentials::Kind;

    fn read_from(variables: &[(&str, &str)]) -> Result<ClientBuilder> {
        let find =
            |name: &str| variables.iter().find(|variable| variable.0 == name).map(|variable| variable.1.to_owned());
        read(crate::Client::builder(), find)
    }

    fn built(variables: &[(&str, &str)]) -> String {
        match read_from(variables).and_then(ClientBuilder::build) {
            Ok(client) => format!("{client:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn the_vendors_names_make_a_signing_client() {
        let client = built(&[
            ("HUAWEICLOUD_SDK_AK", "access"),
            ("HUAWEICLOUD_SDK_SK", "canary"),
            ("HUAWEICLOUD_SDK_SECURITY_TOKEN", "canary"),
            ("HUAWEICLOUD_SDK_PROJECT_ID", "project"),
            ("HUAWEICLOUD_SDK_REGION", "cn-north-4"),
        ]);
        assert!(client.contains(r#"endpoint: "https://modelarts.cn-north-4.myhuaweicloud.com""#), "{client}");
        assert!(client.contains("AkSk") && client.contains("access") && !client.contains("canary"), "{client}");
    }

    #[test]
    fn openstacks_names_make_an_account_client() {
        let client = built(&[
            ("OS_DOMAIN_NAME", "domain"),
            ("OS_USERNAME", "user"),
            ("OS_PASSWORD", "canary"),
            ("OS_PROJECT_ID", "project"),
            ("OS_REGION_NAME", "eu-de"),
            ("OS_AUTH_URL", "https://iam.eu-de.otc.t-systems.com/v3/"),
        ]);
        assert!(client.contains("Account") && client.contains("user") && !client.contains("canary"), "{client}");
    }

    #[test]
    fn a_token_counts_where_nothing_else_is_there() {
        let builder = read_from(&[("OS_TOKEN", "t"), ("OS_DOMAIN_NAME", "d"), ("OS_PROJECT_ID", "p")]);
        let client = builder.and_then(|builder| builder.region("eu-nl").build());
        assert!(client.is_ok_and(|client| matches!(client.credentials_kind(), Kind::Token(_))));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (variables, said) in [
            (
                vec![],
                "the environment holds no credentials; set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK, or \
                      OS_USER_DOMAIN_NAME, OS_USERNAME and OS_PASSWORD, or OS_TOKEN",
            ),
            (vec![("OS_ACCESS_KEY", "a")], "the environment lacks HUAWEICLOUD_SDK_SK or OS_SECRET_KEY"),
            (
                vec![("OS_USERNAME", "u")],
                "the environment lacks OS_USER_DOMAIN_NAME or OS_DOMAIN_NAME, and OS_PASSWORD",
            ),
            (
                vec![("OS_TOKEN", "t")],
                "the environment lacks HUAWEICLOUD_SDK_PROJECT_ID or OS_PROJECT_ID or OS_TENANT_ID",
            ),
            (
                vec![("OS_TOKEN", "t"), ("OS_PROJECT_ID", "p")],
                "there is neither a `region` nor an `endpoint`; set one of them",
            ),
        ] {
            assert_eq!(built(&variables), said);
        }
    }
}
