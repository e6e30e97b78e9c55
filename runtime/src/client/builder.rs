//! How a client is made.

use std::fmt;
use std::marker::PhantomData;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use crate::address::Unchecked;
use crate::call::{self, Argument};
use crate::changes::Changes;
use crate::credentials::{self, Credentials, Kind, Surroundings};
use crate::dispatch::{Dispatch, Options};
use crate::endpoint::{Endpoint, header_value};
use crate::error::{Error, Result};
use crate::fork::Process;
use crate::handle::{Api, Handle, Shared};
use crate::iam::Iam;
use crate::retry::RetryPolicy;
use crate::service::{Cloud, Service};
use crate::session::{Project, Sessions};
#[cfg(feature = "tls")]
use crate::tls::ClientCertificate;
use crate::transport::{Connecting, Transport};

/// Makes a client.
///
/// A project, credentials, and a region or an endpoint are needed; the rest has defaults.
///
/// ```
/// use modelarts::{Client, Credentials};
///
/// let client = Client::builder()
///     .region("eu-de")
///     .project_id("0f2c4a")
///     .credentials(Credentials::account("my-domain", "my-user", "my-password"))
///     .build()?;
/// # Ok::<(), modelarts::Error>(())
/// ```
#[must_use = "a builder does nothing until `build` is called"]
pub struct ClientBuilder<C> {
    settings: Settings,
    client: PhantomData<fn() -> C>,
}

/// What is compiled once, whatever client is made of it.
#[derive(Clone, Default)]
struct Settings {
    region: Option<String>,
    project_id: Option<String>,
    project_name: Option<String>,
    credentials: Option<Credentials>,
    endpoint: Option<String>,
    iam_endpoint: Option<String>,
    allow_http: bool,
    connecting: Connecting,
    options: Options,
    /// What was looked for around the program, for messages about what is missing.
    looked_for: Option<String>,
}

impl<C: Api> ClientBuilder<C> {
    #[doc(hidden)]
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    fn with(settings: Settings) -> Self {
        Self { settings, client: PhantomData }
    }

    /// A builder filled from what surrounds the program. These are looked at one after another until
    /// credentials are found; what is found on the way about project and endpoints counts too.
    ///
    /// 1. Variables of the environment. Of each line the first that is set counts:
    ///
    ///    | what | variables |
    ///    |---|---|
    ///    | access key, secret key | `HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK`; `OS_ACCESS_KEY`, `OS_SECRET_KEY` |
    ///    | security token (temporary keys) | `HUAWEICLOUD_SDK_SECURITY_TOKEN`; `OS_SECURITY_TOKEN` |
    ///    | user | `OS_USER_ID`; `OS_USERNAME` with `OS_USER_DOMAIN_ID`, `OS_USER_DOMAIN_NAME`, `OS_DOMAIN_ID` or `OS_DOMAIN_NAME` |
    ///    | password | `OS_PASSWORD` |
    ///    | application credential | `OS_APPLICATION_CREDENTIAL_ID`, or `OS_APPLICATION_CREDENTIAL_NAME` with the user; `OS_APPLICATION_CREDENTIAL_SECRET` |
    ///    | ready token | `OS_TOKEN`; `OS_AUTH_TOKEN` |
    ///    | which of these counts, if there are several | `OS_AUTH_TYPE`: `password`, `token` or `v3applicationcredential` |
    ///    | project | `HUAWEICLOUD_SDK_PROJECT_ID`; `OS_PROJECT_ID`; `OS_TENANT_ID` |
    ///    | project's name | `OS_PROJECT_NAME`; `OS_TENANT_NAME` |
    ///    | domain of the project, if it is not the user's | `OS_PROJECT_DOMAIN_ID`; `OS_PROJECT_DOMAIN_NAME` |
    ///    | region | `HUAWEICLOUD_SDK_REGION`; `OS_REGION_NAME` |
    ///    | endpoint of ModelArts | `MODELARTS_ENDPOINT` |
    ///    | endpoint of IAM | `HUAWEICLOUD_SDK_IAM_ENDPOINT`; `OS_AUTH_URL` |
    ///    | a certificate that is trusted in addition | `OS_CACERT`, a file |
    ///    | accept any certificate | `OS_INSECURE` |
    ///
    ///    If `OS_CLOUD` names a cloud, that cloud comes before the other variables that begin with `OS_`, and
    ///    before the vendor's file. `OS_REGION_NAME` chooses its region.
    /// 2. The credentials file of the vendor's SDK: `~/.huaweicloud/credentials`, or the one that
    ///    `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names; of it the section `[basic]` with `ak`, `sk`,
    ///    `security_token`, `project_id` and `iam_endpoint`.
    /// 3. `clouds.yaml` of OpenStack, with `secure.yaml` and `clouds-public.yaml`, also as `.yml` or `.json`, in
    ///    the working folder, `$XDG_CONFIG_HOME/openstack`, `~/.config/openstack` or `/etc/openstack`, or where
    ///    `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` say (feature `clouds`): the cloud that
    ///    `OS_CLOUD` names, or the only one. It is read as openstacksdk reads it, with merge keys, `profile`,
    ///    `regions`, `cacert` and `verify`; keys of other services are ignored.
    /// 4. The metadata service of the machine ([`Credentials::metadata`]), which is asked with the first
    ///    call.
    ///
    /// Credentials of which a part is missing are an error, not a reason to look further; so is a file that is
    /// there and cannot be understood.
    ///
    /// `verify: false`, `insecure: true` and `OS_INSECURE` switch the verification of certificates off, with a
    /// warning through `tracing`: anyone on the network path can then read the token. Prefer `cacert`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), naming what is missing or cannot be
    /// read.
    pub fn from_env() -> Result<Self> {
        Settings::from_env().map(Self::with)
    }

