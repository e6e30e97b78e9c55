//! The state that all connections share.

mod clock;
mod request_log;

use std::sync::Arc;
use std::time::SystemTime;

use modelarts_codegen::Api;

use self::clock::ServiceClock;
use self::request_log::RequestLog;
use crate::config::Account;
use crate::config::limits::Limits;
use crate::rules::tokens::Tokens;
use crate::world::World;

pub use self::request_log::RecordedRequest;

/// The state that all connections share.
#[derive(Debug)]
pub(crate) struct SharedState {
    pub(crate) api: Arc<Api>,
    pub(crate) account: Account,
    pub(crate) limits: Limits,
    pub(crate) clock: ServiceClock,
    pub(crate) tokens: Tokens,
    pub(crate) world: World,
    pub(crate) requests: RequestLog,
}

impl SharedState {
    /// Creates the state of an emulator with `jobs` items in each list.
    pub(crate) fn new(api: Arc<Api>, account: Account, limits: Limits, jobs: usize) -> Self {
        let (clock, tokens) = (ServiceClock::default(), Tokens::default());
        let requests = RequestLog::new(limits.recorded_requests);
        Self { api, account, limits, clock, tokens, world: World::new(jobs), requests }
    }

    /// Issues a token. Returns it and its expiry.
    pub(crate) fn issue_token(&self) -> (String, SystemTime) {
        let now = self.clock.now();
        let expiry = clock::add(now, self.account.token_lifetime);
        (self.tokens.issue(now, expiry), expiry)
    }
}
