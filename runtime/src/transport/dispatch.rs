//! Sends a request, attempt after attempt, until there is a response, a timeout, or no attempt left.

use std::time::Duration;

use reqwest::Request;
use tokio::time::{sleep, timeout_at};

use crate::error::{Error, Result};
use crate::executor::runtime;
use crate::service::Service;
use crate::service::operation::Idempotency;
use crate::service::status::StatusAction;
use crate::transport::call_options::Options;
use crate::transport::clock::Clock;
use crate::transport::http::{BodyMode, InFlight, Transport};
use crate::transport::response::Response;
use crate::transport::retry::{Attempts, Budget};
use crate::transport::telemetry;

/// What all calls of a client share.
#[derive(Debug)]
pub(crate) struct Dispatch {
    pub(crate) service: &'static Service,
    pub(crate) transport: Transport,
    pub(crate) budget: Budget,
    pub(crate) clock: Clock,
}

impl Dispatch {
    pub(crate) fn new(service: &'static Service, transport: Transport) -> Self {
        Self { service, transport, budget: Budget::default(), clock: Clock::default() }
    }

    /// Sends a request that is the same in each attempt.
    pub(crate) async fn send(
        &self,
        idempotency: Idempotency,
        options: &Options,
        request: impl Fn() -> Result<Request>,
    ) -> Result<Response> {
        runtime::current()?;
        let mut attempts = Attempts::new(options, &self.budget, idempotency);
        loop {
            let sent = self.transport.send(request()?);
            if let Some(response) = self.attempt(&mut attempts, sent, BodyMode::Whole).await? {
                return Ok(response);
            }
        }
    }

    /// Waits for the response to a request. Returns `None` after the delay if the request is to be retried.
    pub(crate) async fn attempt(
        &self,
        attempts: &mut Attempts<'_>,
        sent: impl InFlight,
        mode: BodyMode,
    ) -> Result<Option<Response>> {
        let end = attempts.begin()?;
        // This timer costs less than reqwest's own, which is boxed and returned with the response.
        let outcome = timeout_at(end, self.transport.read(sent, mode)).await;
        match self.classify(attempts, outcome.unwrap_or_else(|_| Err(attempts.timed_out()))) {
            Outcome::Done(outcome) => outcome.map(Some),
            Outcome::Retry(delay) => {
                telemetry::retrying(delay);
                sleep(delay).await;
                Ok(None)
            }
        }
    }

    /// Decides what follows from an attempt.
    fn classify(&self, attempts: &Attempts<'_>, outcome: Result<Response>) -> Outcome {
        telemetry::attempted(attempts.count, &outcome);
        let (failure, response) = match outcome {
            Ok(mut response) => {
                response.attempts = attempts.count;
                let Some(failure) = self.failure(&response) else {
                    self.budget.earn();
                    return Outcome::Done(Ok(response));
                };
                (failure, Some(response))
            }
            Err(error) => (error, None),
        };
        match attempts.retry_delay(&failure) {
            Some(delay) => Outcome::Retry(delay),
            None => Outcome::Done(response.ok_or_else(|| failure.with_attempts(attempts.count))),
        }
    }

    /// Returns the error of a response that may be retried.
    fn failure(&self, response: &Response) -> Option<Error> {
        if response.is_success() {
            return None;
        }
        let status = self.service.status(response.status)?;
        let repeats = matches!(status.action, StatusAction::Repeat | StatusAction::Wait | StatusAction::Report);
        repeats.then(|| Error::rejected(self.service, response.status).with_retry_after(response.retry_after()))
    }
}

/// What follows from an attempt.
enum Outcome {
    Done(Result<Response>),
    /// Another attempt after a delay.
    Retry(Duration),
}