    /// The region, as in `eu-de`: it gives the endpoints that are not set.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.settings.region = Some(region.into());
        self
    }

    /// ID of the project. Without it the ID is looked up with the first call.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.settings.project_id = Some(project_id.into());
        self
    }

    /// Name of the project, as in `eu-de_research`: its ID is looked up with the first call. The name of
    /// the region if neither this nor the ID is set: each region has a project of its name.
    pub fn project_name(mut self, name: impl Into<String>) -> Self {
        self.settings.project_name = Some(name.into());
        self
    }

    /// Who calls.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.settings.credentials = Some(credentials);
        self
    }

    /// Address of ModelArts, in place of the region's.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.endpoint = Some(endpoint.into());
        self
    }

    /// Address of the identity service (IAM), in place of the region's.
    pub fn iam_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.iam_endpoint = Some(endpoint.into());
        self
    }

    /// Allows endpoints with plain `http`, over which anybody on the way can read the answers and
    /// take the token. Without it only `https` and this machine itself are allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.settings.allow_http = allow;
        self
    }

    /// The longest time that a call may take in all: login, attempts, and the pauses between. 5 minutes
    /// if not set. Each page of a list is a call of its own.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.options.timeout = timeout;
        self
    }

    /// The longest time that one attempt may take, its answer included. 60 seconds if not set.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.options.attempt_timeout = timeout;
        self
    }

    /// How often a call is tried, and with which pauses.
    pub fn retries(mut self, retries: RetryPolicy) -> Self {
        self.settings.options.retries = retries;
        self
    }

    /// The longest time that a connection may take to be made. 10 seconds if not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connecting.connect_timeout = timeout;
        self
    }

    /// The largest answer that is read, in bytes, unpacked. 16 MiB if not set.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.settings.connecting.max_response_bytes = bytes;
        self
    }

    /// Sets the proxy for all requests, as in `http://user:password@proxy.example.com:3128`. The scheme is `http`,
    /// `https`, `socks4`, `socks4a`, `socks5` or `socks5h`.
    ///
    /// Default: the environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`), which is not used for
    /// endpoints on this machine itself (`localhost`, `127.0.0.1`, `[::1]`).
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.connecting.proxy = Some(address.into());
        self
    }

    /// A certificate, as PEM, that is trusted beside those of the system: of a company's proxy, or of a
    /// cloud of its own. A PEM may hold several.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.connecting.roots.push(pem.into());
        self
    }

    /// Sets the certificate by which the client proves who it is to servers that ask for one (mutual TLS), and its
    /// private key, both as PEM. The certificates that lead to the authority follow the certificate itself.
    #[cfg(feature = "tls")]
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl AsRef<str>) -> Self {
        let certificate = ClientCertificate { chain: certificate.into(), key: key.as_ref().into() };
        self.settings.connecting.client_certificate = Some(certificate);
        self
    }

    /// An HTTP client that is there already: its connections, TLS and proxies are used, and
    /// [`Self::connect_timeout`], [`Self::proxy`], [`Self::root_certificate`] and `client_certificate` have no effect.
    ///
    /// It must not follow redirects (`redirect::Policy::none()`): they would take the token along.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.connecting.http = Some(client);
        self
    }

    /// Makes the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if something is missing or is
    /// not an address, [`ErrorKind::InvalidParameter`](crate::ErrorKind::InvalidParameter) if the
    /// project ID breaks its rule.
    pub fn build(self) -> Result<C> {
        self.settings.build(C::SERVICE).map(C::from)
    }
}

