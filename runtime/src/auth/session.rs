//! A session: who a client is to the service, and in which project.

use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::header::HeaderValue;
use tokio::time::Instant;

use crate::auth::identity::Identity;
use crate::auth::request::Caller;
use crate::error::Result;
use crate::transport::header::header_value;

/// What every request needs from its caller.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) identity: Identity,
    pub(crate) project_id: String,
    /// The ID as a header.
    pub(crate) project: HeaderValue,
    /// When it expires, if that is known.
    pub(super) ends_at: Option<Instant>,
    /// Whether the service has accepted it.
    has_served: AtomicBool,
}

impl Session {
    pub(crate) fn new(identity: Identity, project_id: String, ends_at: Option<Instant>) -> Result<Self> {
        let project = header_value(&project_id)?;
        Ok(Self { identity, project, project_id, ends_at, has_served: AtomicBool::new(false) })
    }

    /// Notes that the service has accepted it.
    pub(crate) fn accepted(&self) {
        // This is nearly always noted already, and nothing is written.
        if !self.has_served.load(Ordering::Relaxed) {
            self.has_served.store(true, Ordering::Relaxed);
        }
    }

    /// Returns whether the service has accepted it.
    pub(super) fn has_served(&self) -> bool {
        self.has_served.load(Ordering::Relaxed)
    }

    pub(crate) fn caller(&self) -> Caller<'_> {
        Caller { identity: &self.identity, project: Some(&self.project).filter(|project| !project.is_empty()) }
    }
}
