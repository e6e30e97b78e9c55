//! Followers of logs: streams that end when the job has ended.
//!
//! A service provides the calls that read its logs. Everything else is the same for all services.

mod cursor;
mod lines;
#[cfg(test)]
mod model;
mod piece;
mod position;
mod preview;
mod previews;
mod read_error;
#[cfg(test)]
mod scripted;

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;

#[doc(hidden)]
pub use self::cursor::JobState;
use self::cursor::{Cursor, FollowSettings, Piece, Source};
use self::lines::LineLog;
#[doc(hidden)]
pub use self::lines::{Direction, LineCalls, Lines};
pub use self::piece::{LogPiece, LostText};
use self::position::Point;
pub use self::position::{InvalidLogPosition, LogPosition};
#[doc(hidden)]
pub use self::previews::PreviewCalls;
use self::previews::PreviewLog;
use crate::client::backoff::Backoff;
use crate::error::{Error, Result};

/// A log as it grows: a stream of [`LogPiece`]s, or [`LogFollower::try_next`].
///
/// It waits until the job begins, waits out transient failures, and notices when the log file is replaced by another
/// one. It ends when the job has ended and its log has been quiet for a while, or after an error.
/// [`LogFollower::position`] is still known then.
///
/// ```no_run
/// # async fn example(client: modelarts::Client) -> modelarts::Result<()> {
/// let mut log = client.training_jobs().follow_log("3faf5c03", "worker-0");
/// while let Some(piece) = log.try_next().await? {
///     if piece.lost.is_some() {
///         eprintln!("a part of the log was lost");
///     }
///     print!("{}", piece.text);
/// }
/// # Ok(()) }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct LogFollower {
    state: State,
    position: LogPosition,
}

enum State {
    Idle(Box<dyn Log>),
    Reading(Pin<Box<dyn Future<Output = Read> + Send>>),
    Ended,
}

/// A log and its reader, for any service.
trait Log: Send {
    fn settings(&mut self) -> &mut FollowSettings;

    fn start_at(&mut self, position: Point);

    fn position(&self) -> LogPosition;

    fn next(self: Box<Self>) -> Pin<Box<dyn Future<Output = Read> + Send>>;
}

/// A log after a read, and the piece.
type Read = (Box<dyn Log>, Result<Option<Piece>>);

impl<S: Source<Error = Error> + 'static> Log for Cursor<S> {
    fn settings(&mut self) -> &mut FollowSettings {
        &mut self.settings
    }

    fn start_at(&mut self, position: Point) {
        self.source.start_at(position);
    }

    fn position(&self) -> LogPosition {
        self.source.position()
    }

    fn next(mut self: Box<Self>) -> Pin<Box<dyn Future<Output = Read> + Send>> {
        Box::pin(async move {
            let piece = Cursor::next(&mut self).await;
            (self as Box<dyn Log>, piece)
        })
    }
}

impl LogFollower {
    #[doc(hidden)]
    pub fn of_lines(calls: impl LineCalls + 'static) -> Self {
        Self::new(LineLog::new(calls))
    }

    #[doc(hidden)]
    pub fn of_previews(calls: impl PreviewCalls + 'static) -> Self {
        Self::new(PreviewLog::new(calls))
    }

    fn new(source: impl Source<Error = Error> + 'static) -> Self {
        Self { state: State::Idle(Box::new(Cursor::new(source))), position: LogPosition(Point::Start) }
    }

    /// Sets the delay after the first read that finds nothing new, which doubles with each such read, and the longest
    /// delay. Default: 2 and 30 seconds.
    pub fn backoff(self, first: Duration, longest: Duration) -> Self {
        self.with(|settings| settings.backoff = Backoff::new(first, longest))
    }

    /// Sets how long the log must be quiet after the job has ended: the last lines of a job often arrive late. Default:
    /// 5 seconds.
    pub fn quiet_period(self, time: Duration) -> Self {
        self.with(|settings| settings.quiet_period = time)
    }

    /// Sets how long the follower continues without news: while calls fail, or while this version of the crate does not
    /// know the state of the job. Then it ends with an error. Default: 10 minutes.
    pub fn silence_timeout(self, limit: Duration) -> Self {
        self.with(|settings| settings.silence_timeout = limit)
    }

    /// Starts at the current end of the log instead of its beginning.
    pub fn from_end(self) -> Self {
        self.start_at(Point::End)
    }

    /// Starts at the position of another follower of the same log.
    pub fn resume(self, position: LogPosition) -> Self {
        self.start_at(position.0)
    }

    /// Returns the position after the last piece that was returned, also after an error.
    #[must_use]
    pub fn position(&self) -> LogPosition {
        self.position.clone()
    }

    fn start_at(mut self, at: Point) -> Self {
        self.position = LogPosition(at.clone());
        if let State::Idle(log) = &mut self.state {
            log.start_at(at);
        }
        self
    }

    fn with(mut self, set: impl FnOnce(&mut FollowSettings)) -> Self {
        if let State::Idle(log) = &mut self.state {
            set(log.settings());
        }
        self
    }

    /// Returns the next piece, or `None` after the last.
    ///
    /// # Errors
    ///
    /// Those of the calls that read the log and the state of its job. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<LogPiece>> {
        poll_fn(|context| self.poll_piece(context)).await.transpose()
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<LogPiece>>> {
        if let State::Idle(_) = self.state
            && let State::Idle(log) = std::mem::replace(&mut self.state, State::Ended)
        {
            self.state = State::Reading(log.next());
        }
        let State::Reading(reading) = &mut self.state else { return Poll::Ready(None) };
        let (log, piece) = ready!(reading.as_mut().poll(context));
        let (piece, position) = match piece {
            Ok(Some((piece, position))) => (Ok(Some(piece)), position),
            Ok(None) => (Ok(None), log.position()),
            Err(error) => (Err(error), log.position()),
        };
        self.position = position;
        self.state = if let Ok(Some(_)) = piece { State::Idle(log) } else { State::Ended };
        Poll::Ready(piece.transpose())
    }
}

#[cfg(feature = "blocking")]
impl LogFollower {
    /// Returns an iterator that waits on the caller's thread, in programs without an executor, as
    /// [`ResponseFuture::blocking`](crate::ResponseFuture::blocking) does.
    pub fn blocking(self) -> crate::client::blocking::BlockingIter<Self> {
        crate::client::blocking::BlockingIter::new(self)
    }
}

impl Stream for LogFollower {
    type Item = Result<LogPiece>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<LogPiece>>> {
        self.get_mut().poll_piece(context)
    }
}

impl fmt::Debug for LogFollower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogFollower").finish_non_exhaustive()
    }
}
