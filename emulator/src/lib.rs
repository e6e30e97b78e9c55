//! A fake ModelArts and a fake identity service (IAM).
//!
//! It serves whatever the spec describes: an operation that is added there is served here. Requests are
//! checked as by the real service: signature and its date, token, project, names of parameters for the
//! authentication that is used, types and ranges.
//!
//! What it is seeded with and what callers create is kept alike: it can be listed, shown, updated, stopped and
//! deleted. What does not exist is rejected with the error code that the spec names (`not_found`).
//!
//! Things that only the spec describes are kept, too, by their paths:
//!
//! - `GET …/boxes` with `pages` lists them. `…/boxes/{box_id}` names one of them: by the field `box_id` of the items,
//!   else by `id`, the end of that name, else by the only field that ends in `id`.
//! - `POST …/boxes` creates one from the fields of the body, with a new ID unless the body has one. `PUT` of an item
//!   changes the fields that the body has, `DELETE` removes it.
//! - Things under a parameter, as `…/boxes/{box_id}/parts`, belong to the thing that it names, and go with it.
//! - Where nothing lists things and a path has `not_found`, those that are seeded exist, with the IDs 10000, 10001
//!   and so on. If a `POST` creates them, only created ones exist.
//!
//! Nothing makes it grow without bound: see [`limits`].
//!
//! ```
//! use modelarts_emulator::Emulator;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let emulator = Emulator::builder().jobs(25).start()?;
//! let page = emulator.ak_sk_client()?.list_training_jobs().send().await?;
//! assert_eq!((page.jobs.len(), page.job_total_count), (10, 25));
//! assert_eq!(emulator.requests()[0].query, "");
//! # Ok(())
//! # }
//! ```

mod arguments;
mod authentication;
mod body;
mod clock;
mod connections;
mod identity;
pub mod limits;
mod metadata;
mod refusal;
mod requests;
mod route;
mod server;
mod service;
mod tokens;
mod world;
mod write_timeout;

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use modelarts::{Client, ClientBuilder, Credentials};
use modelarts_codegen::{Api, Sources};
use serde_json::{Map, Value};
use tokio::sync::oneshot;

pub use authentication::Way;
pub use requests::Recorded;

use crate::limits::Limits;
use crate::server::Shared;
use crate::world::seed;

/// The spec that this version was built with: names and texts of its files.
const SPEC: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/spec.rs"));

/// What an emulator takes where nothing else is said.
pub mod defaults {
    /// The access key that is accepted.
    pub const ACCESS_KEY: &str = "emulator-access-key";
    /// The secret key that belongs to the access key.
    pub const SECRET_KEY: &str = "emulator-secret-key";
    /// The domain of the account that gets tokens.
    pub const DOMAIN: &str = "emulator-domain";
    /// The user of the account that gets tokens.
    pub const USER: &str = "emulator-user";
    /// The password of the account that gets tokens.
    pub const PASSWORD: &str = "emulator-password";
    /// The project that exists.
    pub const PROJECT_ID: &str = "emulator-project";
    /// Its name.
    pub const PROJECT_NAME: &str = "emulator-project-name";
    /// The number of entries of each list.
    pub const JOBS: usize = 25;
}

/// A running emulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Emulator {
    address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What an emulator is like: whom it knows, and how many jobs it has.
#[derive(Clone)]
#[must_use = "a builder does nothing until `start` is called"]
pub struct EmulatorBuilder {
    host: IpAddr,
    port: u16,
    jobs: usize,
    limits: Limits,
    sources: Sources,
    pub(crate) identity: Identity,
}

/// Whom an emulator knows.
#[derive(Clone)]
pub(crate) struct Identity {
    pub(crate) access_key: String,
    pub(crate) secret_key: String,
    pub(crate) domain: String,
    pub(crate) user: String,
    pub(crate) password: String,
    pub(crate) project_id: String,
    pub(crate) project_name: String,
    pub(crate) token_lifetime: Duration,
}

