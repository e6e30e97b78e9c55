//! Reads a log repeatedly, until its job has ended and the log is quiet.

use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::piece::LogPiece;
use super::position::{LogPosition, Point};
use crate::client::backoff::Backoff;

/// How long a missing log is waited for while its job runs.
const ABSENT: Duration = Duration::from_secs(30);

/// The fewest reads of a quiet log after the end of its job.
const LAST_READS: u32 = 4;

/// A log and its job.
pub(super) trait Source: Send {
    type Error: Send;

    /// Returns the next new piece, if there is one.
    fn read(&mut self) -> impl Future<Output = ReadResult<Option<Piece>, Self::Error>> + Send;

    /// Returns the state of the job.
    fn state(&mut self) -> impl Future<Output = ReadResult<JobState, Self::Error>> + Send;

    /// Returns the last piece, if a text was held back.
    fn finish(&mut self) -> Option<Piece>;

    /// Starts at a position instead of the beginning.
    fn start_at(&mut self, position: Point);

    /// Returns the position up to which the log has been read.
    fn position(&self) -> LogPosition;

    /// Returns the error for a job in an unknown state whose log has no news.
    fn silent(state: &str, limit: Duration) -> Self::Error;
}

pub(super) type ReadResult<T, E> = Result<T, Failure<E>>;
/// A piece, and the position after it.
pub(super) type Piece = (LogPiece, LogPosition);

/// Why a read failed.
pub(super) enum Failure<E> {
    /// Another read may succeed.
    Transient(E),
    /// The log does not exist, or not yet.
    Absent(E),
    Permanent(E),
}

/// The state of a job, as far as it matters for its log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JobState {
    /// It has not begun to run, so it may have no log.
    Waiting,
    Running,
    Ended,
    /// A state that this version of the crate does not know.
    Unknown(String),
}

/// The settings of a follower.
#[derive(Clone, Copy, Debug)]
pub(super) struct FollowSettings {
    pub(super) backoff: Backoff,
    /// How long the log must be quiet after the end of its job.
    pub(super) quiet_period: Duration,
    /// How long the follower continues without news of the job or its log.
    pub(super) silence_timeout: Duration,
}

impl Default for FollowSettings {
    fn default() -> Self {
        Self {
            backoff: Backoff::default(),
            quiet_period: Duration::from_secs(5),
            silence_timeout: Duration::from_secs(600),
        }
    }
}

/// A log that is being followed.
pub(super) struct Cursor<S> {
    pub(super) source: S,
    pub(super) settings: FollowSettings,
    has_ended: bool,
    /// Since when nothing new has been read after the end of the job.
    quiet_since: Option<Instant>,
    /// Since when every read of the log has failed.
    failing_since: Option<Instant>,
    /// Since when the state of the job has been unknown.
    unknown_since: Option<Instant>,
}

impl<S: Source> Cursor<S> {
    pub(super) fn new(source: S) -> Self {
        let settings = FollowSettings::default();
        Self { source, settings, has_ended: false, quiet_since: None, failing_since: None, unknown_since: None }
    }

    /// Returns the next piece, or `None` after the last.
    pub(super) async fn next(&mut self) -> Result<Option<Piece>, S::Error> {
        loop {
            let failure = match self.source.read().await {
                Ok(Some(piece)) => {
                    self.note_news();
                    return Ok(Some(piece));
                }
                Ok(None) => None,
                Err(failure) => Some(failure),
            };
            match self.judge(failure).await? {
                Some(delay) => sleep(delay).await,
                None => return Ok(self.source.finish()),
            }
        }
    }

    fn note_news(&mut self) {
        self.settings.backoff.restart();
        (self.quiet_since, self.failing_since, self.unknown_since) = (None, None, None);
    }

    /// Returns the delay after a read that found nothing new, or `None` at the end of the log.
    async fn judge(&mut self, failure: Option<Failure<S::Error>>) -> Result<Option<Duration>, S::Error> {
        let state = match self.has_ended {
            true => Ok(JobState::Ended),
            false => self.source.state().await,
        };
        let now = Instant::now();
        let (state, state_failure) = match state {
            Ok(state) => (state, None),
            Err(failure) => (JobState::Unknown(String::new()), Some(failure)),
        };
        self.has_ended = state == JobState::Ended;
        self.failing_since = self.wait_out(self.failing_since, failure, &state, now)?;
        match (&state, state_failure) {
            (JobState::Unknown(_), Some(failure)) => {
                self.unknown_since = self.wait_out(self.unknown_since, Some(failure), &state, now)?;
            }
            (JobState::Unknown(name), None) => {
                let since = *self.unknown_since.get_or_insert(now);
                let limit = self.settings.silence_timeout;
                if now - since >= limit {
                    return Err(S::silent(name, limit));
                }
            }
            _ => self.unknown_since = None,
        }
        if self.failing_since.is_some() {
            self.quiet_since = None;
        }
        let delay = self.settings.backoff.advance();
        if !self.has_ended || self.failing_since.is_some() {
            return Ok(Some(delay));
        }
        // The next read finds what was written between the last read and the end of the job.
        let Some(since) = self.quiet_since else {
            self.quiet_since = Some(now);
            return Ok(Some(delay.min(self.settings.quiet_period / LAST_READS)));
        };
        let is_over = now - since >= self.settings.quiet_period;
        Ok((!is_over).then(|| delay.min(self.settings.quiet_period / LAST_READS)))
    }

    /// Waits out a transient failure. Returns since when reads have been failing.
    fn wait_out(
        &mut self,
        since: Option<Instant>,
        failure: Option<Failure<S::Error>>,
        state: &JobState,
        now: Instant,
    ) -> Result<Option<Instant>, S::Error> {
        let (error, limit) = match failure {
            None => return Ok(None),
            Some(Failure::Permanent(error)) => return Err(error),
            Some(Failure::Absent(_)) if *state == JobState::Waiting => return Ok(None),
            Some(Failure::Absent(error)) if *state == JobState::Ended => (error, self.settings.quiet_period),
            Some(Failure::Absent(error)) => (error, ABSENT.min(self.settings.silence_timeout)),
            Some(Failure::Transient(error)) => (error, self.settings.silence_timeout),
        };
        let Some(since) = since else {
            // Short delays again: most failures pass soon.
            self.settings.backoff.restart();
            return Ok(Some(now));
        };
        if now - since >= limit { Err(error) } else { Ok(Some(since)) }
    }
}
