//! A running emulator.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use modelarts::{Client, ClientBuilder, Credentials};
use modelarts_codegen::Api;
use serde_json::{Map, Value};

use crate::config::Account;
use crate::server::Server;
use crate::start_error::StartError;
use crate::state::{RecordedRequest, SharedState};
use crate::world;

/// A running emulator. It stops when it is dropped.
#[derive(Debug)]
pub struct Emulator {
    server: Server,
    state: Arc<SharedState>,
}

impl Emulator {
    /// Starts to serve on an address.
    pub(crate) fn serve(address: SocketAddr, state: SharedState) -> Result<Self, StartError> {
        let state = Arc::new(state);
        Ok(Self { server: Server::start(address, Arc::clone(&state))?, state })
    }

    /// Returns the URL of all services: ModelArts, IAM and the metadata service.
    ///
    /// If the emulator listens on all addresses, this is the URL of the loopback address.
    #[must_use]
    pub fn url(&self) -> String {
        let mut address = self.address();
        match address.ip() {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => address.set_ip(Ipv4Addr::LOCALHOST.into()),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => address.set_ip(Ipv6Addr::LOCALHOST.into()),
            _ => {}
        }
        format!("http://{address}")
    }

    /// Returns the address that the emulator listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// Returns a client builder with endpoints and project, but without credentials.
    pub fn client_builder(&self) -> ClientBuilder {
        Client::builder()
            .endpoint(self.url())
            .iam_endpoint(self.url())
            .project_id(self.state.account.project_id.clone())
    }

    /// Returns a client that signs requests with the accepted access key.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn ak_sk_client(&self) -> modelarts::Result<Client> {
        let Account { access_key, secret_key, .. } = &self.state.account;
        self.client_builder().credentials(Credentials::ak_sk(access_key, secret_key)).build()
    }

    /// Returns a client that logs in with the accepted account.
    ///
    /// # Errors
    ///
    /// Those of [`ClientBuilder::build`].
    pub fn account_client(&self) -> modelarts::Result<Client> {
        let Account { domain, user, password, .. } = &self.state.account;
        self.client_builder().credentials(Credentials::account(domain, user, password)).build()
    }

    /// Issues a token without a login.
    #[must_use]
    pub fn issue_token(&self) -> String {
        self.state.issue_token().0
    }

    /// Expires all tokens, including those of temporary keys.
    pub fn expire_tokens(&self) {
        self.state.tokens.expire();
    }

    /// Sets how many seconds the service's clock is ahead of this machine's clock. A negative number sets it behind.
    ///
    /// Signatures and tokens are checked with this clock. It is limited to the years 1970 to 9999.
    pub fn set_clock_ahead(&self, seconds: i64) {
        self.state.clock.set_ahead(seconds);
    }

    /// Advances the clock of the jobs.
    ///
    /// Created jobs also move with real time. Seeded jobs do not, so that lists stay the same: they start to move when
    /// the clock is advanced, or when they are stopped or restarted or their log is read.
    pub fn advance(&self, by: Duration) {
        self.state.world.advance(by);
    }

    /// Returns the checked model of the served spec.
    #[must_use]
    pub fn api(&self) -> &Api {
        &self.state.api
    }

    /// Returns the items of the list whose table is `table`, in the order of their creation.
    ///
    /// Each item has all fields of the table, and those that the list can be sorted by although the table lacks them.
    #[must_use]
    pub fn records(&self, table: &str) -> Vec<Map<String, Value>> {
        self.state.world.records(&self.state.api, table)
    }

    /// Returns a sample response of an operation. All fields are set, always to the same values.
    ///
    /// Returns `None` if the operation is unknown or its response has no body.
    #[must_use]
    pub fn sample(&self, operation: &str) -> Option<Value> {
        world::sample_response(self.api(), operation)
    }

    /// Returns the received requests, including logins and rejected requests.
    ///
    /// Only the latest ones are kept: see
    /// [`EmulatorBuilder::recorded_requests`](crate::EmulatorBuilder::recorded_requests).
    #[must_use]
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.requests.all()
    }
}
