//! Everything that can go wrong.

use std::error::Error as StdError;
use std::fmt;

use crate::decode::{DecodeError, Failure};
use crate::error_code::ErrorCode;
use crate::service::Status;

/// The result of a call.
pub type Result<T> = std::result::Result<T, Error>;

/// A call, or the making of a client, that failed.
///
/// Its text says what was asked, what went wrong and what to do. No secret is ever in it.
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
    /// The call took longer than the client's timeout.
    Timeout,
    /// The server sent the call elsewhere; credentials never follow.
    Redirect,
    /// The identity service (IAM) gave no token.
    Authentication,
    /// The service said no.
    Service,
    /// The answer is not what the documents describe.
    Decode,
    /// The answer is larger than the client's limit.
    TooLarge,
}

struct Details {
    operation: Option<&'static str>,
    kind: ErrorKind,
    /// What went wrong; for a failure of the service, the service's own words.
    message: String,
    parameter: Option<&'static str>,
    status: Option<u16>,
    code: Option<String>,
    solution: Option<String>,
    request_id: Option<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Details {
            operation: None,
            kind,
            message: message.into(),
            parameter: None,
            status: None,
            code: None,
            solution: None,
            request_id: None,
            source: None,
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
        Self::new(ErrorKind::Decode, message).with_status(status)
    }

    pub(crate) fn service(status: u16, failure: Failure) -> Self {
        let mut error = Self::new(ErrorKind::Service, failure.message.unwrap_or_default()).with_status(status);
        error.0.code = failure.code.filter(|code| !code.is_empty());
        error.0.solution = failure.solution.filter(|solution| !solution.is_empty());
        error
    }

    pub(crate) fn transport(error: reqwest::Error) -> Self {
        // The address holds the parameters of the call: they are the caller's business.
        let error = error.without_url();
        let (kind, message) = if error.is_timeout() {
            (ErrorKind::Timeout, "no answer came in time")
        } else if error.is_connect() {
            (ErrorKind::Connection, "the server cannot be reached")
        } else {
            (ErrorKind::Connection, "the connection broke before the answer was complete")
        };
        Self::new(kind, message).with_source(error)
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.0.operation.get_or_insert(operation);
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.0.request_id = request_id;
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
        self.0.operation
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
        self.code().and_then(ErrorCode::find)
    }

    /// What went wrong; for a failure of the service, the service's own words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What the service itself proposes to do, where it does.
    #[must_use]
    pub fn solution(&self) -> Option<&str> {
        self.0.solution.as_deref()
    }

    /// The ID under which the service's own logs have the call.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    fn fmt_service(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = if self.0.kind == ErrorKind::Authentication { "the identity service" } else { "the service" };
        write!(f, "{who} said no")?;
        let status = self.0.status.and_then(Status::find);
        match (self.0.status, status) {
            (Some(number), Some(status)) => write!(f, " with status {number} ({})", status.reason)?,
            (Some(number), None) => write!(f, " with status {number}")?,
            (None, _) => {}
        }
        if let Some(code) = self.code() {
            write!(f, " and code {code}")?;
        }
        if !self.0.message.is_empty() {
            write!(f, ": {}", self.0.message)?;
        }
        if let Some(solution) = self.solution() {
            write!(f, " ({solution})")?;
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
        if let Some(operation) = self.0.operation {
            write!(f, "{operation}: ")?;
        }
        match (self.0.kind, self.0.status) {
            (ErrorKind::Service, _) | (ErrorKind::Authentication, Some(_)) => self.fmt_service(f)?,
            (ErrorKind::Decode, Some(status)) => {
                write!(f, "the answer (status {status}) cannot be read: {}", self.0.message)?;
            }
            _ => f.write_str(&self.0.message)?,
        }
        match &self.0.request_id {
            Some(id) => write!(f, " (request {id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("operation", &self.0.operation)
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("parameter", &self.0.parameter)
            .field("status", &self.0.status)
            .field("code", &self.0.code)
            .field("solution", &self.0.solution)
            .field("request_id", &self.0.request_id)
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
