//! Waits until a response is as wanted.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::ops::ControlFlow;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::{Instant, sleep_until, timeout_at};

use super::backoff::Backoff;
use super::wait_error::WaitError;
use crate::error::{Error, Result as CallResult};
use crate::service::error_code::ErrorCode;

/// How long failures are waited out if there is no timeout.
const OUTAGE: Duration = Duration::from_secs(600);
/// The shortest time that is kept for the last call.
const LAST_CALL: Duration = Duration::from_millis(50);

/// Repeats a call until its response is as wanted.
///
/// Transient failures, such as an unavailable service, are waited out until the timeout. A resource that does not exist
/// yet is waited for during a [grace period](Wait::grace).
///
/// ```no_run
/// use std::time::Duration;
/// use modelarts::training_jobs::JobPhase;
///
/// # async fn example(client: modelarts::Client) -> Result<(), Box<dyn std::error::Error>> {
/// let phase = |job: &modelarts::training_jobs::Job| job.status.as_ref().and_then(|status| status.phase.clone());
/// let job = modelarts::wait_until(
///     || client.training_jobs().get("3faf5c03").send(),
///     |job| phase(job) == Some(JobPhase::Completed),
/// )
/// .timeout(Duration::from_secs(3600))
/// .await?;
/// # drop(job); Ok(()) }
/// ```
pub fn wait_until<'a, T, F>(
    mut fetch: impl FnMut() -> F + Send + 'a,
    is_reached: impl FnMut(&T) -> bool + Send + 'a,
) -> Wait<'a, T>
where
    F: Future<Output = CallResult<T>> + Send + 'static,
{
    Wait {
        fetch: Box::new(move || Box::pin(fetch())),
        is_reached: Box::new(is_reached),
        has_failed: Box::new(|_| false),
        timeout: None,
        grace: Duration::from_secs(15),
        backoff: Backoff::default(),
    }
}

/// A call that is made for a [`Wait`].
pub(crate) type PendingCall<T> = Pin<Box<dyn Future<Output = CallResult<T>> + Send>>;

/// A wait, created by `wait_until`, or by `wait_for` or `wait_for_end` of a call. Awaiting it returns the first
/// response that is as wanted.
#[must_use = "nothing is sent until this is awaited"]
pub struct Wait<'a, T> {
    fetch: Box<dyn FnMut() -> PendingCall<T> + Send + 'a>,
    is_reached: Box<dyn FnMut(&T) -> bool + Send + 'a>,
    has_failed: Box<dyn FnMut(&T) -> bool + Send + 'a>,
    timeout: Option<Duration>,
    grace: Duration,
    backoff: Backoff,
}

impl<'a, T> Wait<'a, T> {
    /// Sets the timeout of the wait. The last call ends at the deadline. Default: none, but failures are then waited
    /// out for 10 minutes at most.
    pub fn timeout(self, timeout: Duration) -> Self {
        Self { timeout: Some(timeout), ..self }
    }

    /// Sets the delay after the first call, which doubles with each call, and the longest delay. Default: 2 and 30
    /// seconds.
    pub fn backoff(self, first: Duration, longest: Duration) -> Self {
        Self { backoff: Backoff::new(first, longest), ..self }
    }

    /// Sets how long a resource that does not exist is waited for: a service may take a moment to show what was just
    /// created. It applies until the first response. Default: 15 seconds.
    pub fn grace(self, time: Duration) -> Self {
        Self { grace: time, ..self }
    }

    /// Sets which responses can never become as wanted. They end the wait with [`WaitError::Failed`]. It replaces the
    /// previous rule.
    pub fn fail_if(self, has_failed: impl FnMut(&T) -> bool + Send + 'a) -> Self {
        Self { has_failed: Box::new(has_failed), ..self }
    }

    /// Begins a call.
    pub(crate) fn call(&mut self) -> PendingCall<T> {
        (self.fetch)()
    }

    /// Notes the outcome of a call, which is `None` if it timed out. Returns when the next call begins, or the outcome
    /// of the wait.
    pub(crate) fn judge(
        &mut self,
        progress: &mut Progress<T>,
        outcome: Option<CallResult<T>>,
    ) -> ControlFlow<Result<T, WaitError<T>>, Instant> {
        match outcome {
            None => return ControlFlow::Break(Err(progress.elapsed())),
            Some(Ok(response)) => {
                if (self.is_reached)(&response) {
                    return ControlFlow::Break(Ok(response));
                }
                if (self.has_failed)(&response) {
                    return ControlFlow::Break(Err(WaitError::Failed { last: response }));
                }
                progress.note(response);
            }
            Some(Err(error)) => {
                if !progress.can_wait_out(&error, self.grace) {
                    return ControlFlow::Break(Err(WaitError::Call { error, last: progress.last.take() }));
                }
                progress.failure = Some(error);
            }
        }
        let retry_after = progress.failure.as_ref().and_then(Error::retry_after).unwrap_or_default();
        match progress.next_call(self.backoff.advance().max(retry_after)) {
            Some(at) => ControlFlow::Continue(at),
            None => ControlFlow::Break(Err(progress.elapsed())),
        }
    }

