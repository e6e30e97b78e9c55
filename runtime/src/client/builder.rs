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

impl<C: ServiceClient> ClientBuilder<C> {
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
    pub fn retry_policy(mut self, policy: RetryPolicy) -> Self {
        self.settings.options.retry_policy = policy;
        self
    }

    /// The longest time that a connection may take to be made. 10 seconds if not set.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connection.connect_timeout = timeout;
        self
    }

    /// The largest answer that is read, in bytes, unpacked. 16 MiB if not set.
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

    /// A certificate, as PEM, that is trusted beside those of the system: of a company's proxy, or of a
    /// cloud of its own. A PEM may hold several.
    pub fn root_certificate(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.settings.connection.roots.push(pem.into());
        self
    }

    /// Sets the certificate by which the client proves who it is to servers that ask for one (mutual TLS), and its
    /// private key, both as PEM. The certificates that lead to the authority follow the certificate itself.
    #[cfg(feature = "tls")]
    pub fn client_certificate(mut self, certificate: impl Into<Vec<u8>>, key: impl AsRef<str>) -> Self {
        let certificate = ClientCertificate { chain: certificate.into(), key: key.as_ref().into() };
        self.settings.connection.client_certificate = Some(certificate);
        self
    }

    /// An HTTP client that is there already: its connections, TLS and proxies are used, and
    /// [`Self::connect_timeout`], [`Self::proxy`], [`Self::root_certificate`] and `client_certificate` have no effect.
    ///
    /// It must not follow redirects (`redirect::Policy::none()`): they would take the token along.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.connection.http = Some(client);
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
