//! Waiting until something is as a caller wants it to be.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use crate::call::Sending;
use crate::error::Error;
use crate::record::Place;

/// The pauses between two looks: each twice as long as the one before, up to a longest one.
#[derive(Clone, Copy, Debug)]
#[doc(hidden)]
pub struct Pauses {
    pub(crate) first: Duration,
    pub(crate) longest: Duration,
    next: Duration,
}

impl Pauses {
    pub const fn new(first: Duration, longest: Duration) -> Self {
        Self { first, longest, next: first }
    }

    /// The next pause.
    pub fn advance(&mut self) -> Duration {
        let pause = self.next.min(self.longest);
        self.next = pause.saturating_mul(2);
        pause
    }

    /// Begins anew with the first.
    pub fn restart(&mut self) {
        self.next = self.first;
    }
}

impl Default for Pauses {
    fn default() -> Self {
        Self::new(Duration::from_secs(2), Duration::from_secs(30))
    }
}

/// Makes a call again and again until its answer is as wanted.
///
/// ```no_run
/// use std::time::Duration;
/// use modelarts::v2_training_jobs::JobPhase;
///
/// # async fn example(client: modelarts::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let phase = |job: &modelarts::v2_training_jobs::Job| job.status.as_ref().and_then(|status| status.phase.clone());
/// let job = modelarts::wait_until(
///     || client.v2().get_training_job("3faf5c03").send(),
///     |job| phase(job).is_some_and(|phase| JobPhase::AT_REST.contains(&phase)),
/// )
/// .timeout(Duration::from_secs(3600))
/// .await?;
/// # drop(job); Ok(()) }
/// ```
pub fn wait_until<'a, T: Place>(
    fetch: impl FnMut() -> Sending<T> + Send + 'a,
    is_reached: impl FnMut(&T) -> bool + Send + 'a,
) -> Wait<'a, T> {
    Wait { fetch: Box::new(fetch), is_reached: Box::new(is_reached), timeout: None, pauses: Pauses::default() }
}

/// A waiting, made by [`wait_until`]: awaited, it gives the first answer that is as wanted.
#[must_use = "nothing is sent before this is awaited"]
pub struct Wait<'a, T> {
    fetch: Box<dyn FnMut() -> Sending<T> + Send + 'a>,
    is_reached: Box<dyn FnMut(&T) -> bool + Send + 'a>,
    timeout: Option<Duration>,
    pauses: Pauses,
}

impl<T> Wait<'_, T> {
    /// The longest time to wait. Without end if not set.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// The pause behind the first call, from which each is twice as long as the one before; and the
    /// longest. 2 and 30 seconds if not set.
    pub fn pauses(self, first: Duration, longest: Duration) -> Self {
        Self { pauses: Pauses::new(first, longest), ..self }
    }
}

impl<'a, T: Place + 'a> IntoFuture for Wait<'a, T> {
    type Output = Result<T, WaitError<T>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let started = Instant::now();
            loop {
                let last = (self.fetch)().await.map_err(WaitError::Call)?;
                if (self.is_reached)(&last) {
                    return Ok(last);
                }
                let pause = self.pauses.advance();
                // A pause that would outlive the deadline is not begun.
                if self.timeout.is_some_and(|timeout| started.elapsed() + pause > timeout) {
                    return Err(WaitError::Elapsed { last });
                }
                sleep(pause).await;
            }
        })
    }
}

impl<T> fmt::Debug for Wait<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait").field("timeout", &self.timeout).field("pauses", &self.pauses).finish_non_exhaustive()
    }
}

/// A waiting that came to no good end.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<T> {
    /// A call failed.
    Call(Error),
    /// The time was over.
    Elapsed {
        /// The last answer.
        last: T,
    },
}

impl<T> fmt::Display for WaitError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Call(_) => f.write_str("a call failed while its answer was waited for"),
            Self::Elapsed { .. } => f.write_str("the time to wait was over before the answer was as wanted"),
        }
    }
}

impl<T: fmt::Debug> std::error::Error for WaitError<T> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Call(error) => Some(error),
            Self::Elapsed { .. } => None,
        }
    }
}
