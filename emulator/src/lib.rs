//! A fake ModelArts and a fake identity service (IAM) on loopback.
//!
//! It serves whatever the spec describes: an operation that is added there is served here. What
//! is sent is checked as the real service would: signature and its date, token, project, names of
//! parameters for the way of authentication that is used, types and ranges.
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
mod identity;
mod live;
mod metadata;
mod refusal;
mod route;
mod seed;
mod server;
mod service;
mod store;

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use modelarts::{Client, ClientBuilder, Credentials};
use modelarts_codegen::{Api, Sources};
use serde_json::{Map, Value};
use tokio::sync::oneshot;

pub use authentication::Way;
pub use server::Recorded;

use crate::server::Shared;

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
    port: u16,
    jobs: usize,
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
            port: 0,
            jobs: defaults::JOBS,
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

    /// The port; any free one if it is 0 or not set.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// The number of entries of each list. [`defaults::JOBS`] if not set.
    pub fn jobs(mut self, jobs: usize) -> Self {
        self.jobs = jobs;
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
    /// The spec has mistakes, or the port is taken.
    pub fn start(self) -> Result<Emulator, StartError> {
        let api = modelarts_codegen::read(&self.sources)
            .map_err(|found| StartError::Spec(found.render(&self.sources, &annotate_snippets::Renderer::plain())))?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.port)).map_err(StartError::Network)?;
        listener.set_nonblocking(true).map_err(StartError::Network)?;
        let address = listener.local_addr().map_err(StartError::Network)?;
        let shared = Arc::new(Shared::new(api, self.identity, self.jobs));
        let (stop, stopped) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().map_err(StartError::Network)?;
        let serving = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("modelarts-emulator".to_owned())
            .spawn(move || runtime.block_on(server::serve(listener, serving, stopped)))
            .map_err(StartError::Network)?;
        Ok(Emulator { address, shared, stop: Some(stop), thread: Some(thread) })
    }
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

    /// The address of ModelArts, of IAM and of a machine's metadata service.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
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
        self.shared.tokens.issue(self.shared.now() + self.shared.identity.token_lifetime)
    }

    /// Ends all tokens, those of temporary keys too, as if their time were over.
    pub fn expire_tokens(&self) {
        self.shared.tokens.expire();
    }

    /// Puts the service's clock so many seconds ahead of this machine's, or behind it: what signatures
    /// and tokens are checked by.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.shared.set_clock_ahead(seconds);
    }

    /// Drives the clock of the jobs on: what callers have made moves through its phases.
    pub fn advance(&self, by: Duration) {
        self.shared.live.advance(by);
    }

    /// The checked model of what is served.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.shared.api
    }

    /// The records of a table, in the order of their making: each with all of its fields, and with
    /// what lists can be sorted by although the table does not show it.
    #[must_use]
    pub fn records(&self, table: &str) -> Vec<Map<String, Value>> {
        self.shared.store.records(&self.shared.api, table)
    }

    /// An answer of an operation in which every field of its tables is there, made up and always the
    /// same; nothing if there is no such operation, or if its answer has no body.
    #[must_use]
    pub fn sample(&self, operation: &str) -> Option<Value> {
        let api = self.api();
        let operation = api.operations().find(|known| known.id == operation)?;
        Some(seed::answer(api, operation.response?))
    }

    /// The requests that have come so far, logins included, refused ones too.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.requests()
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
pub enum StartError {
    /// The spec has mistakes: these, as text.
    Spec(String),
    /// The port cannot be used.
    Network(std::io::Error),
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spec(found) => write!(f, "the spec has mistakes:\n{found}"),
            Self::Network(_) => f.write_str("the emulator cannot listen on loopback"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Network(error) => Some(error),
            Self::Spec(_) => None,
        }
    }
}
