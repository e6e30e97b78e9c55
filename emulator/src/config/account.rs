//! The account that an emulator accepts.

use std::fmt;
use std::time::Duration;

use super::defaults;

/// The credentials that are accepted, and the project that they belong to.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) domain: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) project_id: String,
    pub(crate) project_name: String,
    pub(crate) token_lifetime: Duration,
}

impl Default for Account {
    fn default() -> Self {
        Self {
            access_key: defaults::ACCESS_KEY.to_owned(),
            secret_key: defaults::SECRET_KEY.to_owned(),
            domain: defaults::DOMAIN.to_owned(),
            user: defaults::USER.to_owned(),
            password: defaults::PASSWORD.to_owned(),
            project_id: defaults::PROJECT_ID.to_owned(),
            project_name: defaults::PROJECT_NAME.to_owned(),
            token_lifetime: Duration::from_secs(24 * 60 * 60),
        }
    }
}

impl fmt::Debug for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Account").field("project_id", &self.project_id).finish_non_exhaustive()
    }
}
