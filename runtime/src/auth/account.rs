//! Who logs in at the identity service, and how.

use serde_json::{Value, json};

use crate::secret::Secret;
use crate::session::Project;

/// What a token is fetched with.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) proof: Proof,
    pub(crate) secret: Secret,
    /// The domain of the project, where it is not the one of the user.
    pub(crate) project_domain: Option<Domain>,
}

/// Whose secret it is.
#[derive(Clone, Debug)]
pub(crate) enum Proof {
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
    pub(crate) fn new(proof: Proof, secret: String) -> Self {
        Self { proof, secret: Secret(secret), project_domain: None }
    }

    /// The body of a login.
    pub(crate) fn login(&self, project: &Project) -> Value {
        let secret = &self.secret.0;
        let identity = match &self.proof {
            Proof::Password(user) => {
                let mut user = user.to_json();
                user["password"] = json!(secret);
                json!({ "methods": ["password"], "password": { "user": user } })
            }
            Proof::ApplicationCredential(credential) => {
                let mut credential = match credential {
                    ApplicationCredential::Id(id) => json!({ "id": id }),
                    ApplicationCredential::Name(name, user) => json!({ "name": name, "user": user.to_json() }),
                };
                credential["secret"] = json!(secret);
                json!({ "methods": ["application_credential"], "application_credential": credential })
            }
        };
        let mut auth = json!({ "identity": identity });
        // An application credential is for one project already, and must not name another one.
        if let Proof::Password(user) = &self.proof {
            auth["scope"] = json!({ "project": self.project(project, user) });
        }
        json!({ "auth": auth })
    }

    fn project(&self, project: &Project, user: &User) -> Value {
        let name = match project {
            Project::Id(id) => return json!({ "id": id }),
            Project::Name(name) => name,
        };
        match (&self.project_domain, user) {
            (Some(domain), _) | (None, User::Name(_, domain)) => json!({ "name": name, "domain": domain.to_json() }),
            (None, User::Id(_)) => json!({ "name": name }),
        }
    }

    /// The parts with their names, none of which can be empty.
    pub(crate) fn parts(&self) -> Vec<(&'static str, &str)> {
        let (mut parts, user) = match &self.proof {
            Proof::Password(user) => (vec![("the password", self.secret.0.as_str())], Some(user)),
            Proof::ApplicationCredential(credential) => {
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

impl User {
    fn to_json(&self) -> Value {
        match self {
            Self::Id(id) => json!({ "id": id }),
            Self::Name(name, domain) => json!({ "name": name, "domain": domain.to_json() }),
        }
    }
}

impl Domain {
    fn to_json(&self) -> Value {
        match self {
            Self::Id(id) => json!({ "id": id }),
            Self::Name(name) => json!({ "name": name }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logins_are_those_of_the_identity_api() {
        let user = || User::Name("alice".into(), Domain::Id("d1".into()));
        let by_name = Project::Name("eu-de_p".into());
        let account = Account::new(Proof::Password(user()), "s".into());
        let expected = json!({ "auth": {
            "identity": { "methods": ["password"],
                "password": { "user": { "name": "alice", "domain": { "id": "d1" }, "password": "s" } } },
            "scope": { "project": { "name": "eu-de_p", "domain": { "id": "d1" } } } } });
        assert_eq!(account.login(&by_name), expected);
        let other = Account { project_domain: Some(Domain::Name("d2".into())), ..account };
        assert_eq!(other.login(&by_name)["auth"]["scope"]["project"]["domain"], json!({ "name": "d2" }));
        assert_eq!(other.login(&Project::Id("p".into()))["auth"]["scope"], json!({ "project": { "id": "p" } }));
        let account = Account::new(Proof::Password(User::Id("u1".into())), "s".into());
        assert_eq!(
            account.login(&by_name)["auth"]["identity"]["password"]["user"],
            json!({ "id": "u1", "password": "s" })
        );
        for (credential, expected) in [
            (ApplicationCredential::Id("a1".into()), json!({ "id": "a1", "secret": "s" })),
            (
                ApplicationCredential::Name("robot".into(), user()),
                json!({ "name": "robot", "user": { "name": "alice", "domain": { "id": "d1" } }, "secret": "s" }),
            ),
        ] {
            let login = Account::new(Proof::ApplicationCredential(credential), "s".into()).login(&by_name);
            let identity = json!({ "methods": ["application_credential"], "application_credential": expected });
            assert_eq!(login, json!({ "auth": { "identity": identity } }), "an application credential has no scope");
        }
    }
}
