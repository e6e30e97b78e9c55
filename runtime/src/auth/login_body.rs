//! Encodes logins as the identity service expects them.

use serde_json::{Value, json};

use crate::auth::account::{Account, ApplicationCredential, Domain, LoginMethod, User};
use crate::auth::project::Project;

/// Returns the body of a login for a project.
pub(super) fn login_body(account: &Account, project: &Project) -> Value {
    let secret = &account.secret.0;
    let identity = match &account.method {
        LoginMethod::Password(user) => {
            let mut user = user.to_json();
            user["password"] = json!(secret);
            json!({ "methods": ["password"], "password": { "user": user } })
        }
        LoginMethod::ApplicationCredential(credential) => {
            let mut credential = match credential {
                ApplicationCredential::Id(id) => json!({ "id": id }),
                ApplicationCredential::Name(name, user) => json!({ "name": name, "user": user.to_json() }),
            };
            credential["secret"] = json!(secret);
            json!({ "methods": ["application_credential"], "application_credential": credential })
        }
    };
    let mut auth = json!({ "identity": identity });
    // An application credential is already for one project, and must not name another.
    match (&account.method, project) {
        (LoginMethod::Password(User::Name(_, domain)), Project::Unset) => {
            auth["scope"] = json!({ "domain": domain.to_json() });
        }
        (LoginMethod::Password(_), Project::Unset) | (LoginMethod::ApplicationCredential(_), _) => {}
        (LoginMethod::Password(user), Project::Id(_) | Project::Name(_)) => {
            auth["scope"] = json!({ "project": project_json(account, project, user) });
        }
    }
    json!({ "auth": auth })
}

/// Returns the project as a login names it.
fn project_json(account: &Account, project: &Project, user: &User) -> Value {
    let name = match project {
        Project::Id(id) => return json!({ "id": id }),
        Project::Name(name) => name,
        Project::Unset => return Value::Null,
    };
    match (&account.project_domain, user) {
        (Some(domain), _) | (None, User::Name(_, domain)) => json!({ "name": name, "domain": domain.to_json() }),
        (None, User::Id(_)) => json!({ "name": name }),
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
        let account = Account::new(LoginMethod::Password(user()), "s".into());
        let expected = json!({ "auth": {
            "identity": { "methods": ["password"],
                "password": { "user": { "name": "alice", "domain": { "id": "d1" }, "password": "s" } } },
            "scope": { "project": { "name": "eu-de_p", "domain": { "id": "d1" } } } } });
        assert_eq!(login_body(&account, &by_name), expected);
        let other = Account { project_domain: Some(Domain::Name("d2".into())), ..account };
        assert_eq!(login_body(&other, &by_name)["auth"]["scope"]["project"]["domain"], json!({ "name": "d2" }));
        assert_eq!(login_body(&other, &Project::Id("p".into()))["auth"]["scope"], json!({ "project": { "id": "p" } }));
        let account = Account::new(LoginMethod::Password(User::Id("u1".into())), "s".into());
        assert_eq!(
            login_body(&account, &by_name)["auth"]["identity"]["password"]["user"],
            json!({ "id": "u1", "password": "s" })
        );
        for (credential, expected) in [
            (ApplicationCredential::Id("a1".into()), json!({ "id": "a1", "secret": "s" })),
            (
                ApplicationCredential::Name("robot".into(), user()),
                json!({ "name": "robot", "user": { "name": "alice", "domain": { "id": "d1" } }, "secret": "s" }),
            ),
        ] {
            let account = Account::new(LoginMethod::ApplicationCredential(credential), "s".into());
            let login = login_body(&account, &by_name);
            let identity = json!({ "methods": ["application_credential"], "application_credential": expected });
            assert_eq!(login, json!({ "auth": { "identity": identity } }), "an application credential has no scope");
        }
    }
}
