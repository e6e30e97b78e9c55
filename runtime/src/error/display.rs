//! The text of an error, and its `Debug` output.

use std::fmt;

use super::excerpt::{self, Excerpt};
use super::{Error, ErrorKind};
use crate::service::error_code::ErrorCode;
use crate::service::operation::Idempotency;

impl Error {
    /// Returns the message as it is shown: texts of others are not trusted.
    fn shown_message(&self) -> Excerpt<'_> {
        let is_own = matches!(self.0.kind, ErrorKind::Configuration | ErrorKind::InvalidParameter);
        Excerpt::new(&self.0.message, if is_own { excerpt::OWN_MESSAGE } else { excerpt::MESSAGE })
    }

    fn fmt_service(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0.kind {
            ErrorKind::Authentication => "request to the identity service rejected",
            _ => "request rejected",
        })?;
        let status = self.0.known_status;
        match (self.0.status, status) {
            (Some(number), Some(status)) => write!(f, ": {number} {}", status.reason)?,
            (Some(number), None) => write!(f, ": {number}")?,
            (None, _) => {}
        }
        if let Some(code) = self.code() {
            write!(f, " ({})", Excerpt::new(code, excerpt::IDENTIFIER))?;
        }
        if !self.0.message.is_empty() {
            write!(f, ": {}", self.shown_message())?;
        }
        if let Some(solution) = self.solution() {
            write!(f, " ({})", Excerpt::new(solution, excerpt::MESSAGE))?;
        }
        // If the status is a success, only the code says what is wrong.
        let meaning = self.known_code().and_then(ErrorCode::meaning);
        let meaning = meaning.or_else(|| status.filter(|status| status.status >= 300).map(|status| status.meaning));
        meaning.map_or(Ok(()), |meaning| write!(f, " [{meaning}]"))
    }

    fn fmt_outcome(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.may_have_taken_effect(), self.idempotency(), self.0.kind) {
            (true, Idempotency::NonIdempotent, _) => {
                f.write_str("; it may still have taken effect; check before retrying")
            }
            (true, Idempotency::Idempotent, ErrorKind::Decode | ErrorKind::TooLarge) => {
                f.write_str("; it may still have taken effect; it is safe to repeat")
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            write!(f, "{operation}: ")?;
        }
        match (self.0.kind, self.0.status) {
            (ErrorKind::Service, _) | (ErrorKind::Authentication, Some(_)) => self.fmt_service(f)?,
            (ErrorKind::Decode, Some(status)) => {
                write!(f, "invalid response ({status}): {}", self.shown_message())?;
            }
            _ => write!(f, "{}", self.shown_message())?,
        }
        if let Some(id) = &self.0.request_id {
            write!(f, " (request {})", Excerpt::new(id, excerpt::IDENTIFIER))?;
        }
        if self.0.attempts > 1 {
            write!(f, " (after {} attempts)", self.0.attempts)?;
        }
        self.fmt_outcome(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = |text: &'_ Option<String>, max| text.as_ref().map(|text| format!("{}", Excerpt::new(text, max)));
        f.debug_struct("Error")
            .field("operation", &self.operation())
            .field("kind", &self.0.kind)
            .field("attempts", &self.0.attempts)
            .field("retry_after", &self.0.retry_after)
            .field("message", &self.shown_message())
            .field("parameter", &self.0.parameter)
            .field("status", &self.0.status)
            .field("code", &shown(&self.0.code, excerpt::IDENTIFIER))
            .field("solution", &shown(&self.0.solution, excerpt::MESSAGE))
            .field("request_id", &shown(&self.0.request_id, excerpt::IDENTIFIER))
            .field("source", &self.0.source)
            .finish()
    }
}
