//! A log that the service returns line by line.

use std::time::Duration;

use super::cursor::{Failure, JobState, Piece, ReadResult, Source};
use super::piece::LogPiece;
use super::position::{LogPosition, Point};
use super::read_error::silent;
use crate::client::response_future::ResponseFuture;
use crate::error::{Error, Result};
use crate::value::slot::ApiValue;

/// The calls for a log that is returned line by line, and for its job.
pub trait LineCalls: Send + Sync {
    /// The most lines that the service returns at once.
    const MOST: u32;
    type Part: ApiValue + Send;
    type Job: ApiValue + Send;

    /// Reads lines: the last ones, or those next to a line.
    fn part(&self, lines: u32, base: Option<(&str, Direction)>) -> ResponseFuture<Self::Part>;

    fn lines(part: Self::Part) -> Lines;

    fn job(&self) -> ResponseFuture<Self::Job>;

    fn state(job: Self::Job) -> JobState;
}

/// The side of a line.
#[derive(Clone, Copy, Debug)]
pub enum Direction {
    Before,
    After,
}

/// Lines of a log, with the positions of the first and the last.
#[derive(Debug)]
pub struct Lines {
    pub text: String,
    pub first: String,
    pub last: String,
}

pub(super) struct LineLog<C> {
    calls: C,
    at: Point,
    is_new_file: bool,
}

impl<C: LineCalls> LineLog<C> {
    pub(super) fn new(calls: C) -> Self {
        Self { calls, at: Point::Start, is_new_file: false }
    }

    async fn part(&self, lines: u32, base: Option<(&str, Direction)>) -> Result<Lines> {
        Ok(C::lines(self.calls.part(lines, base).await?))
    }

    /// Returns the first lines of the log. The service only returns its last lines, and those before a line.
    async fn first_part(&self) -> Result<Lines> {
        let mut first = self.part(C::MOST, None).await?;
        while !first.text.is_empty() {
            let before = self.part(C::MOST, Some((&first.first, Direction::Before))).await?;
            if before.text.is_empty() || !is_before(&before.first, &first.first) {
                break;
            }
            first = before;
        }
        Ok(first)
    }

    async fn next_part(&mut self) -> Result<Option<Lines>> {
        let base = match &self.at {
            Point::Start => return Ok(Some(self.first_part().await?).filter(|part| !part.text.is_empty())),
            Point::Line(line) => line.clone(),
            Point::End | Point::Text(_) => {
                let last = self.part(1, None).await?;
                self.at = if last.text.is_empty() { Point::Start } else { Point::Line(last.last) };
                return Ok(None);
            }
        };
        let part = self.part(C::MOST, Some((&base, Direction::After))).await?;
        if !part.text.is_empty() && is_before(&base, &part.last) {
            return Ok(Some(part));
        }
        // If nothing follows, the file may be another one, which ends before the line.
        let last = self.part(1, None).await?;
        if last.text.is_empty() || !is_before(&last.last, &base) {
            return Ok(None);
        }
        self.is_new_file = true;
        self.at = Point::Start;
        Ok(Some(self.first_part().await?).filter(|part| !part.text.is_empty()))
    }
}

/// Returns whether a line is before another one. Positions are numbers. Other positions can only be compared for
/// equality.
fn is_before(line: &str, other: &str) -> bool {
    match (line.parse::<i128>(), other.parse::<i128>()) {
        (Ok(line), Ok(other)) => line < other,
        _ => line != other,
    }
}

impl<C: LineCalls> Source for LineLog<C> {
    type Error = Error;

    async fn read(&mut self) -> ReadResult<Option<Piece>, Error> {
        let part = self.next_part().await.map_err(Failure::from);
        if let (Err(Failure::Absent(_)), Point::End) = (&part, &self.at) {
            // From now on, new text is after the end.
            self.at = Point::Start;
        }
        let Some(part) = part? else { return Ok(None) };
        self.at = Point::Line(part.last);
        let is_new_file = std::mem::take(&mut self.is_new_file);
        let piece = LogPiece { text: part.text, is_new_file, lost: None };
        Ok(Some((piece, self.position())))
    }

    async fn state(&mut self) -> ReadResult<JobState, Error> {
        Ok(C::state(self.calls.job().await.map_err(Failure::from)?))
    }

    fn finish(&mut self) -> Option<Piece> {
        None
    }

    fn start_at(&mut self, position: Point) {
        // A position of a log with previews is meaningless here.
        self.at = if let Point::Text(_) = position { Point::Start } else { position };
    }

    fn position(&self) -> LogPosition {
        LogPosition(self.at.clone())
    }

    fn silent(state: &str, limit: Duration) -> Error {
        silent(state, limit)
    }
}
