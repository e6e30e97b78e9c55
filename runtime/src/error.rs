//! Everything that can go wrong.

mod build;
mod display;
pub(crate) mod excerpt;
mod kind;
mod retry;

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

pub use self::kind::ErrorKind;
use crate::service::error_code::ErrorCode;
use crate::service::operation::Operation;
use crate::service::status::Status;

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
    pub fn known_code(&self) -> Option<&'static ErrorCode> {
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
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
