//! The session of a client, the one that is being made, and the failure that is remembered.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::auth::allowance::Allowance;
use crate::auth::pending_session::{PendingSession, Reporter};
use crate::auth::session::Session;
use crate::error::{Error, Result};
use crate::transport::retry_policy::jitter;
use crate::transport::telemetry;

/// A session is renewed this long before it expires, or when nine tenths of its time have passed. It is renewed up to
/// as long again before that, so that not all clients renew at once.
const MARGIN: Duration = Duration::from_secs(5 * 60);
/// The delay after a failed renewal while the old session is valid, and up to as long again.
const RENEWAL_DELAY: Duration = Duration::from_secs(15);

/// The sessions of one client.
#[derive(Debug)]
pub(super) struct SessionCache(Mutex<State>);

#[derive(Debug)]
struct State {
    session: Option<Arc<Session>>,
    renew_at: Option<Instant>,
    /// The session that is being made, and the ID of the next one.
    pending: Option<PendingSession>,
    next_id: u64,
    /// Why there is no session, and until when no attempt is made.
    failure: Option<(Error, Instant)>,
    allowance: Allowance,
}

/// What a caller without a session gets.
pub(super) enum Joined {
    Session(Arc<Session>),
    /// The session that is being made. The caller starts the task if there is a reporter.
    Pending(PendingSession, Option<Reporter>),
}

impl State {
    /// Returns the session if it has not expired, and whether it is time to renew it.
    fn valid(&self) -> Option<(Arc<Session>, bool)> {
        let session = self.session.as_ref()?;
        if session.ends_at.is_none() && self.renew_at.is_none() {
            return Some((Arc::clone(session), false));
        }
        let now = Instant::now();
        let has_ended = session.ends_at.is_some_and(|end| end <= now);
        (!has_ended).then(|| (Arc::clone(session), self.renew_at.is_some_and(|at| at <= now)))
    }

    fn pending(&mut self) -> (PendingSession, Option<Reporter>) {
        if let Some(pending) = self.pending.as_ref().filter(|pending| !pending.is_lost()) {
            return (pending.clone(), None);
        }
        self.next_id += 1;
        let (pending, reporter) = PendingSession::new(self.next_id);
        self.pending = Some(pending.clone());
        (pending, Some(reporter))
    }

    fn forget(&mut self, id: u64) {
        if self.pending.as_ref().is_some_and(|pending| pending.id == id) {
            self.pending = None;
        }
    }
}

impl SessionCache {
    pub(super) fn new(session: Option<Session>) -> Self {
        Self(Mutex::new(State {
            session: session.map(Arc::new),
            renew_at: None,
            pending: None,
            next_id: 0,
            failure: None,
            allowance: Allowance::new(),
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the session if it has not expired, and whether it is time to renew it.
    pub(super) fn valid(&self) -> Option<(Arc<Session>, bool)> {
        self.state().valid()
    }

    /// Returns the session that is being made, with a reporter if this call begins it.
    pub(super) fn pending(&self) -> (PendingSession, Option<Reporter>) {
        self.state().pending()
    }

    /// Returns the session, or the one that is being made.
    ///
    /// # Errors
    ///
    /// The failure that is remembered.
    pub(super) fn join(&self) -> Result<Joined> {
        let mut state = self.state();
        if let Some((session, _)) = state.valid() {
            return Ok(Joined::Session(session));
        }
        if let Some((error, _)) = state.failure.as_ref().filter(|(_, until)| Instant::now() < *until) {
            return Err(error.clone());
        }
        let (pending, reporter) = state.pending();
        Ok(Joined::Pending(pending, reporter))
    }

    /// Stores the session that a task has made.
    pub(super) fn put(&self, id: u64, session: &Arc<Session>) {
        let mut state = self.state();
        state.forget(id);
        state.session = Some(Arc::clone(session));
        state.failure = None;
        state.renew_at = session.ends_at.map(|end| {
            let left = end.saturating_duration_since(Instant::now());
            let margin = MARGIN.min(left / 10);
            end - margin - jitter(margin)
        });
    }

    /// Stores the permanent failure of a task. No attempt is made for the given time.
    pub(super) fn failed(&self, id: u64, error: &Error, memory: Duration) {
        self.postpone(error, memory);
        let mut state = self.state();
        state.forget(id);
        state.failure = (!memory.is_zero()).then(|| (error.clone(), Instant::now() + memory));
    }

    /// Postpones the next renewal of the old session.
    pub(super) fn postpone(&self, error: &Error, at_least: Duration) {
        let mut state = self.state();
        if state.valid().is_some() {
            telemetry::renewal_failed(error);
        }
        state.renew_at = Some(Instant::now() + at_least.max(RENEWAL_DELAY + jitter(RENEWAL_DELAY)));
    }

    /// Returns whether a call waits for the task; forgets the task otherwise.
    pub(super) fn is_wanted(&self, reporter: &Reporter) -> bool {
        // No call can join while this is locked.
        let mut state = self.state();
        let is_current = state.pending.as_ref().is_some_and(|pending| pending.id == reporter.id);
        let is_wanted = is_current && reporter.is_watched();
        if !is_wanted {
            state.forget(reporter.id);
        }
        is_wanted
    }

    /// Forgets a task that has ended.
    pub(super) fn forget(&self, id: u64) {
        self.state().forget(id);
    }

    /// Forgets a session that the service rejected, unless another one has replaced it. Returns whether there can be
    /// another one now.
    pub(super) fn rejected(&self, session: &Arc<Session>) -> bool {
        let mut state = self.state();
        if !state.session.as_ref().is_some_and(|cached| Arc::ptr_eq(cached, session)) {
            return true;
        }
        let may_replace = state.allowance.take(session.has_served());
        if may_replace {
            state.session = None;
        }
        may_replace
    }
}