impl Settings {
    fn from_env() -> Result<Self> {
        let variable = |name: &str| std::env::var(name).ok();
        let read = |path: &Path| std::fs::read_to_string(path);
        let found = credentials::find(&Surroundings { variable: &variable, read: &read })?;
        Ok(Self {
            region: found.region,
            project_id: found.project_id,
            project_name: found.project_name,
            credentials: found.credentials,
            endpoint: found.endpoint,
            iam_endpoint: found.iam_endpoint,
            connecting: Connecting {
                roots: found.root.into_iter().collect(),
                is_unverified: found.is_unverified,
                ..Connecting::default()
            },
            looked_for: Some(found.looked_for),
            ..Self::default()
        })
    }

    fn build(self, service: &'static Service) -> Result<Handle> {
        let project = self.project(service)?;
        let Some(credentials) = self.credentials.clone() else {
            return Err(Error::configuration("there are no credentials; set them with `credentials`"));
        };
        if let Some(problem) = credentials.problem() {
            return Err(Error::configuration(format!("invalid credentials: {problem}")));
        }
        let endpoint = self.address(service, self.endpoint.as_deref(), "endpoint", |cloud| cloud.endpoint)?;
        let iam = self.address(service, self.iam_endpoint.as_deref(), "iam_endpoint", |cloud| cloud.iam_endpoint);
        let iam = match iam {
            Ok(iam) => Some(Iam::new(iam)),
            // It is missed by those only who have to ask there.
            Err(error) if needs_iam(&credentials, &project) => return Err(error),
            Err(_) => None,
        };
        let reaches_loopback = endpoint.is_loopback() || iam.as_ref().is_some_and(Iam::is_loopback);
        let transport = Transport::new(Connecting { reaches_loopback, ..self.connecting })?;
        transport.secrets.add_credentials(&credentials);
        let sessions = Sessions::new(credentials, project, iam)?;
        let dispatch = Dispatch::new(service, transport);
        let changes = Changes::at(&endpoint.host);
        let (options, process) = (self.options, Process::current());
        let shared = Shared { endpoint, sessions, dispatch, options, process, changes };
        Ok(Handle { shared: Arc::new(shared), options: Arc::new(self.options) })
    }

    fn project(&self, service: &Service) -> Result<Project> {
        match (&self.project_id, self.project_name.as_ref().or(self.region.as_ref())) {
            (Some(id), _) => {
                service.project.check(&Argument::Text(id.clone()))?;
                call::check_path_part(service.project.name, id)?;
                // The ID is sent as a header, too.
                header_value(id)?;
                Ok(Project::Id(id.clone()))
            }
            (None, Some(name)) if name.trim().is_empty() => {
                Err(Error::configuration("invalid `project_name`: it is empty; set it, or `project_id`"))
            }
            (None, Some(name)) => Ok(Project::Name(name.clone())),
            (None, None) => Err(Error::configuration(match &self.looked_for {
                Some(looked_for) => format!("no project and no region found: looked for {looked_for}; set one of them"),
                None => {
                    "there is no project; set `project_id`, or `project_name` or `region` to have it looked up".into()
                }
            })),
        }
    }

    fn address(
        &self,
        service: &Service,
        given: Option<&str>,
        name: &'static str,
        of: fn(&Cloud) -> &'static str,
    ) -> Result<Endpoint> {
        if let (None, None, Some(looked_for)) = (given, &self.region, &self.looked_for) {
            return Err(Error::configuration(format!(
                "no region and no `{name}` found: looked for {looked_for}; set one of them"
            )));
        }
        let endpoint = Endpoint::choose(service, given, self.region.as_deref(), name, self.allow_http, of)?;
        if cfg!(not(feature = "tls")) && self.connecting.http.is_none() && endpoint.address().starts_with("https") {
            return Err(Error::configuration(format!(
                "the {name} needs TLS, which this build has not; enable the feature `tls`, or bring an `http_client`"
            )));
        }
        Ok(endpoint)
    }
}

/// Whether the identity service is certainly asked.
fn needs_iam(credentials: &Credentials, project: &Project) -> bool {
    matches!(credentials.kind, Kind::Account(_)) || matches!(project, Project::Name(_))
}

impl<C> Clone for ClientBuilder<C> {
    fn clone(&self) -> Self {
        Self { settings: self.settings.clone(), client: PhantomData }
    }
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Settings { region, project_id, project_name, credentials, endpoint, iam_endpoint, options, .. } =
            &self.settings;
        f.debug_struct("ClientBuilder")
            .field("region", region)
            .field("project_id", project_id)
            .field("project_name", project_name)
            .field("credentials", credentials)
            .field("endpoint", &endpoint.as_deref().map(Unchecked))
            .field("iam_endpoint", &iam_endpoint.as_deref().map(Unchecked))
            .field("options", options)
            .finish_non_exhaustive()
    }
}
