//! Whether a failed call may be repeated, and whether it may have taken effect.

use super::{Error, ErrorKind};
use crate::service::operation::{Idempotency, Operation};
use crate::service::status::{Status, StatusAction};

impl Error {
    /// Whether the same request may be sent again: it may succeed, and no harm is done if the first one
    /// was carried out after all.
    pub(crate) fn allows_retry(&self, idempotency: Idempotency) -> bool {
        let does_no_harm = idempotency == Idempotency::Idempotent || !self.0.was_sent;
        match self.0.kind {
            ErrorKind::Connection | ErrorKind::Timeout => does_no_harm,
            ErrorKind::Service | ErrorKind::Authentication => match self.0.known_status {
                // Who refuses like this has done nothing.
                Some(Status { action: StatusAction::Repeat | StatusAction::Wait, .. }) => true,
                Some(Status { action: StatusAction::Report, .. }) => does_no_harm,
                _ => false,
            },
            _ => false,
        }
    }

    /// The idempotency of what was asked for; a login is no operation, and can be repeated.
    pub(super) fn idempotency(&self) -> Idempotency {
        self.0.operation.map_or(Idempotency::Idempotent, |operation| operation.idempotency)
    }

    /// Whether the same call may succeed later, and does no harm if this one was carried out after all.
    ///
    /// The client has tried again by itself before it gave up: see
    /// [`RetryPolicy`](crate::RetryPolicy).
    ///
    /// What to do: wait, for [`Error::retry_after`] where the service says so. If it does not pass,
    /// report the [`Error::request_id`] to the service.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.allows_retry(self.idempotency())
    }

    /// Whether the service was asked too often.
    ///
    /// What to do: send fewer calls at once, or ask for larger pages.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.known_status.is_some_and(|status| status.action == StatusAction::Wait)
    }

    /// Whether it is about who calls: credentials are missing, wrong or expired, or do not allow this.
    ///
    /// What to do: look at the credentials, the project and the user's roles. The same call fails
    /// again until one of them changes.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        const FORBIDDEN: u16 = 403;
        let refused = self
            .0
            .known_status
            .is_some_and(|status| status.action == StatusAction::Authenticate || status.status == FORBIDDEN);
        self.0.kind == ErrorKind::Credentials
            || matches!(self.0.kind, ErrorKind::Service | ErrorKind::Authentication) && refused
    }

    /// Returns whether the call may have changed something although it failed: the request was sent, and its
    /// outcome is not known.
    ///
    /// What to do: check before you send a call again that is not [`is_retryable`](Error::is_retryable).
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        if !self.0.operation.is_some_and(Operation::is_change) {
            return false;
        }
        match self.0.kind {
            // The service succeeded, and its response cannot be read.
            ErrorKind::Decode | ErrorKind::TooLarge => self.0.was_sent,
            _ => self.allows_retry(Idempotency::Idempotent) && !self.allows_retry(Idempotency::NonIdempotent),
        }
    }
}