impl EmulatorBuilder {
    fn new() -> Self {
        let text = str::to_owned;
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            jobs: defaults::JOBS,
            limits: Limits::default(),
            sources: Sources::new(SPEC.iter().map(|(name, spec)| (text(name), text(spec)))),
            identity: Identity {
                access_key: text(defaults::ACCESS_KEY),
                secret_key: text(defaults::SECRET_KEY),
                domain: text(defaults::DOMAIN),
                user: text(defaults::USER),
                password: text(defaults::PASSWORD),
                project_id: text(defaults::PROJECT_ID),
                project_name: text(defaults::PROJECT_NAME),
                token_lifetime: Duration::from_secs(24 * 60 * 60),
            },
        }
    }

    /// The address to listen on. That of loopback, 127.0.0.1, if not set: beyond it, whoever reaches the
    /// machine reaches the emulator.
    pub fn host(mut self, host: IpAddr) -> Self {
        self.host = host;
        self
    }

    /// The port; any free one if it is 0 or not set.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The number of entries of each list, at most [`limits::JOBS`]. [`defaults::JOBS`] if not set.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
        self
    }

    /// The most requests that [`Emulator::requests`] gives. [`limits::RECORDED_REQUESTS`] if not set.
    pub fn recorded_requests(mut self, most: usize) -> Self {
        self.limits.recorded_requests = most;
        self
    }

    /// The most connections at once. [`limits::CONNECTIONS`] if not set.
    pub fn connections(mut self, most: usize) -> Self {
        self.limits.connections = most;
        self
    }

    /// The longest that the head of a request may take, and its body. [`limits::READ_TIMEOUT`] if not set.
    pub fn read_timeout(mut self, timeout: Duration) -> Self {
        self.limits.read_timeout = timeout;
        self
    }

    /// The longest that a client may take to read a part of a response. [`limits::WRITE_TIMEOUT`] if not set.
    pub fn write_timeout(mut self, timeout: Duration) -> Self {
        self.limits.write_timeout = timeout;
        self
    }

    /// The spec to serve. The one that this version was built with if not set.
    pub fn spec(mut self, sources: Sources) -> Self {
        self.sources = sources;
        self
    }

    /// The access key that is accepted.
    pub fn access_key(mut self, access_key: impl Into<String>) -> Self {
        self.identity.access_key = access_key.into();
        self
    }

    /// The secret key that belongs to the access key.
    pub fn secret_key(mut self, secret_key: impl Into<String>) -> Self {
        self.identity.secret_key = secret_key.into();
        self
    }

    /// The domain of the account that gets tokens.
    pub fn domain(mut self, domain: impl Into<String>) -> Self {
        self.identity.domain = domain.into();
        self
    }

    /// The user of the account that gets tokens.
    pub fn user(mut self, user: impl Into<String>) -> Self {
        self.identity.user = user.into();
        self
    }

    /// The password of the account that gets tokens.
    pub fn password(mut self, password: impl Into<String>) -> Self {
        self.identity.password = password.into();
        self
    }

    /// The project that exists.
    pub fn project_id(mut self, project_id: impl Into<String>) -> Self {
        self.identity.project_id = project_id.into();
        self
    }

    /// The name of the project.
    pub fn project_name(mut self, project_name: impl Into<String>) -> Self {
        self.identity.project_name = project_name.into();
        self
    }

    /// How long a token holds, and temporary keys do. 24 hours if not set.
    pub fn token_lifetime(mut self, lifetime: Duration) -> Self {
        self.identity.token_lifetime = lifetime;
        self
    }

    /// Starts the emulator, on a thread of its own.
    ///
    /// # Errors
    ///
    /// The spec has errors, there are too many jobs, or the address or the port cannot be listened on.
    pub fn start(self) -> Result<Emulator, StartError> {
        if self.jobs > limits::JOBS {
            return Err(StartError::TooManyJobs(self.jobs));
        }
        let api = modelarts_codegen::read(&self.sources)
            .map_err(|found| StartError::Spec(found.render(&self.sources, &annotate_snippets::Renderer::plain())))?;
        let wanted = SocketAddr::new(self.host, self.port);
        let (listener, address) = listen(wanted).map_err(|cause| StartError::Listen { address: wanted, cause })?;
        let shared = Arc::new(Shared::new(api, self.identity, self.limits, self.jobs));
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(StartError::Thread)?;
        let serving = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("modelarts-emulator".to_owned())
            .spawn(move || runtime.block_on(connections::serve(listener, serving, stopped)))
            .map_err(StartError::Thread)?;
        Ok(Emulator { address, shared, stop: Some(stop), thread: Some(thread) })
    }
}

fn listen(address: SocketAddr) -> std::io::Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

