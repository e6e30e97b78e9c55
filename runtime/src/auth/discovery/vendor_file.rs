//! The credentials file of the vendor's SDK: `~/.huaweicloud/credentials`.

use std::path::PathBuf;

use super::source::{Discovered, Env};
use crate::auth::credentials::Credentials;
use crate::error::{Error, Result};

pub(super) const VARIABLE: &str = "HUAWEICLOUD_SDK_CREDENTIALS_FILE";
/// The section for regional services. Another one, `global`, is for services of the whole account.
const SECTION: &str = "basic";
/// The section whose keys apply to every section.
const DEFAULTS: &str = "DEFAULT";

/// Returns the path of the file, if there is a home folder.
pub(super) fn path(env: &Env<'_>) -> Option<PathBuf> {
    let named = env.value(&[VARIABLE]).map(PathBuf::from);
    named.or_else(|| Some(env.home()?.join(".huaweicloud").join("credentials")))
}

pub(super) fn read(env: &Env<'_>) -> Result<Discovered> {
    let Some(path) = path(env) else { return Ok(Discovered::default()) };
    let shown = path.display().to_string();
    let Some(text) = env.file(&path)? else {
        return match env.value(&[VARIABLE]) {
            Some(_) => Err(Error::configuration(format!("{VARIABLE} names the file {shown}, which does not exist"))),
            None => Ok(Discovered::default()),
        };
    };
    let section = Section::parse(&shown, &text)?;
    let value = |key: &str| section.get(key).map(str::to_owned);
    let lacks = |key: &str| {
        Error::configuration(format!("incomplete credentials file {shown}: add `{key}` to the section [{SECTION}]"))
    };
    if value("idp_id").is_some() {
        return Err(Error::configuration(format!(
            "the file {shown} requires a login at an identity provider (`idp_id`), which is not supported; use `ak` and \
             `sk`, or a `CredentialsProvider`"
        )));
    }
    let (access_key, secret_key) = match (value("ak"), value("sk")) {
        (Some(access_key), Some(secret_key)) => (access_key, secret_key),
        (Some(_), None) => return Err(lacks("sk")),
        (None, Some(_)) => return Err(lacks("ak")),
        (None, None) => return Err(lacks("ak` and `sk")),
    };
    Ok(Discovered {
        credentials: Some(Credentials::keys(access_key, &secret_key, value("security_token"))),
        project_id: value("project_id"),
        iam_endpoint: value("iam_endpoint"),
        ..Discovered::default()
    })
}

/// The entries that apply.
#[derive(Default)]
struct Section<'a> {
    /// Key in lower case, value, and whether it is in the section itself.
    entries: Vec<(String, &'a str, bool)>,
}

impl<'a> Section<'a> {
    /// Parses `key = value` or `key: value`. Keys are case-insensitive.
    fn parse(shown: &str, text: &'a str) -> Result<Self> {
        let wrong =
            |line: usize, rule: &str| Error::configuration(format!("invalid line {shown}:{}: {rule}", line + 1));
        let (mut section, mut current, mut names) = (Self::default(), None, Vec::new());
        for (index, line) in text.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                current = Some(name);
                names.push(name);
                continue;
            }
            let Some(name) = current else {
                return Err(wrong(index, "it is before the first section; write `[basic]` above it"));
            };
            if name != SECTION && name != DEFAULTS {
                continue;
            }
            let Some((key, value)) = line.split_once(['=', ':']) else {
                return Err(wrong(index, "it must be `key = value`"));
            };
            let (key, is_own) = (key.trim().to_ascii_lowercase(), name == SECTION);
            if section.entries.iter().any(|(known, _, own)| *known == key && *own == is_own) {
                return Err(wrong(index, &format!("duplicate key `{key}`; keep one of them")));
            }
            section.entries.push((key, value.trim(), is_own));
        }
        if names.contains(&SECTION) {
            return Ok(section);
        }
        let has = match names.as_slice() {
            [] => "is empty".to_owned(),
            names => format!("has [{}]", names.join("], [")),
        };
        let message = format!(
            "no section [{SECTION}] in the credentials file {shown}: it {has}; write `ak` and `sk` below [{SECTION}]"
        );
        Err(Error::configuration(message))
    }

    fn get(&self, key: &str) -> Option<&'a str> {
        let find = |own: bool| self.entries.iter().find(|(known, _, is_own)| known == key && *is_own == own);
        find(true).or_else(|| find(false)).map(|(_, value, _)| *value).filter(|value| !value.is_empty())
    }
}
