//! The builder of a client.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use super::inner::ServiceClient;
use super::settings::Settings;
use crate::auth::credentials::Credentials;
use crate::error::Result;
use crate::transport::address::Unchecked;
use crate::transport::retry_policy::RetryPolicy;
#[cfg(feature = "tls")]
use crate::transport::tls::ClientCertificate;

/// Builds a client.
///
/// It requires a project, credentials, and a region or an endpoint. The rest is optional.
///
#[cfg_attr(feature = "tls", doc = "```")]
#[cfg_attr(not(feature = "tls"), doc = "```no_run")] // the region has an `https` endpoint
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

impl<C: ServiceClient> ClientBuilder<C> {
    #[doc(hidden)]
    pub fn new() -> Self {
        Self::with(Settings::default())
    }

    fn with(settings: Settings) -> Self {
        Self { settings, client: PhantomData }
    }

    /// Creates a builder from the environment. These sources are read in order until there are credentials. Their
    /// projects, regions and endpoints are used as well.
    ///
    /// 1. Environment variables. In each row, the first variable that is set is used:
    ///
    ///    | what | variables |
    ///    |---|---|
    ///    | access key, secret key | `HUAWEICLOUD_SDK_AK`, `HUAWEICLOUD_SDK_SK`; `OS_ACCESS_KEY`, `OS_SECRET_KEY` |
    ///    | security token (temporary keys) | `HUAWEICLOUD_SDK_SECURITY_TOKEN`; `OS_SECURITY_TOKEN` |
    ///    | user | `OS_USER_ID`; `OS_USERNAME` with `OS_USER_DOMAIN_ID`, `OS_USER_DOMAIN_NAME`, `OS_DOMAIN_ID` or `OS_DOMAIN_NAME` |
    ///    | password | `OS_PASSWORD` |
    ///    | application credential | `OS_APPLICATION_CREDENTIAL_ID`, or `OS_APPLICATION_CREDENTIAL_NAME` with the user; `OS_APPLICATION_CREDENTIAL_SECRET` |
    ///    | existing token | `OS_TOKEN`; `OS_AUTH_TOKEN` |
    ///    | which of these is used, if there are several | `OS_AUTH_TYPE`: `password`, `token` or `v3applicationcredential` |
    ///    | project | `HUAWEICLOUD_SDK_PROJECT_ID`; `OS_PROJECT_ID`; `OS_TENANT_ID` |
    ///    | name of the project | `OS_PROJECT_NAME`; `OS_TENANT_NAME` |
    ///    | domain of the project, if it is not the user's | `OS_PROJECT_DOMAIN_ID`; `OS_PROJECT_DOMAIN_NAME` |
    ///    | region | `HUAWEICLOUD_SDK_REGION`; `OS_REGION_NAME` |
    ///    | endpoint of the service | its name and `_ENDPOINT`: `MODELARTS_ENDPOINT` |
    ///    | endpoint of IAM | `HUAWEICLOUD_SDK_IAM_ENDPOINT`; `OS_AUTH_URL` |
    ///    | a certificate that is trusted in addition | `OS_CACERT`, a file |
    ///    | accept any certificate | `OS_INSECURE` |
    ///
    ///    If `OS_CLOUD` names a cloud, that cloud takes precedence over the other variables that begin with `OS_`, and
    ///    over the vendor's file. `OS_REGION_NAME` selects its region.
    /// 2. The credentials file of the vendor's SDK: `~/.huaweicloud/credentials`, or the file that
    ///    `HUAWEICLOUD_SDK_CREDENTIALS_FILE` names. In its section `[basic]`, the keys `ak`, `sk`, `security_token`,
    ///    `project_id` and `iam_endpoint` are read.
    /// 3. `clouds.yaml` of OpenStack, with `secure.yaml` and `clouds-public.yaml`, also as `.yml` or `.json` (feature
    ///    `clouds-yaml`). They are in the working folder, `$XDG_CONFIG_HOME/openstack`, `~/.config/openstack` or
    ///    `/etc/openstack`, or where `OS_CLIENT_CONFIG_FILE` and `OS_CLIENT_SECURE_FILE` say. The cloud is the one that
    ///    `OS_CLOUD` names, or the only one. The files are read as openstacksdk reads them, with merge keys, `profile`,
    ///    `regions`, `cacert` and `verify`. Keys of other services are ignored.
    /// 4. The metadata service of the machine ([`Credentials::metadata`]), which the first call contacts.
    ///
    /// Incomplete credentials are an error: the next source is not tried. So is a file that exists but is invalid.
    ///
    /// `verify: false`, `insecure: true` and `OS_INSECURE` disable the verification of certificates, with a warning
    /// through `tracing`: anyone on the network path can then read the token. Prefer `cacert`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), which names what is missing or invalid.
    pub fn from_env() -> Result<Self> {
        Settings::from_env(C::SERVICE).map(Self::with)
    }

