//! OpenStack's settings of credentials. `OS_USERNAME` in the environment is `username` in `clouds.yaml`, and the same
//! rules apply to both.

use crate::auth::account::{Account, ApplicationCredential, Domain, LoginMethod, User};
use crate::auth::credentials::Credentials;
use crate::error::{Error, Result};

/// A source of settings.
pub(super) trait Settings {
    /// Returns the value of a setting, by its name in `clouds.yaml`.
    fn get(&self, key: &str) -> Result<Option<String>>;
    /// Returns the name of a setting in messages.
    fn name(&self, key: &str) -> String;
    /// Returns the name of the source in messages.
    fn source(&self) -> String;
}

pub(super) const AUTH_TYPE: &[&str] = &["auth_type", "auth_plugin"];
pub(super) const ACCESS_KEY: &[&str] = &["access_key", "ak"];
pub(super) const SECRET_KEY: &[&str] = &["secret_key", "sk"];
pub(super) const SECURITY_TOKEN: &[&str] = &["security_token"];
pub(super) const TOKEN: &[&str] = &["token", "auth_token"];
pub(super) const USER_ID: &[&str] = &["user_id"];
pub(super) const USER: &[&str] = &["username", "user_name"];
pub(super) const PASSWORD: &[&str] = &["password"];
pub(super) const USER_DOMAIN_ID: &[&str] = &["user_domain_id", "domain_id", "default_domain_id", "default_domain"];
pub(super) const USER_DOMAIN_NAME: &[&str] = &["user_domain_name", "domain_name", "default_domain_name"];
pub(super) const PROJECT_DOMAIN_ID: &[&str] = &["project_domain_id"];
pub(super) const PROJECT_DOMAIN_NAME: &[&str] = &["project_domain_name"];
#[cfg(feature = "clouds-yaml")]
pub(super) const PROJECT_ID: &[&str] = &["project_id", "tenant_id"];
#[cfg(feature = "clouds-yaml")]
pub(super) const PROJECT_NAME: &[&str] = &["project_name", "tenant_name"];
pub(super) const CREDENTIAL_ID: &[&str] = &["application_credential_id"];
pub(super) const CREDENTIAL_NAME: &[&str] = &["application_credential_name"];
pub(super) const CREDENTIAL_SECRET: &[&str] = &["application_credential_secret"];
#[cfg(feature = "clouds-yaml")]
pub(super) const AUTH_URL: &[&str] = &["auth_url"];

/// The supported types of authentication.
#[derive(Clone, Copy, PartialEq)]
enum AuthType {
    Password,
    Token,
    ApplicationCredential,
}

/// Returns the value of the first setting that is not empty.
pub(super) fn first(settings: &impl Settings, keys: &[&str]) -> Result<Option<String>> {
    for key in keys {
        if let Some(value) = settings.get(key)?.filter(|value| !value.is_empty()) {
            return Ok(Some(value));
        }
    }
    Ok(None)
}

/// Returns the credentials, if there are any.
pub(super) fn credentials(settings: &impl Settings) -> Result<Option<Credentials>> {
    let get = |keys: &[&str]| first(settings, keys);
    if let Some(keys) = access_keys(settings)? {
        return Ok(Some(keys));
    }
    let has_user = get(USER_ID)?.or(get(USER)?).is_some();
    let has_password = get(PASSWORD)?.is_some();
    let chosen = match auth_type(settings)? {
        Some(chosen) => chosen,
        None if has_user && has_password => AuthType::Password,
        None if get(CREDENTIAL_ID)?.or(get(CREDENTIAL_NAME)?).or(get(CREDENTIAL_SECRET)?).is_some() => {
            AuthType::ApplicationCredential
        }
        None if get(TOKEN)?.is_some() => AuthType::Token,
        None if has_user || has_password => AuthType::Password,
        None => return Ok(None),
    };
    let method_and_secret = match chosen {
        AuthType::Token => {
            return Ok(Some(Credentials::token(get(TOKEN)?.ok_or_else(|| missing(settings, &[TOKEN]))?)));
        }
        AuthType::Password => password(settings)?,
        AuthType::ApplicationCredential => application_credential(settings)?,
    };
    let (method, secret) = method_and_secret;
    let project_domain = get(PROJECT_DOMAIN_ID)?.map(Domain::Id).or(get(PROJECT_DOMAIN_NAME)?.map(Domain::Name));
    Ok(Some(Credentials::logging_in(Account { project_domain, ..Account::new(method, secret) })))
}