impl fmt::Debug for EmulatorBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBuilder").field("port", &self.port).field("jobs", &self.jobs).finish_non_exhaustive()
    }
}

impl fmt::Debug for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Identity").field("project_id", &self.project_id).finish_non_exhaustive()
    }
}

impl Emulator {
    /// Starts an emulator with everything at its default.
    ///
    /// # Errors
    ///
    /// See [`EmulatorBuilder::start`].
    pub fn start() -> Result<Self, StartError> {
        Self::builder().start()
    }

    /// Begins an emulator.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    /// The URL of ModelArts, of IAM and of a machine's metadata service. That of loopback where all addresses
    /// of the machine are listened on.
    #[must_use]
    pub fn url(&self) -> String {
        let mut address = self.address;
        match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        format!("http://{address}")
    }

    /// The address that is listened on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A client's beginnings: endpoints and project are set, credentials are not.
    pub fn client(&self) -> ClientBuilder {
        Client::builder()
            .endpoint(self.url())
            .iam_endpoint(self.url())
            .project_id(self.shared.identity.project_id.clone())
    }

    /// A client that signs with the key that is accepted.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn ak_sk_client(&self) -> modelarts::Result<Client> {
        let identity = &self.shared.identity;
        self.client().credentials(Credentials::ak_sk(&identity.access_key, &identity.secret_key)).build()
    }

    /// A client with the account that gets tokens.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn account_client(&self) -> modelarts::Result<Client> {
        let Identity { domain, user, password, .. } = &self.shared.identity;
        self.client().credentials(Credentials::account(domain, user, password)).build()
    }

    /// Makes a token without a login.
    #[must_use]
    pub fn issue_token(&self) -> String {
        self.shared.issue_token().0
    }

    /// Ends all tokens, those of temporary keys too, as if their time were over.
    pub fn expire_tokens(&self) {
        self.shared.tokens.expire();
    }

    /// Puts the service's clock so many seconds ahead of this machine's, or behind it: what signatures
    /// and tokens are checked by. It goes from 1970 to 9999.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.shared.clock.set_ahead(seconds);
    }

    /// Advances the clock of the jobs: they move through their phases.
    ///
    /// Created jobs also move with the real time. Seeded ones stand still, so that lists stay the same, until the
    /// clock is advanced, or until they are stopped, restarted or their log is read.
    pub fn advance(&self, by: Duration) {
        self.shared.world.advance(by);
    }

    /// The checked model of what is served.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.shared.api
    }

    /// What lists show by a table, in the order of creation: each record with all of its fields, and with
    /// what lists can be sorted by although the table does not show it.
    #[must_use]
    pub fn records(&self, table: &str) -> Vec<Map<String, Value>> {
        self.shared.world.records(&self.shared.api, table)
    }

    /// An answer of an operation in which every field of its tables is there, made up and always the
    /// same; nothing if there is no such operation, or if its answer has no body.
    #[must_use]
    pub fn sample(&self, operation: &str) -> Option<Value> {
        let api = self.api();
        let operation = api.operations().find(|known| known.id == operation)?;
        Some(seed::response(api, operation.response?))
    }

    /// The requests that have come so far, logins included, refused ones too; the latest
    /// [`limits::RECORDED_REQUESTS`] of them, unless the builder says otherwise.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.requests.all()
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic of the thread has been printed there.
            let _ = thread.join();
        }
    }
}

/// An emulator that cannot start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The spec has errors: these, as text.
    Spec(String),
    /// There are to be more jobs than [`limits::JOBS`].
    TooManyJobs(usize),
    /// The address cannot be listened on.
    Listen {
        /// The address and the port.
        address: SocketAddr,
        /// Why not.
        cause: std::io::Error,
    },
    /// The thread that serves cannot be started.
    Thread(std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(found) => write!(f, "the spec has errors:\n{found}"),
            Self::TooManyJobs(jobs) => write!(f, "invalid number of jobs: {jobs} is more than {}", limits::JOBS),
            Self::Listen { address, cause } => write!(f, "cannot listen on {address}: {cause}"),
            Self::Thread(cause) => write!(f, "cannot start a thread to serve on: {cause}"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { cause, .. } | Self::Thread(cause) => Some(cause),
            Self::Spec(_) | Self::TooManyJobs(_) => None,
        }
    }
}