    /// Starts the clock.
    pub(crate) fn start(&self) -> Progress<T> {
        let now = Instant::now();
        let deadline = self.timeout.and_then(|timeout| now.checked_add(timeout));
        Progress {
            started: now,
            deadline,
            call_started: now,
            longest_call: Duration::ZERO,
            last_success_at: now,
            last: None,
            failure: None,
        }
    }
}

/// The progress of a wait.
pub(crate) struct Progress<T> {
    started: Instant,
    deadline: Option<Instant>,
    call_started: Instant,
    longest_call: Duration,
    /// When the last response arrived, or else the wait began.
    last_success_at: Instant,
    last: Option<T>,
    /// The failure of the last call.
    failure: Option<Error>,
}

impl<T> Progress<T> {
    /// Returns the deadline of a call that begins now, if there is one.
    pub(crate) fn begin_call(&mut self) -> Option<Instant> {
        self.call_started = Instant::now();
        self.deadline
    }

    fn note(&mut self, response: T) {
        self.last = Some(response);
        self.failure = None;
        self.last_success_at = Instant::now();
    }

    fn can_wait_out(&self, error: &Error, grace: Duration) -> bool {
        let now = Instant::now();
        if is_not_found(error) {
            return self.last.is_none() && now - self.started < grace;
        }
        error.is_retryable() && (self.deadline.is_some() || now - self.last_success_at < OUTAGE)
    }

    /// Returns when the next call begins, after a delay that is shortened so that the last call ends at the deadline.
    fn next_call(&mut self, delay: Duration) -> Option<Instant> {
        let now = Instant::now();
        self.longest_call = self.longest_call.max(now - self.call_started);
        let Some(deadline) = self.deadline else { return Some(now + delay) };
        let left = deadline.saturating_duration_since(now);
        if left.is_zero() {
            return None;
        }
        let last_call = self.longest_call.saturating_mul(2).max(LAST_CALL).min(left);
        match left.checked_sub(delay).is_some_and(|left| left > last_call) {
            true => Some(now + delay),
            false if left > last_call => Some(deadline - last_call),
            // This was the last one.
            false => None,
        }
    }

    fn elapsed(&mut self) -> WaitError<T> {
        WaitError::Elapsed { waited: self.started.elapsed(), last: self.last.take(), failure: self.failure.take() }
    }
}

/// Returns whether a resource does not exist, by the status or by the name of the code.
fn is_not_found(error: &Error) -> bool {
    const NOT_FOUND: u16 = 404;
    let name = error.known_code().and_then(ErrorCode::name);
    error.status() == Some(NOT_FOUND) || name.is_some_and(|name| name.ends_with("NotFound"))
}

impl<'a, T: Send + 'a> IntoFuture for Wait<'a, T> {
    type Output = Result<T, WaitError<T>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(mut self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut progress = self.start();
            loop {
                let call = self.call();
                let outcome = match progress.begin_call() {
                    Some(deadline) => timeout_at(deadline, call).await.ok(),
                    None => Some(call.await),
                };
                match self.judge(&mut progress, outcome) {
                    ControlFlow::Break(outcome) => return outcome,
                    ControlFlow::Continue(next) => sleep_until(next).await,
                }
            }
        })
    }
}

