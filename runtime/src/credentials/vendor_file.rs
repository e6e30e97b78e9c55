//! The credentials file of the vendor's SDK: `~/.huaweicloud/credentials`.

use std::path::PathBuf;

use super::Credentials;
use super::chain::{Found, Surroundings};
use crate::error::{Error, Result};

const VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// The section for services of a region. Another one, `global`, is for services of the whole account.
const SECTION: &str = "basic";

pub(super) fn read(surroundings: &Surroundings<'_>) -> Result<Found> {
    let named = surroundings.value(&[VARIABLE]).map(PathBuf::from);
    let path = named.clone().or_else(|| Some(surroundings.home()?.join(".huaweicloud").join("credentials")));
    let Some(path) = path else { return Ok(Found::default()) };
    let shown = path.display();
    let Some(text) = surroundings.file(&path)? else {
        return match named {
            Some(_) => Err(Error::configuration(format!("{VARIABLE} names the file {shown}, which is not there"))),
            None => Ok(Found::default()),
        };
    };
    let value = |key: &str| entry(&text, key).filter(|value| !value.is_empty());
    let lacks = |key: &str| Error::configuration(format!("the file {shown} lacks `{key}` in its section [{SECTION}]"));
    let credentials = match (value("ak"), value("sk")) {
        (Some(access_key), Some(secret_key)) => {
            let security_token = value("security_token").map(str::to_owned);
            Some(Credentials::keys(access_key.to_owned(), secret_key, security_token))
        }
        (Some(_), None) => return Err(lacks("sk")),
        (None, Some(_)) => return Err(lacks("ak")),
        (None, None) if value("idp_id").is_some() => {
            return Err(Error::configuration(format!(
                "the file {shown} asks for a login by an identity provider (`idp_id`), which this client cannot do; \
                 use `ak` and `sk`, or a `CredentialsProvider`"
            )));
        }
        (None, None) => None,
    };
    Ok(Found {
        credentials,
        project_id: value("project_id").map(str::to_owned),
        iam_endpoint: value("iam_endpoint").map(str::to_owned),
        ..Found::default()
    })
}

/// The value of a key in the section: `key = value` or `key: value`, keys in any case.
fn entry<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    let mut is_ours = false;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
        if let Some(section) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            is_ours = section == SECTION;
        } else if let Some((known, value)) = line.split_once(['=', ':'])
            && is_ours
            && known.trim().eq_ignore_ascii_case(key)
        {
            return Some(value.trim());
        }
    }
    None
}
