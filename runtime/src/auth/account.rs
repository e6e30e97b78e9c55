//! Accounts, which log in at the identity service.

use crate::value::secret::Secret;

/// What a token is requested with.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) method: LoginMethod,
    pub(crate) secret: Secret,
    /// The domain of the project, if it is not that of the user.
    pub(crate) project_domain: Option<Domain>,
}

/// How an account logs in.
#[derive(Clone, Debug)]
pub(crate) enum LoginMethod {
    Password(User),
    ApplicationCredential(ApplicationCredential),
}

#[derive(Clone, Debug)]
pub(crate) enum User {
    Id(String),
    Name(String, Domain),
}

#[derive(Clone, Debug)]
pub(crate) enum ApplicationCredential {
    Id(String),
    Name(String, User),
}

#[derive(Clone, Debug)]
pub(crate) enum Domain {
    Id(String),
    Name(String),
}

impl Account {
    pub(crate) fn new(method: LoginMethod, secret: String) -> Self {
        Self { method, secret: Secret(secret), project_domain: None }
    }

    /// Returns the parts with their names. None of them may be empty.
    pub(crate) fn parts(&self) -> Vec<(&'static str, &str)> {
        let (mut parts, user) = match &self.method {
            LoginMethod::Password(user) => (vec![("the password", self.secret.0.as_str())], Some(user)),
            LoginMethod::ApplicationCredential(credential) => {
                let secret = ("the secret of the application credential", self.secret.0.as_str());
                match credential {
                    ApplicationCredential::Id(id) => (vec![secret, ("the application credential", id)], None),
                    ApplicationCredential::Name(name, user) => {
                        (vec![secret, ("the application credential", name)], Some(user))
                    }
                }
            }
        };
        match user {
            Some(User::Id(id)) => parts.push(("the user", id)),
            Some(User::Name(name, Domain::Id(domain) | Domain::Name(domain))) => {
                parts.extend([("the domain", domain.as_str()), ("the user", name)]);
            }
            None => {}
        }
        parts
    }
}