fn auth_type(settings: &impl Settings) -> Result<Option<AuthType>> {
    let Some(name) = first(settings, AUTH_TYPE)? else { return Ok(None) };
    match name.as_str() {
        "password" | "v3password" => Ok(Some(AuthType::Password)),
        "token" | "v3token" => Ok(Some(AuthType::Token)),
        "v3applicationcredential" => Ok(Some(AuthType::ApplicationCredential)),
        _ => Err(Error::configuration(format!(
            "unsupported {} in {}: `{name}` is not one of password, v3password, token, v3token, \
             v3applicationcredential; use one of them, or a `CredentialsProvider`",
            settings.name("auth_type"),
            settings.source(),
        ))),
    }
}

fn access_keys(settings: &impl Settings) -> Result<Option<Credentials>> {
    match (first(settings, ACCESS_KEY)?, first(settings, SECRET_KEY)?) {
        (Some(access_key), Some(secret_key)) => {
            Ok(Some(Credentials::keys(access_key, &secret_key, first(settings, SECURITY_TOKEN)?)))
        }
        (Some(_), None) => Err(missing(settings, &[SECRET_KEY])),
        (None, Some(_)) => Err(missing(settings, &[ACCESS_KEY])),
        (None, None) => Ok(None),
    }
}

fn password(settings: &impl Settings) -> Result<(LoginMethod, String)> {
    let password = first(settings, PASSWORD)?;
    match (user(settings)?, password) {
        (Ok(user), Some(password)) => Ok((LoginMethod::Password(user), password)),
        (user, password) => {
            let mut absent = user.err().unwrap_or_default();
            if password.is_none() {
                absent.push(PASSWORD);
            }
            Err(missing(settings, &absent))
        }
    }
}

fn application_credential(settings: &impl Settings) -> Result<(LoginMethod, String)> {
    let credential = match (first(settings, CREDENTIAL_ID)?, first(settings, CREDENTIAL_NAME)?) {
        (Some(id), _) => ApplicationCredential::Id(id),
        (None, Some(name)) => {
            let user = user(settings)?.map_err(|absent| missing(settings, &absent))?;
            ApplicationCredential::Name(name, user)
        }
        (None, None) => return Err(missing(settings, &[CREDENTIAL_ID])),
    };
    let secret = first(settings, CREDENTIAL_SECRET)?.ok_or_else(|| missing(settings, &[CREDENTIAL_SECRET]))?;
    Ok((LoginMethod::ApplicationCredential(credential), secret))
}

/// The names of missing settings, each with its alternatives.
type Absent = Vec<&'static [&'static str]>;

/// Returns the user, or the settings that are missing.
fn user(settings: &impl Settings) -> Result<std::result::Result<User, Absent>> {
    if let Some(id) = first(settings, USER_ID)? {
        return Ok(Ok(User::Id(id)));
    }
    let domain_id = first(settings, USER_DOMAIN_ID)?.map(Domain::Id);
    let domain = domain_id.or(first(settings, USER_DOMAIN_NAME)?.map(Domain::Name));
    Ok(match (first(settings, USER)?, domain) {
        (Some(name), Some(domain)) => Ok(User::Name(name, domain)),
        (None, Some(_)) => Err(vec![USER]),
        (Some(_), None) => Err(vec![USER_DOMAIN_NAME]),
        (None, None) => Err(vec![USER, USER_DOMAIN_NAME]),
    })
}

/// Returns an error that names the missing settings.
pub(super) fn missing(settings: &impl Settings, absent: &[&[&str]]) -> Error {
    let names: Vec<_> = absent.iter().filter_map(|keys| keys.first()).map(|key| settings.name(key)).collect();
    Error::configuration(format!("incomplete credentials in {}: set {}", settings.source(), names.join(" and ")))
}