impl<T> fmt::Debug for Wait<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { timeout, grace, backoff, .. } = self;
        f.debug_struct("Wait")
            .field("timeout", timeout)
            .field("grace", grace)
            .field("backoff", backoff)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::{Arc, Mutex};

    use tokio::time::sleep;

    use super::*;
    use crate::service::Service;
    use crate::service::status::statuses;

    const SECOND: Duration = Duration::from_secs(1);

    statuses!(STATUSES { 403 "" Correct "", 404 "" Correct "", 503 "" Report "" });

    fn failure(status: u16) -> Error {
        let service = Service::of_statuses("test", STATUSES);
        Error::rejected(&service, status)
    }

    /// Simulates a service with these responses from these seconds on.
    fn at(timeline: &[(u32, Result<u8, u16>)], takes: Duration) -> impl FnMut() -> PendingCall<u8> + Send + use<> {
        let (timeline, started) = (timeline.to_vec(), Instant::now());
        move || {
            let now = started.elapsed();
            let current = timeline
                .iter()
                .rev()
                .find(|(second, _)| now >= SECOND.saturating_mul(*second))
                .map(|(_, response)| *response);
            Box::pin(async move {
                sleep(takes).await;
                current.unwrap_or(Err(404)).map_err(failure)
            })
        }
    }

    fn done(response: &u8) -> bool {
        *response == 9
    }

    #[tokio::test(start_paused = true)]
    async fn transient_failures_are_waited_out_until_the_timeout() {
        let started = Instant::now();
        let fetch = at(&[(0, Ok(1)), (1, Err(503)), (1200, Ok(9))], Duration::ZERO);
        assert_eq!(wait_until(fetch, done).timeout(3600 * SECOND).await.unwrap(), 9);
        assert!(started.elapsed() < 1231 * SECOND);
        // The timeout ends the wait before the failure passes.
        let fetch = at(&[(0, Ok(1)), (1, Err(503))], Duration::ZERO);
        let error = wait_until(fetch, done).timeout(60 * SECOND).await.unwrap_err();
        assert_eq!((error.last(), error.error().and_then(Error::status)), (Some(&1), Some(503)));
        assert_eq!(error.to_string(), "timed out after 60.0s (`timeout`): the last call failed");
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_timeout_failures_are_waited_out_for_ten_minutes() {
        let started = Instant::now();
        let fetch = at(&[(0, Ok(1)), (1, Err(503))], Duration::ZERO);
        let error = wait_until(fetch, done).await.unwrap_err();
        assert!(matches!(&error, WaitError::Call { last: Some(1), .. }), "{error:?}");
        assert!((600..=632).contains(&started.elapsed().as_secs()));
    }

    #[tokio::test(start_paused = true)]
    async fn permanent_failures_end_the_wait_and_keep_the_last_response() {
        let fetch = at(&[(0, Ok(1)), (2, Err(403))], Duration::ZERO);
        let error = wait_until(fetch, done).timeout(60 * SECOND).await.unwrap_err();
        assert!(matches!(&error, WaitError::Call { last: Some(1), error, .. } if error.status() == Some(403)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_gets_the_time_that_is_left() {
        let started = Instant::now();
        let error = wait_until(at(&[(0, Ok(9))], 8 * SECOND), done).timeout(SECOND).await.unwrap_err();
        assert!(matches!(error, WaitError::Elapsed { last: None, failure: None, .. }));
        assert_eq!(started.elapsed(), SECOND);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_call_ends_at_the_deadline() {
        for (takes, timeout) in [(0, 6000), (100, 6000), (400, 3000), (900, 3000), (0, 100_000)] {
            let (started, takes, timeout) =
                (Instant::now(), Duration::from_millis(takes), Duration::from_millis(timeout));
            let calls = Arc::new(Mutex::new(Vec::new()));
            let noted = Arc::clone(&calls);
            let mut fetch = at(&[(0, Ok(1))], takes);
            let noting = move || {
                noted.lock().unwrap().push(started.elapsed());
                fetch()
            };
            let error = wait_until(noting, done).timeout(timeout).await.unwrap_err();
            assert!(matches!(error, WaitError::Elapsed { last: Some(1), .. }));
            let last = *calls.lock().unwrap().last().unwrap();
            assert!(started.elapsed() <= timeout, "{takes:?}");
            assert!(last + LAST_CALL.max(2 * takes) >= timeout, "{last:?} of {timeout:?}");
        }
        // Done at 4 seconds: the delay to 6 seconds is cut.
        let fetch = at(&[(0, Ok(1)), (4, Ok(9))], Duration::ZERO);
        assert_eq!(wait_until(fetch, done).timeout(6 * SECOND).await.unwrap(), 9);
    }

    #[tokio::test(start_paused = true)]
    async fn a_resource_may_be_missing_just_after_its_creation() {
        let fetch = at(&[(0, Err(404)), (9, Ok(9))], Duration::ZERO);
        assert_eq!(wait_until(fetch, done).await.unwrap(), 9);
        let started = Instant::now();
        let error = wait_until(at(&[(0, Err(404))], Duration::ZERO), done).grace(5 * SECOND).await.unwrap_err();
        assert_eq!(error.error().and_then(Error::status), Some(404));
        assert!((5..=7).contains(&started.elapsed().as_secs()));
        // A resource that has disappeared does not come back.
        let fetch = at(&[(0, Ok(1)), (2, Err(404)), (3, Ok(9))], Duration::ZERO);
        assert!(matches!(wait_until(fetch, done).await, Err(WaitError::Call { last: Some(1), .. })));
    }

    #[tokio::test(start_paused = true)]
    async fn a_response_that_cannot_become_as_wanted_ends_the_wait() {
        let fetch = at(&[(0, Ok(1)), (2, Ok(4))], Duration::ZERO);
        let error = wait_until(fetch, done).fail_if(|response| *response == 4).await.unwrap_err();
        assert!(matches!(error, WaitError::Failed { last: 4 }), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn retry_after_delays_the_next_call() {
        let mut responses = VecDeque::from([Err(failure(503).with_retry_after(Some(7 * SECOND))), Ok(9)]);
        let started = Instant::now();
        let fetch = move || std::future::ready(responses.pop_front().unwrap_or(Ok(0)));
        assert_eq!(wait_until(fetch, done).await.unwrap(), 9);
        assert_eq!(started.elapsed(), 7 * SECOND);
    }
}
