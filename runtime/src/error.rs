//! Everything that can go wrong.

mod outcome;

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use crate::call::{Effect, Operation};
use crate::decode::{DecodeError, Failure};
use crate::error_code::ErrorCode;
use crate::excerpt::{self, Excerpt};
use crate::redact::Secrets;
use crate::service::{Asks, Service, Status};
use crate::transport::Answer;

/// How much of each text of the service an error keeps.
const MAX_TEXT_BYTES: usize = 64 * 1024;

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// A call, or the making of a client, that failed.
///
/// Its text says what was asked, what went wrong and what to do. No secret is ever in it.
///
/// ```
/// # async fn stop(client: modelarts::Client) {
/// match client.stop_training_job_version(7, 1).send().await {
///     Ok(()) => println!("stopped"),
///     Err(error) if error.is_auth() => println!("check the credentials: {error}"),
///     Err(error) if error.is_retryable() => println!("later perhaps: {error}"),
///     Err(error) => println!("{error}"),
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Details>);

/// What kind of thing went wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be made as it was described. Nothing was sent.
    Configuration,
    /// A parameter of the call breaks its rule. Nothing was sent.
    InvalidParameter,
    /// The connection could not be made, or broke.
    Connection,
    /// The server and the client do not agree on TLS: a certificate is not accepted or is missing, or they have no
    /// version in common. The same call fails again until that changes. Nothing was sent.
    Tls,
    /// The proxy wants a user and a password, or others than it got. Nothing was sent.
    Proxy,
    /// The call, or an attempt of it, took longer than the client's timeout.
    Timeout,
    /// The server sent the call elsewhere; credentials never follow.
    Redirect,
    /// There are no credentials, or where they come from failed. Nothing was sent to the service.
    Credentials,
    /// The identity service (IAM) gave no token, or does not know the project.
    Authentication,
    /// The service said no.
    Service,
    /// The answer is not what the documents describe.
    Decode,
    /// The answer is larger than the client's limit.
    TooLarge,
}

