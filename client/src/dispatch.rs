//! Requests on their way: attempt after attempt, until there is an answer, or time or attempts are over.

use std::time::Duration;

use reqwest::Request;
use tokio::time::{Instant, sleep};

use crate::call::Effect;
use crate::clock::{self, Clock};
use crate::error::{Error, ErrorKind, Result};
use crate::retry::{Attempts, Budget, RetryPolicy};
use crate::service::{Asks, Status};
use crate::telemetry;
use crate::transport::{Answer, Transport};

/// What all calls of a client share of their way.
#[derive(Debug)]
pub(crate) struct Dispatch {
    transport: Transport,
    pub(crate) budget: Budget,
    pub(crate) clock: Clock,
}

/// What holds for one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// For the whole call, with its attempts and the pauses between.
    pub(crate) timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) retries: RetryPolicy,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_secs(300),
            attempt_timeout: Duration::from_secs(60),
            retries: RetryPolicy::default(),
        }
    }
}

impl Options {
    /// When a call that begins now must be over.
    pub(crate) fn deadline(&self) -> Instant {
        // A century is as good as no end.
        const NEVER: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);
        let now = Instant::now();
        now.checked_add(self.timeout).unwrap_or(now + NEVER)
    }
}

impl Dispatch {
    pub(crate) fn new(transport: Transport) -> Self {
        Self { transport, budget: Budget::default(), clock: Clock::default() }
    }

    /// Sends a request that needs nothing but itself, as often as it takes.
    pub(crate) async fn send(
        &self,
        effect: Effect,
        options: &Options,
        request: impl Fn() -> Result<Request>,
    ) -> Result<Answer> {
        let mut attempts = Attempts::new(options, &self.budget, effect, options.deadline());
        loop {
            if let Some(answer) = self.attempt(&mut attempts, request()?).await? {
                return Ok(answer);
            }
        }
    }

    /// Sends a request once. Nothing, if there is to be another attempt now: the pause is over.
    pub(crate) async fn attempt(&self, attempts: &mut Attempts<'_>, request: Request) -> Result<Option<Answer>> {
        let timeout = attempts.begin()?;
        let outcome = self.transport.send(request, timeout).await;
        telemetry::attempted(attempts.count, &outcome);
        let (failure, answer) = match outcome {
            Ok(mut answer) => {
                answer.attempts = attempts.count;
                let Some(failure) = failure(&answer) else {
                    self.budget.earn();
                    return Ok(Some(answer));
                };
                (failure, Some(answer))
            }
            Err(error) => (error, None),
        };
        match attempts.again(&failure) {
            Some(pause) => {
                telemetry::pausing(pause);
                sleep(pause).await;
                Ok(None)
            }
            None => answer.map(Some).ok_or_else(|| failure.with_attempts(attempts.count)),
        }
    }
}

/// What an answer says of a repetition, where it says anything.
fn failure(answer: &Answer) -> Option<Error> {
    let status = Status::find(answer.status)?;
    let repeats = matches!(status.asks, Asks::Repeat | Asks::Wait | Asks::Report);
    repeats
        .then(|| Error::new(ErrorKind::Service, "").with_status(answer.status).with_retry_after(answer.retry_after()))
}

impl Answer {
    /// How long the service asks to be left alone.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        clock::retry_after(self.header("retry-after")?, self.header("date"))
    }
}
