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

/// An error of a call, or of building a client.
///
/// Its text says what was called, what failed and what to do. It never contains a secret.
///
/// ```
/// # async fn stop(client: modelarts::Client) {
/// match client.training_job_versions().stop(7, 1).send().await {
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
    /// What failed. For a failure that the service reports, the service's own text.
    message: String,
    parameter: Option<&'static str>,
    status: Option<u16>,
    /// What is documented about the status.
    known_status: Option<&'static Status>,
    code: Option<String>,
    /// What is documented about the code.
    known_code: Option<&'static ErrorCode>,
    solution: Option<String>,
    request_id: Option<String>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
    /// The body of the response.
    body: Option<Bytes>,
}

impl Error {
    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Returns the operation that was called, as in `training_jobs.list`.
    #[must_use]
    pub fn operation(&self) -> Option<&'static str> {
        self.0.operation.map(|operation| operation.name)
    }

    /// Returns the number of attempts. A request that is repeated with a new token counts as two.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Returns how long the service asks to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// Returns the invalid parameter.
    #[must_use]
    pub fn parameter(&self) -> Option<&'static str> {
        self.0.parameter
    }

    /// Returns the body of the response as it was received, if there was a response to the call.
    ///
    /// It is complete: at most [`max_response_bytes`](crate::ClientBuilder::max_response_bytes). It may contain what
    /// the service treats as a secret, so neither the text of the error nor its `Debug` output shows it.
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

    /// Returns the HTTP status of the response, if there was one. A failure may have the status 200.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// Returns the service's error code, as in `ModelArts.0101`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns what is documented about the error code. Not every code that the service uses is documented.
    #[must_use]
    pub fn known_code(&self) -> Option<&'static ErrorCode> {
        self.0.known_code
    }

    /// Returns what failed. For a failure that the service reports, this is the service's own text, up to 64 KiB of it.
    ///
    /// The client's secrets are removed from it. Unlike the text of the error, it is not escaped: do not print it to a
    /// terminal or a log unchanged.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Returns what the service proposes to do, if it does.
    #[must_use]
    pub fn solution(&self) -> Option<&str> {
        self.0.solution.as_deref()
    }

    /// Returns the ID of the request in the service's logs. It is not escaped.
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