#[derive(Clone)]
struct Details {
    operation: Option<&'static Operation>,
    kind: ErrorKind,
    /// Whether the request may have reached the service.
    was_sent: bool,
    attempts: u32,
    retry_after: Option<Duration>,
    /// What went wrong; for a failure of the service, the service's own words.
    message: String,
    parameter: Option<&'static str>,
    status: Option<u16>,
    /// What the documents say of the status.
    known_status: Option<&'static Status>,
    code: Option<String>,
    /// What the documents say of the code.
    known_code: Option<&'static ErrorCode>,
    solution: Option<String>,
    request_id: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// The body of the response.
    body: Option<Bytes>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            operation: None,
            kind,
            was_sent: true,
            attempts: 0,
            retry_after: None,
            message: message.into(),
            parameter: None,
            status: None,
            known_status: None,
            code: None,
            known_code: None,
            solution: None,
            request_id: None,
            source: None,
            body: None,
        }))
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    pub(crate) fn invalid(parameter: &'static str, message: String) -> Self {
        let mut error = Self::new(ErrorKind::InvalidParameter, message);
        error.0.parameter = Some(parameter);
        error
    }

    pub(crate) fn decode(status: u16, error: DecodeError) -> Self {
        let message = if error.path.is_empty() { error.message } else { format!("{}: {}", error.path, error.message) };
        Self::new(error.kind, message).with_status(status)
    }

    /// A service that said no with a status, and nothing else.
    pub(crate) fn refused(service: &Service, status: u16) -> Self {
        let mut error = Self::new(ErrorKind::Service, "").with_status(status);
        error.0.known_status = service.status(status);
        error
    }

    pub(crate) fn service(service: &Service, status: u16, failure: Failure) -> Self {
        let mut error = Self::refused(service, status);
        error.0.message = failure.message.unwrap_or_default();
        error.0.code = failure.code.filter(|code| !code.is_empty());
        error.0.known_code = error.code().and_then(|code| ErrorCode::find_in(service.error_codes, code));
        error.0.solution = failure.solution.filter(|solution| !solution.is_empty());
        error
    }

    pub(crate) fn too_large(limit: usize) -> Self {
        let message = format!("the answer is larger than {limit} bytes; ask for less, or raise `max_response_bytes`");
        Self::new(ErrorKind::TooLarge, message)
    }

    /// The time of an attempt is over.
    pub(crate) fn no_answer(limit: Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("no answer came within {limit:?}; see `attempt_timeout`"))
    }

    /// The time of a whole call is over.
    pub(crate) fn too_late(timeout: Duration) -> Self {
        Self::new(ErrorKind::Timeout, format!("the call was not over within {timeout:?}; see `timeout`"))
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_boxed_source(mut self, source: Box<dyn StdError + Send + Sync>) -> Self {
        self.0.source = Some(Arc::from(source));
        self
    }

    /// Takes over what an answer says beside its body.
    pub(crate) fn with_answer(mut self, service: &Service, answer: &Answer) -> Self {
        self.0.request_id = answer.header(service.request_id).map(str::to_owned);
        self.0.attempts = answer.attempts;
        self.0.retry_after = answer.retry_after();
        self
    }

    /// Removes the client's secrets from what the service says, and what is too long to keep.
    pub(crate) fn without_secrets(mut self, secrets: &Secrets) -> Self {
        let Details { message, code, solution, request_id, .. } = &mut *self.0;
        for text in [Some(message), code.as_mut(), solution.as_mut(), request_id.as_mut()].into_iter().flatten() {
            if let Cow::Owned(redacted) = secrets.redact(text) {
                *text = redacted;
            }
            if text.len() > MAX_TEXT_BYTES {
                let end = (0..=MAX_TEXT_BYTES).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
                text.truncate(end);
                text.shrink_to_fit();
            }
        }
        self
    }

    /// Whether the same request may be sent again: it may succeed, and no harm is done if the first one
    /// was carried out after all.
    pub(crate) fn allows_another(&self, effect: Effect) -> bool {
        let does_no_harm = effect == Effect::Idempotent || !self.0.was_sent;
        match self.0.kind {
            ErrorKind::Connection | ErrorKind::Timeout => does_no_harm,
            ErrorKind::Service | ErrorKind::Authentication => match self.0.known_status {
                // Who refuses like this has done nothing.
                Some(Status { asks: Asks::Repeat | Asks::Wait, .. }) => true,
                Some(Status { asks: Asks::Report, .. }) => does_no_harm,
                _ => false,
            },
            _ => false,
        }
    }

    /// The effect of what was asked for; a login is no operation, and can be repeated.
    fn effect(&self) -> Effect {
        self.0.operation.map_or(Effect::Idempotent, |operation| operation.effect)
    }

    /// Whether the request may have reached the service.
    #[cfg(feature = "tls")]
    pub(crate) fn was_sent(&self) -> bool {
        self.0.was_sent
    }

    /// It happened before the request was sent, or after one that was refused.
    pub(crate) fn before_sending(mut self) -> Self {
        self.0.was_sent = false;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.0.retry_after = retry_after;
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.message = message;
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operation that was asked for, as in `list_training_jobs`.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.name)
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
        self.allows_another(self.effect())
    }

    /// Whether the service was asked too often.
    ///
    /// What to do: send fewer calls at once, or ask for larger pages.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.known_status.is_some_and(|status| status.asks == Asks::Wait)
    }

    /// Whether it is about who calls: credentials are missing, wrong or expired, or do not allow this.
    ///
    /// What to do: look at the credentials, the project and the user's roles. The same call fails
    /// again until one of them changes.
    #[must_use]
    pub fn is_auth(&self) -> bool {
        const FORBIDDEN: u16 = 403;
        let refused =
            self.0.known_status.is_some_and(|status| status.asks == Asks::Authenticate || status.status == FORBIDDEN);
        self.0.kind == ErrorKind::Credentials
            || matches!(self.0.kind, ErrorKind::Service | ErrorKind::Authentication) && refused
    }

    /// How often the request was sent, or was tried to be. A call with a new token after a refused
    /// one counts as two.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// How long the service asks to be left alone.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The parameter that breaks its rule.
    #[must_use]
    pub fn parameter(&self) -> Option<&'static str> {
        self.0.parameter
    }

    /// The HTTP status of the answer, where one came. A failure may come under 200 too.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's error code, as in `ModelArts.0101`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// What the documents say of the error code. Not every code that the service uses is there.
    #[must_use]
    pub fn error_code(&self) -> Option<&'static ErrorCode> {
        self.0.known_code
    }

    /// What went wrong; for a failure of the service, the service's own text, up to 64 KiB of it.
    ///
    /// The client's secrets are removed from it. Nothing is escaped, unlike in the text of the error itself: do not
    /// print it to a terminal or a log as it is.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the service itself proposes to do, where it does.
    #[must_use]
    pub fn solution(&self) -> Option<&str> {
        self.0.solution.as_deref()
    }

    /// The ID under which the service's own logs have the call. Nothing in it is escaped.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The message as it is shown: a text of others is not trusted.
    fn shown_message(&self) -> Excerpt<'_> {
        let is_own = matches!(self.0.kind, ErrorKind::Configuration | ErrorKind::InvalidParameter);
        Excerpt::new(&self.0.message, if is_own { excerpt::OWN_MESSAGE } else { excerpt::MESSAGE })
    }

    fn fmt_service(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.0.kind == ErrorKind::Authentication { "the identity service" } else { "the service" };
        write!(f, "{who} said no")?;
        let status = self.0.known_status;
        match (self.0.status, status) {
            (Some(number), Some(status)) => write!(f, " with status {number} ({})", status.reason)?,
            (Some(number), None) => write!(f, " with status {number}")?,
            (None, _) => {}
        }
        if let Some(code) = self.code() {
            write!(f, " and code {}", Excerpt::new(code, excerpt::IDENTIFIER))?;
        }
        if !self.0.message.is_empty() {
            write!(f, ": {}", self.shown_message())?;
        }
        if let Some(solution) = self.solution() {
            write!(f, " ({})", Excerpt::new(solution, excerpt::MESSAGE))?;
        }
        // Under a status of success only the code can tell what is wrong.
        let meaning = self.error_code().and_then(ErrorCode::meaning);
        let meaning = meaning.or_else(|| status.filter(|status| status.status >= 300).map(|status| status.meaning));
        meaning.map_or(Ok(()), |meaning| write!(f, " [{meaning}]"))
    }
}

/// Words as an error lists them, with something between them.
pub(crate) struct Listed<'a>(pub(crate) &'a [&'a str], pub(crate) &'a str);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, word) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { self.1 })?;
            f.write_str(word)?;
        }
        Ok(())
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
                write!(f, "the answer (status {status}) cannot be read: {}", self.shown_message())?;
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

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
