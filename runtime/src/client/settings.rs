//! The settings of a client, and how they become a client.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::arguments::Argument;
use super::changes::Changes;
use super::check::{check_argument, check_path_segment};
use super::inner::{ClientInner, Shared};
use crate::auth::credentials::{Credentials, CredentialsKind};
use crate::auth::discovery::chain;
use crate::auth::discovery::source::Env;
use crate::auth::iam::Iam;
use crate::auth::project::Project;
use crate::auth::sessions::Sessions;
use crate::auth::variables::service_variable;
use crate::error::{Error, Result};
use crate::executor::process::Process;
use crate::service::cloud::Cloud;
use crate::service::parameter::Parameter;
use crate::service::{PROJECT_ID, Service};
use crate::transport::call_options::Options;
use crate::transport::connection::ConnectionSettings;
use crate::transport::dispatch::Dispatch;
use crate::transport::endpoint::Endpoint;
use crate::transport::header::header_value;
use crate::transport::http::Transport;

/// The settings. They are compiled once for all types of clients.
#[derive(Clone, Default)]
pub(super) struct Settings {
    pub(super) region: Option<String>,
    pub(super) project_id: Option<String>,
    pub(super) project_name: Option<String>,
    /// The values of other parameters that the client itself puts into paths.
    pub(super) path_parameters: BTreeMap<String, String>,
    pub(super) credentials: Option<Credentials>,
    pub(super) endpoint: Option<String>,
    pub(super) iam_endpoint: Option<String>,
    pub(super) allow_http: bool,
    pub(super) connection: ConnectionSettings,
    pub(super) options: Options,
    /// What was looked for in the environment, for messages about what is missing.
    looked_for: Option<String>,
}

impl Settings {
    pub(super) fn from_env(service: &Service) -> Result<Self> {
        let variable = |name: &str| std::env::var(name).ok();
        let read = |path: &Path| std::fs::read_to_string(path);
        let found = chain::find(&Env { service: service.name, variable: &variable, read: &read })?;
        let named = |parameter: &Parameter| {
            let value = variable(&service_variable(service.name, parameter.name))?;
            Some((parameter.name.to_owned(), value))
        };
        let path_parameters = service.path_parameters.iter().filter_map(named).collect();
        Ok(Self {
            region: found.region,
            project_id: found.project_id,
            project_name: found.project_name,
            path_parameters,
            credentials: found.credentials,
            endpoint: found.endpoint,
            iam_endpoint: found.iam_endpoint,
            connection: ConnectionSettings {
                roots: found.root.into_iter().collect(),
                is_unverified: found.is_unverified,
                ..ConnectionSettings::default()
            },
            looked_for: Some(found.looked_for),
            ..Self::default()
        })
    }

    pub(super) fn build(self, service: &'static Service) -> Result<ClientInner> {
        let project = self.project(service)?;
        let path_values = self.path_values(service)?;
        let Some(credentials) = self.credentials.clone() else {
            return Err(Error::configuration("missing credentials; set `credentials`"));
        };
        if let Some(problem) = credentials.problem() {
            return Err(Error::configuration(format!("invalid credentials: {problem}")));
        }
        let endpoint = self.address(service, self.endpoint.as_deref(), "endpoint", |cloud| cloud.endpoint)?;
        let iam = self.address(service, self.iam_endpoint.as_deref(), "iam_endpoint", |cloud| cloud.iam_endpoint);
        let iam = match iam {
            Ok(iam) => Some(Iam::new(iam)),
            // Only clients that need the identity service fail without it.
            Err(error) if needs_iam(&credentials, &project) => return Err(error),
            Err(_) => None,
        };
        let reaches_loopback = endpoint.is_loopback() || iam.as_ref().is_some_and(Iam::is_loopback);
        let transport =
            Transport::new(ConnectionSettings { reaches_loopback, service: service.name, ..self.connection })?;
        credentials.add_secrets_to(&transport.secrets);
        let dispatch = Arc::new(Dispatch::new(service, transport));
        let sessions = Sessions::new(credentials, project, iam, Arc::clone(&dispatch), self.options)?;
        let changes = Changes::at(&endpoint.host);
        let process = Process::current();
        let shared = Shared { endpoint, sessions, dispatch, process, changes, path_values };
        Ok(ClientInner { shared: Arc::new(shared), options: Arc::new(self.options) })
    }

    fn project(&self, service: &Service) -> Result<Project> {
        // A region is the name of its project.
        let region = self.region.as_ref().filter(|_| service.has_projects());
        match (&self.project_id, self.project_name.as_ref().or(region)) {
            (Some(id), _) => {
                if let Some(parameter) = service.path_parameters.iter().find(|known| known.name == PROJECT_ID) {
                    check_argument(parameter, &Argument::Text(id.clone()))?;
                }
                check_path_segment(PROJECT_ID, id)?;
                // The ID is also sent as a header.
                header_value(id)?;
                Ok(Project::Id(id.clone()))
            }
            (None, Some(name)) if name.trim().is_empty() => {
                Err(Error::configuration("invalid `project_name`: it is empty; set it, or `project_id`"))
            }
            (None, Some(name)) => Ok(Project::Name(name.clone())),
            (None, None) if !service.has_projects() => Ok(Project::Unset),
            (None, None) => Err(Error::configuration(match &self.looked_for {
                Some(looked_for) => format!("no project and no region found: looked for {looked_for}; set one of them"),
                None => "missing project; set `project_id`, or `project_name` or `region` to look it up".into(),
            })),
        }
    }

    /// Returns the values of the path parameters other than the project.
    fn path_values(&self, service: &Service) -> Result<Vec<(&'static str, String)>> {
        let others = service.path_parameters.iter().filter(|parameter| parameter.name != PROJECT_ID);
        let value = |parameter: &Parameter| {
            let name = parameter.name;
            let Some(value) = self.path_parameters.get(name) else {
                let message = format!("missing `{name}`; set it with `path_parameter`");
                return Err(Error::configuration(message));
            };
            check_argument(parameter, &Argument::Text(value.clone()))?;
            check_path_segment(name, value)?;
            Ok((name, value.clone()))
        };
        others.map(value).collect()
    }

    fn address(
        &self,
        service: &Service,
        address: Option<&str>,
        name: &'static str,
        of: fn(&Cloud) -> &'static str,
    ) -> Result<Endpoint> {
        if let (None, None, Some(looked_for)) = (address, &self.region, &self.looked_for) {
            return Err(Error::configuration(format!(
                "no region and no `{name}` found: looked for {looked_for}; set one of them"
            )));
        }
        let endpoint = Endpoint::choose(service, address, self.region.as_deref(), name, self.allow_http, of)?;
        if cfg!(not(feature = "tls")) && self.connection.http.is_none() && endpoint.address().starts_with("https") {
            return Err(Error::configuration(format!(
                "the {name} requires TLS, which this build does not have; enable the feature `tls`, or set an `http_client`"
            )));
        }
        Ok(endpoint)
    }
}

/// Returns whether the identity service is certainly needed.
fn needs_iam(credentials: &Credentials, project: &Project) -> bool {
    matches!(credentials.kind, CredentialsKind::Account(_)) || matches!(project, Project::Name(_))
}