    /// Sets the region, as in `eu-de`, which determines the endpoints by default.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.settings.region = Some(region.into());
        self
    }

    /// Sets the ID of the project. By default, the first call looks it up.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.settings.project_id = Some(project_id.into());
        self
    }

    /// Sets the name of the project, as in `eu-de_research`. The first call looks up its ID. Default: the name of the
    /// region, because each region has a project of its name.
    pub fn project_name(mut self, name: impl Into<String>) -> Self {
        self.settings.project_name = Some(name.into());
        self
    }

    /// Sets the credentials.
    pub fn credentials(mut self, credentials: Credentials) -> Self {
        self.settings.credentials = Some(credentials);
        self
    }

    /// Sets the address of ModelArts. Default: that of the region.
    pub fn endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.endpoint = Some(endpoint.into());
        self
    }

    /// Sets a parameter that the client itself puts into paths, other than the project: `domain_id`, say.
    pub fn path_parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.path_parameters.insert(name.into(), value.into());
        self
    }

    /// Sets the address of the identity service (IAM). Default: that of the region.
    pub fn iam_endpoint(mut self, endpoint: impl Into<String>) -> Self {
        self.settings.iam_endpoint = Some(endpoint.into());
        self
    }

    /// Allows endpoints with plain `http`: anyone on the network path can read the responses and the token. By default,
    /// only `https` and this machine itself are allowed.
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.settings.allow_http = allow;
        self
    }

    /// Sets the timeout of a call, including the login, its attempts and the delays between them. Each page of a list
    /// is a call. Default: 5 minutes.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.options.timeout = timeout;
        self
    }

    /// Sets the timeout of an attempt, including its response. Default: 60 seconds.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.settings.options.attempt_timeout = timeout;
        self
    }

    /// Sets how often a call is attempted, and with which delays.
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.settings.options.retry_policy = policy;
        self
    }

    /// Sets the timeout for establishing a connection. Default: 10 seconds.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connection.connect_timeout = timeout;
        self
    }

    /// Sets the largest response that is read, in decompressed bytes. Default: 16 MiB.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.settings.connection.max_response_bytes = bytes;
        self
    }

    /// Sets the proxy for all requests, as in `http://user:password@proxy.example.com:3128`. The scheme is `http`,
    /// `https`, `socks4`, `socks4a`, `socks5` or `socks5h`.
    ///
    /// Default: the environment's (`HTTPS_PROXY`, `HTTP_PROXY`, `ALL_PROXY` and `NO_PROXY`), which is not used for
    /// endpoints on this machine itself (`localhost`, `127.0.0.1`, `[::1]`).
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.settings.connection.proxy = Some(address.into());
        self
    }

    /// Adds a certificate, as PEM, that is trusted in addition to those of the system: that of a company's proxy, or of
    /// a private cloud. A PEM may contain several.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.connection.roots.push(pem.into());
        self
    }

    /// Sets the certificate that authenticates the client to servers that request one (mutual TLS), and its private
    /// key, both as PEM. The certificates that lead to the authority follow the certificate itself.
    #[cfg(feature = "tls")]
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl AsRef<str>) -> Self {
        let certificate = ClientCertificate { chain: certificate.into(), key: key.as_ref().into() };
        self.settings.connection.client_certificate = Some(certificate);
        self
    }

    /// Sets an existing HTTP client. Its connections, TLS and proxies are used, so [`Self::connect_timeout`],
    /// [`Self::proxy`], [`Self::root_certificate`] and `client_certificate` have no effect.
    ///
    /// It must not follow redirects (`redirect::Policy::none()`): they would send the token elsewhere.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.connection.http = Some(client);
        self
    }

    /// Builds the client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if something is missing or is not an address,
    /// [`ErrorKind::InvalidParameter`](crate::ErrorKind::InvalidParameter) if the project ID breaks its rule.
    pub fn build(self) -> Result<C> {
        self.settings.build(C::SERVICE).map(C::from)
    }
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
