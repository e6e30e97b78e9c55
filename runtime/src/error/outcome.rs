//! What an error leaves open, and the response that it is about.

use std::fmt;

use bytes::Bytes;

use super::{Error, ErrorKind};
use crate::call::{Effect, Operation};

impl Error {
    /// Keeps the body of the response. It is shared, not copied.
    pub(crate) fn with_body(mut self, body: &Bytes) -> Self {
        self.0.body = Some(body.clone());
        self
    }

    /// Returns the body of the response as it was received, where there was a response to the call.
    ///
    /// It is whole: at most [`max_response_bytes`](crate::ClientBuilder::max_response_bytes). It may hold what the
    /// service treats as a secret, so it is in neither the text of the error nor its `Debug` output.
    ///
    /// ```
    /// # fn log(error: &modelarts::Error) {
    /// if error.kind() == modelarts::ErrorKind::Decode {
    ///     let response = String::from_utf8_lossy(error.body().unwrap_or_default());
    ///     eprintln!("{error}: {response:.200}");
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.body.as_deref()
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
            _ => self.allows_another(Effect::Idempotent) && !self.allows_another(Effect::Once),
        }
    }

    pub(super) fn fmt_outcome(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.may_have_taken_effect(), self.effect(), self.0.kind) {
            (true, Effect::Once, _) => f.write_str("; it may still have taken effect; check before retrying"),
            (true, Effect::Idempotent, ErrorKind::Decode | ErrorKind::TooLarge) => {
                f.write_str("; it may still have taken effect; it is safe to repeat")
            }
            _ => Ok(()),
        }
    }
}
