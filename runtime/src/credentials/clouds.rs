//! OpenStack's description of clouds: `clouds.yaml`, and `secure.yaml` with the secrets of it.

use std::path::PathBuf;

use serde_json::{Map, Value};

use super::Credentials;
use super::chain::{Found, Surroundings, without_version};
use crate::error::{Error, Result};

const CLOUD: &str = "OS_CLOUD";

/// The cloud that `OS_CLOUD` names, or the only one.
pub(super) fn read(surroundings: &Surroundings<'_>) -> Result<Found> {
    let wanted = surroundings.value(&[CLOUD]);
    let Some((path, mut file)) = open(surroundings, "OS_CLIENT_CONFIG_FILE", "clouds.yaml")? else {
        return match wanted {
            Some(cloud) => {
                Err(Error::configuration(format!("{CLOUD} names the cloud `{cloud}`, and there is no `clouds.yaml`")))
            }
            None => Ok(Found::default()),
        };
    };
    if let Some((_, secrets)) = open(surroundings, "OS_CLIENT_SECURE_FILE", "secure.yaml")? {
        merge(&mut file, secrets);
    }
    let clouds = file.get("clouds").and_then(Value::as_object).cloned().unwrap_or_default();
    let shown = path.display();
    let names = || clouds.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
    let (name, cloud) = match wanted {
        Some(wanted) => match clouds.get(&wanted) {
            Some(cloud) => (wanted, cloud),
            None => {
                let message = format!("{shown} has no cloud `{wanted}`; it has {}", names());
                return Err(Error::configuration(message));
            }
        },
        None => match clouds.iter().next() {
            Some((name, cloud)) if clouds.len() == 1 => (name.clone(), cloud),
            Some(_) => {
                let message = format!("{shown} has the clouds {}; choose one with {CLOUD}", names());
                return Err(Error::configuration(message));
            }
            None => return Ok(Found::default()),
        },
    };
    let lacks = |key: &str| Error::configuration(format!("the cloud `{name}` of {shown} lacks `auth.{key}`"));
    found(cloud, lacks)
}

/// What a cloud says. Access keys are an addition of Open Telekom Cloud's own tools.
fn found(cloud: &Value, lacks: impl Fn(&str) -> Error) -> Result<Found> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let auth = |key: &str| text(&cloud["auth"], key);
    let need = |key: &str| auth(key).ok_or_else(|| lacks(key));
    let credentials = if auth("ak").is_some() || auth("sk").is_some() {
        Credentials::ak_sk(need("ak")?, need("sk")?)
    } else if let Some(token) = auth("token") {
        Credentials::token(token)
    } else {
        let domain = auth("user_domain_name").or_else(|| auth("domain_name"));
        let domain = domain.ok_or_else(|| lacks("user_domain_name"))?;
        Credentials::account(domain, need("username")?, need("password")?)
    };
    Ok(Found {
        credentials: Some(credentials),
        project_id: auth("project_id"),
        project_name: auth("project_name"),
        region: text(cloud, "region_name"),
        endpoint: text(cloud, "modelarts_endpoint_override"),
        iam_endpoint: auth("auth_url").map(|address| without_version(&address)),
    })
}

/// The file that a variable names, or the first of its name that is in one of the usual places.
fn open(surroundings: &Surroundings<'_>, variable: &str, name: &str) -> Result<Option<(PathBuf, Value)>> {
    let usual = [
        Some(PathBuf::new()),
        surroundings.home().map(|home| home.join(".config").join("openstack")),
        Some(PathBuf::from("/etc/openstack")),
    ];
    let named = surroundings.value(&[variable]).map(PathBuf::from);
    let places = named.into_iter().chain(usual.into_iter().flatten().map(|folder| folder.join(name)));
    for path in places {
        let Some(text) = surroundings.file(&path)? else { continue };
        let value: Map<String, Value> = serde_yaml::from_str(&text).map_err(|error| {
            // Only where it is: what stands there may be a secret.
            let place = error.location().map(|at| format!(" at {}:{}", at.line(), at.column())).unwrap_or_default();
            Error::configuration(format!("the file {} is not YAML as OpenStack writes it{place}", path.display()))
        })?;
        return Ok(Some((path, Value::Object(value))));
    }
    Ok(None)
}

/// Puts what one file says beside what the other does.
fn merge(into: &mut Value, from: Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from,
    }
}
