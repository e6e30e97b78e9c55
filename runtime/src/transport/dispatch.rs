//! Requests on their way: attempt after attempt, until there is an answer, or time or attempts are over.

use std::time::Duration;

use reqwest::Request;
use tokio::time::{Instant, sleep, timeout_at};

use crate::call::Effect;
use crate::clock::{self, Clock};
use crate::error::{Error, Result};
use crate::executor;
use crate::retry::{Attempts, Budget, RetryPolicy};
use crate::service::{Asks, Service};
use crate::telemetry;
use crate::transport::{Answer, Sent, Transport};

/// What all calls of a client share of their way.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) service: &'static Service,
    pub(crate) transport: Transport,
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
    pub(crate) fn new(service: &'static Service, transport: Transport) -> Self {
        Self { service, transport, budget: Budget::default(), clock: Clock::default() }
    }

    /// Sends a request that needs nothing but itself, as often as it takes.
    pub(crate) async fn send(
        &self,
        effect: Effect,
        options: &Options,
        request: impl Fn() -> Result<Request>,
    ) -> Result<Answer> {
        executor::runtime()?;
        let mut attempts = Attempts::new(options, &self.budget, effect);
        loop {
            let sent = self.transport.send(request()?);
            if let Some(answer) = self.attempt(&mut attempts, sent).await? {
                return Ok(answer);
            }
        }
    }

    /// Waits for the answer to a request. Nothing, if there is to be another attempt now: the pause is over.
    pub(crate) async fn attempt(&self, attempts: &mut Attempts<'_>, sent: impl Sent) -> Result<Option<Answer>> {
        let end = attempts.begin()?;
        // A timer here costs less than reqwest's own, which is boxed and comes back with the answer.
        let outcome = timeout_at(end, self.transport.read(sent)).await;
        match self.settle(attempts, outcome.unwrap_or_else(|_| Err(attempts.timed_out()))) {
            Settled::Over(outcome) => outcome.map(Some),
            Settled::Again(pause) => {
                telemetry::pausing(pause);
                sleep(pause).await;
                Ok(None)
            }
        }
    }

    /// What becomes of an attempt.
    fn settle(&self, attempts: &Attempts<'_>, outcome: Result<Answer>) -> Settled {
        telemetry::attempted(attempts.count, &outcome);
        let (failure, answer) = match outcome {
            Ok(mut answer) => {
                answer.attempts = attempts.count;
                let Some(failure) = self.failure(&answer) else {
                    self.budget.earn();
                    return Settled::Over(Ok(answer));
                };
                (failure, Some(answer))
            }
            Err(error) => (error, None),
        };
        match attempts.again(&failure) {
            Some(pause) => Settled::Again(pause),
            None => Settled::Over(answer.ok_or_else(|| failure.with_attempts(attempts.count))),
        }
    }

    /// What an answer says of a repetition, where it says anything.
    fn failure(&self, answer: &Answer) -> Option<Error> {
        if answer.is_success() {
            return None;
        }
        let status = self.service.status(answer.status)?;
        let repeats = matches!(status.asks, Asks::Repeat | Asks::Wait | Asks::Report);
        repeats.then(|| Error::refused(self.service, answer.status).with_retry_after(answer.retry_after()))
    }
}

/// What an attempt has led to.
enum Settled {
    Over(Result<Answer>),
    /// Another attempt, behind a pause.
    Again(Duration),
}

impl Answer {
    /// How long the service asks to be left alone.
    pub(crate) fn retry_after(&self) -> Option<Duration> {
        clock::retry_after(self.header("retry-after")?, self.header("date"))
    }
}
