//! Configures and starts an emulator.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use modelarts_codegen::{Api, Sources};

use crate::config::limits::{self, Limits};
use crate::config::{Account, defaults};
use crate::emulator::Emulator;
use crate::start_error::StartError;
use crate::state::SharedState;

/// The names and texts of the spec's files at build time.
const SPEC: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/spec.rs"));

/// A builder for an [`Emulator`].
#[derive(Clone)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct EmulatorBuilder {
    host: IpAddr,
    port: u16,
    jobs: usize,
    limits: Limits,
    /// Another spec than that of ModelArts.
    spec: Option<Sources>,
    account: Account,
}

impl Emulator {
    /// Starts an emulator with default values.
    ///
    /// # Errors
    ///
    /// See [`EmulatorBuilder::start`].
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// Returns a builder.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            jobs: defaults::JOBS,
            limits: Limits::default(),
            spec: None,
            account: Account::default(),
        }
    }
}

impl EmulatorBuilder {
    /// Sets the address to listen on. Default: 127.0.0.1.
    ///
    /// With an address that is not loopback, anyone who can reach this machine can reach the emulator.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// Sets the port. Default: 0, which selects a free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Sets the number of items that each list is seeded with. Maximum: [`limits::JOBS`]. Default: [`defaults::JOBS`].
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// Sets the maximum number of requests that [`Emulator::requests`] returns. Default:
    /// [`limits::RECORDED_REQUESTS`].
    pub fn recorded_requests(mut self, max: usize) -> Self {
        self.limits.recorded_requests = max;
        self
    }

    /// Sets the maximum number of open connections. Default: [`limits::CONNECTIONS`].
    pub fn connections(mut self, max: usize) -> Self {
        self.limits.connections = max;
        self
    }

    /// Sets the timeout for reading the head of a request, and for reading its body. Default: [`limits::READ_TIMEOUT`].
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.limits.read_timeout = timeout;
        self
    }

    /// Sets the timeout for each write of a response. Default: [`limits::WRITE_TIMEOUT`].
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.limits.write_timeout = timeout;
        self
    }

    /// Sets the spec to serve. Default: the spec that the emulator was built with.
    pub fn spec(mut self, sources: Sources) -> Self {
        self.spec = Some(sources);
        self
    }

    /// Sets the accepted access key. Default: [`defaults::ACCESS_KEY`].
    pub fn access_key(mut self, access_key: impl Into<String>) -> Self {
        self.account.access_key = access_key.into();
        self
    }

    /// Sets the secret key of the access key. Default: [`defaults::SECRET_KEY`].
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.account.secret_key = secret_key.into();
        self
    }

    /// Sets the domain of the account that can log in. Default: [`defaults::DOMAIN`].
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.account.domain = domain.into();
        self
    }

    /// Sets the user of the account that can log in. Default: [`defaults::USER`].
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.account.user = user.into();
        self
    }

    /// Sets the password of the account that can log in. Default: [`defaults::PASSWORD`].
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.account.password = password.into();
        self
    }

    /// Sets the ID of the only project. Default: [`defaults::PROJECT_ID`].
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.account.project_id = project_id.into();
        self
    }

    /// Sets the name of the only project. Default: [`defaults::PROJECT_NAME`].
    pub fn project_name(mut self, project_name: impl Into<String>) -> Self {
        self.account.project_name = project_name.into();
        self
    }

    /// Sets the lifetime of tokens and temporary keys. Default: 24 hours.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.account.token_lifetime = lifetime;
        self
    }

    /// Starts the emulator on a thread of its own.
    ///
    /// # Errors
    ///
    /// Returns an error if the number of jobs is out of range, the spec has errors, or the emulator cannot listen on
    /// the address and port.
    pub fn start(self) -> Result<Emulator, StartError> {
        if self.jobs > limits::JOBS {
            return Err(StartError::TooManyJobs(self.jobs));
        }
        let api = match self.spec {
            Some(sources) => Arc::new(read(&sources)?),
            None => modelarts()?,
        };
        let state = SharedState::new(api, self.account, self.limits, self.jobs);
        Emulator::serve(SocketAddr::new(self.host, self.port), state)
    }
}

/// Returns the API of ModelArts. It is read once: many tests start emulators.
fn modelarts() -> Result<Arc<Api>, StartError> {
    static API: OnceLock<Arc<Api>> = OnceLock::new();
    if let Some(api) = API.get() {
        return Ok(Arc::clone(api));
    }
    let files = SPEC.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let api = Arc::new(read(&Sources::new(files))?);
    Ok(Arc::clone(API.get_or_init(|| api)))
}

fn read(sources: &Sources) -> Result<Api, StartError> {
    modelarts_codegen::read(sources)
        .map_err(|errors| StartError::Spec(errors.render(sources, &annotate_snippets::Renderer::plain())))
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder").field("port", &self.port).field("jobs", &self.jobs).finish_non_exhaustive()
    }
}
