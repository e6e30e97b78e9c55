//! Whether a failed call can be retried, and whether it may have taken effect.

use super::{Error, ErrorKind};
use crate::service::operation::{Idempotency, Operation};
use crate::service::status::{Status, StatusAction};

impl Error {
    /// Returns whether the same request may be sent again: it may succeed, and does no harm if the first one took
    /// effect.
    pub(crate) fn allows_retry(&self, idempotency: Idempotency) -> bool {
        let does_no_harm = idempotency == Idempotency::Idempotent || !self.0.was_sent;
        match self.0.kind {
            ErrorKind::Connection | ErrorKind::Timeout => does_no_harm,
            ErrorKind::Service | ErrorKind::Authentication => match self.0.known_status {
                // A service that rejects like this has done nothing.
                Some(Status { action: StatusAction::Repeat | StatusAction::Wait, .. }) => true,
                Some(Status { action: StatusAction::Report, .. }) => does_no_harm,
                _ => false,
            },
            _ => false,
        }
    }

    /// Returns the idempotency of the operation. A login can be repeated.
    pub(super) fn idempotency(&self) -> Idempotency {
        self.0.operation.map_or(Idempotency::Idempotent, |operation| operation.idempotency)
    }

    /// Returns whether the same call may succeed later, and does no harm if this one took effect.
    ///
    /// The client itself has retried before it returned the error: see [`RetryPolicy`](crate::RetryPolicy).
    ///
    /// What to do: wait, for [`Error::retry_after`] if the service asks for that. If the error persists, report the
    /// [`Error::request_id`] to the service.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        self.allows_retry(self.idempotency())
    }

    /// Returns whether the service received too many requests.
    ///
    /// What to do: send fewer calls at once, or request larger pages.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.known_status.is_some_and(|status| status.action == StatusAction::Wait)
    }

    /// Returns whether the credentials are missing, invalid or expired, or do not allow the call.
    ///
    /// What to do: check the credentials, the project and the user's roles. The same call fails again until one of them
    /// changes.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        const FORBIDDEN: u16 = 403;
        let is_rejected = self
            .0
            .known_status
            .is_some_and(|status| status.action == StatusAction::Authenticate || status.status == FORBIDDEN);
        self.0.kind == ErrorKind::Credentials
            || matches!(self.0.kind, ErrorKind::Service | ErrorKind::Authentication) && is_rejected
    }

    /// Returns whether the failed call may have taken effect: the request was sent, and its outcome is unknown.
    ///
    /// What to do: check before you repeat a call that is not [`is_retryable`](Error::is_retryable).
    #[must_use]
    pub fn may_have_taken_effect(&self) -> bool {
        if !self.0.operation.is_some_and(Operation::is_change) {
            return false;
        }
        match self.0.kind {
            // The service succeeded, but its response cannot be decoded.
            ErrorKind::Decode | ErrorKind::TooLarge => self.0.was_sent,
            _ => self.allows_retry(Idempotency::Idempotent) && !self.allows_retry(Idempotency::NonIdempotent),
        }
    }
}
