//! Logs that grow, as streams that end when their job does.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use modelarts_runtime::Pauses;
use tokio::time::sleep;

use crate::training_jobs::JobStatus;
use crate::training_logs::LogDirection;
use crate::v2_training_jobs::JobPhase;
use crate::{Client, Result, V2};

/// Most lines that the service gives at once.
const LINES: u32 = 500;

impl Client {
    /// Follows a log file of a version of a training job: its last lines, then what is added, until
    /// the version is at rest. `list_training_job_log_files` gives the names of the files.
    pub fn follow_training_job_log(&self, job_id: i64, version_id: i64, log_file: &str) -> LogFollower {
        let source =
            Source::Lines { client: self.clone(), job_id, version_id, log_file: log_file.to_owned(), base: None };
        LogFollower::new(source)
    }
}

impl V2 {
    /// Follows the log of a task of a training job: its end, then what is added, until the job is at
    /// rest. What grows by more than the service previews (5 MiB) between two looks is cut short.
    pub fn follow_training_job_log(&self, training_job_id: &str, task_id: &str) -> LogFollower {
        let (job_id, task_id) = (training_job_id.to_owned(), task_id.to_owned());
        LogFollower::new(Source::Preview { client: self.clone(), job_id, task_id, seen: 0 })
    }
}

/// A log, piece by piece: a stream, or [`LogFollower::try_next`].
///
/// It ends behind what was written last when the job is at rest, and behind an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct LogFollower(State);

enum State {
    Idle(Box<Cursor>),
    Reading(Pin<Box<dyn Future<Output = Read> + Send>>),
    Ended,
}

/// A cursor behind a piece, and the piece.
type Read = (Box<Cursor>, Result<Option<String>>);

/// How far a log has been read.
struct Cursor {
    source: Source,
    is_at_rest: bool,
    pauses: Pauses,
}

enum Source {
    /// Version 1: lines behind a position.
    Lines { client: Client, job_id: i64, version_id: i64, log_file: String, base: Option<String> },
    /// Version 2: the end of the log, and its whole size.
    Preview { client: V2, job_id: String, task_id: String, seen: usize },
}

impl LogFollower {
    fn new(source: Source) -> Self {
        Self(State::Idle(Box::new(Cursor { source, is_at_rest: false, pauses: Pauses::default() })))
    }

    /// The pause behind the first look that finds nothing new, from which each is twice as long as
    /// the one before; and the longest. 2 and 30 seconds if not set.
    pub fn pauses(mut self, first: Duration, longest: Duration) -> Self {
        if let State::Idle(cursor) = &mut self.0 {
            cursor.pauses = Pauses::new(first, longest);
        }
        self
    }

    /// The next piece; nothing behind the last.
    ///
    /// # Errors
    ///
    /// Those of the calls that read the log and look at its job. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<String>> {
        poll_fn(|context| self.poll_piece(context)).await.transpose()
    }

    fn poll_piece(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<String>>> {
        if let State::Idle(_) = self.0
            && let State::Idle(mut cursor) = std::mem::replace(&mut self.0, State::Ended)
        {
            self.0 = State::Reading(Box::pin(async move {
                let piece = cursor.next().await;
                (cursor, piece)
            }));
        }
        let State::Reading(reading) = &mut self.0 else { return Poll::Ready(None) };
        let (cursor, piece) = ready!(reading.as_mut().poll(context));
        let piece = piece.transpose();
        self.0 = if let Some(Ok(_)) = piece { State::Idle(cursor) } else { State::Ended };
        Poll::Ready(piece)
    }
}

impl Cursor {
    async fn next(&mut self) -> Result<Option<String>> {
        loop {
            if let Some(piece) = self.source.read().await? {
                self.pauses.restart();
                return Ok(Some(piece));
            }
            if self.is_at_rest {
                return Ok(None);
            }
            // What was written between the last look and the end is read once more.
            self.is_at_rest = self.source.is_at_rest().await?;
            if !self.is_at_rest {
                sleep(self.pauses.advance()).await;
            }
        }
    }
}

impl Source {
    /// What is new, where anything is.
    async fn read(&mut self) -> Result<Option<String>> {
        match self {
            Self::Lines { client, job_id, version_id, log_file, base } => {
                let mut call = client.read_training_job_log(*job_id, *version_id, log_file).lines(LINES);
                if let Some(base) = base {
                    call = call.base_line(base).order(LogDirection::Desc);
                }
                let part = call.send().await?;
                if part.content.is_empty() || base.as_ref() == Some(&part.end_line) {
                    return Ok(None);
                }
                *base = Some(part.end_line);
                Ok(Some(part.content))
            }
            Self::Preview { client, job_id, task_id, seen } => {
                let part = client.preview_training_job_log(job_id, task_id).send().await?;
                let size = usize::try_from(part.full_size).unwrap_or(0);
                let new = if *seen == 0 { part.content.len() } else { size.saturating_sub(*seen) };
                *seen = size;
                Ok(Some(tail(&part.content, new)).filter(|piece| !piece.is_empty()).map(str::to_owned))
            }
        }
    }

    async fn is_at_rest(&self) -> Result<bool> {
        match self {
            Self::Lines { client, job_id, version_id, .. } => {
                let version = client.get_training_job_version(*job_id, *version_id).send().await?;
                Ok(JobStatus::AT_REST.contains(&version.status))
            }
            Self::Preview { client, job_id, .. } => {
                let job = client.get_training_job(job_id).send().await?;
                let phase = job.status.and_then(|status| status.phase);
                Ok(phase.is_some_and(|phase| JobPhase::AT_REST.contains(&phase)))
            }
        }
    }
}

/// The last `length` bytes of a text, fewer where these would begin within a character.
fn tail(text: &str, length: usize) -> &str {
    let from = text.len().saturating_sub(length);
    (from..=text.len()).find_map(|from| text.get(from..)).unwrap_or_default()
}

#[cfg(feature = "blocking")]
impl LogFollower {
    /// An iterator that waits on the caller's thread, in programs without an executor, as
    /// [`Sending::blocking`](crate::Sending::blocking) does.
    pub fn blocking(self) -> crate::Blocking<Self> {
        crate::Blocking::new(self)
    }
}

impl Stream for LogFollower {
    type Item = Result<String>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<String>>> {
        self.get_mut().poll_piece(context)
    }
}

impl fmt::Debug for LogFollower {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LogFollower").finish_non_exhaustive()
    }
}
