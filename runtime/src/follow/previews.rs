//! A log whose end the service previews.

use std::time::Duration;

use super::cursor::{Failure, JobState, Piece, ReadResult, Source};
use super::position::{LogPosition, Point};
use super::preview::{Preview, Tracker};
use super::read_error::silent;
use crate::client::response_future::ResponseFuture;
use crate::error::Error;
use crate::value::slot::ApiValue;

/// The calls for a log whose end is previewed, and for its job.
pub trait PreviewCalls: Send + Sync {
    /// The most bytes that a preview shows.
    const MOST: u64;
    type Shown: ApiValue + Send;
    type Job: ApiValue + Send;

    fn shown(&self) -> ResponseFuture<Self::Shown>;

    /// Returns the text, its size in bytes, and that of the whole log.
    fn preview(shown: Self::Shown) -> (String, i64, i64);

    fn job(&self) -> ResponseFuture<Self::Job>;

    fn state(job: Self::Job) -> JobState;
}

pub(super) struct PreviewLog<C> {
    calls: C,
    tracker: Tracker,
}

impl<C: PreviewCalls> PreviewLog<C> {
    pub(super) fn new(calls: C) -> Self {
        Self { calls, tracker: Tracker::new(C::MOST) }
    }

    fn take_piece(&mut self) -> Option<Piece> {
        self.tracker.take_piece().map(|(piece, progress)| (piece, LogPosition(Point::Text(progress))))
    }
}

impl<C: PreviewCalls> Source for PreviewLog<C> {
    type Error = Error;

    async fn read(&mut self) -> ReadResult<Option<Piece>, Error> {
        // One preview may contain two pieces.
        if let Some(piece) = self.take_piece() {
            return Ok(Some(piece));
        }
        let shown = self.calls.shown().await.map_err(Failure::from).inspect_err(|failure| {
            if let Failure::Absent(_) = failure {
                self.tracker.miss();
            }
        })?;
        let (content, shown, size) = C::preview(shown);
        // Some services report 0 or -1 for an unknown size.
        let known = |size| u64::try_from(size).ok().filter(|size| *size > 0 || content.is_empty());
        let (shown, size) = (known(shown), known(size));
        self.tracker.update(&Preview { content, shown, size });
        Ok(self.take_piece())
    }

    async fn state(&mut self) -> ReadResult<JobState, Error> {
        Ok(C::state(self.calls.job().await.map_err(Failure::from)?))
    }

    fn finish(&mut self) -> Option<Piece> {
        self.tracker.finish();
        self.take_piece()
    }

    fn start_at(&mut self, position: Point) {
        self.tracker = match position {
            Point::Text(progress) => Tracker::resumed(C::MOST, progress),
            Point::End => Tracker::at_end(C::MOST),
            // A position of a log that is returned line by line is meaningless here.
            Point::Start | Point::Line(_) => Tracker::new(C::MOST),
        };
    }

    fn position(&self) -> LogPosition {
        LogPosition(match self.tracker.progress() {
            Ok(progress) => Point::Text(progress.clone()),
            Err(true) => Point::End,
            Err(false) => Point::Start,
        })
    }

    fn silent(state: &str, limit: Duration) -> Error {
        silent(state, limit)
    }
}
