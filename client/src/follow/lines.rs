//! A log file of version 1, which the service gives line by line.

use std::time::Duration;

use modelarts_runtime::follow::{At, Failure, JobState, LogPiece, LogPosition, Looked, Piece, Source, silent};

use crate::training_jobs::JobStatus;
use crate::training_logs::{LogDirection, LogPart};
use crate::{Client, Error, Result};

/// The most lines that the service gives at once.
const LINES: u32 = 500;

pub(super) struct LineLog {
    client: Client,
    job_id: i64,
    version_id: i64,
    log_file: String,
    at: At,
    is_new_file: bool,
    /// The last status of the job that has no meaning for this version of the crate.
    unknown_status: String,
}

impl LineLog {
    pub(super) fn new(client: &Client, job_id: i64, version_id: i64, log_file: &str) -> Self {
        let (client, log_file) = (client.clone(), log_file.to_owned());
        let (at, is_new_file, unknown_status) = (At::Start, false, String::new());
        Self { client, job_id, version_id, log_file, at, is_new_file, unknown_status }
    }

    async fn part(&self, lines: u32, base: Option<(&str, LogDirection)>) -> Result<LogPart> {
        let mut call = self.client.read_training_job_log(self.job_id, self.version_id, &self.log_file).lines(lines);
        if let Some((line, direction)) = base {
            call = call.base_line(line).order(direction);
        }
        call.send().await
    }

    /// The first lines of the log. The service only gives its last ones, and those before a line.
    async fn first_part(&self) -> Result<LogPart> {
        let mut first = self.part(LINES, None).await?;
        while !first.content.is_empty() {
            let before = self.part(LINES, Some((&first.start_line, LogDirection::Asc))).await?;
            if before.content.is_empty() || !is_before(&before.start_line, &first.start_line) {
                break;
            }
            first = before;
        }
        Ok(first)
    }

    async fn next_part(&mut self) -> Result<Option<LogPart>> {
        let base = match &self.at {
            At::Start => return Ok(Some(self.first_part().await?).filter(|part| !part.content.is_empty())),
            At::Line(line) => line.clone(),
            At::End | At::Text(_) => {
                let last = self.part(1, None).await?;
                self.at = if last.content.is_empty() { At::Start } else { At::Line(last.end_line) };
                return Ok(None);
            }
        };
        let part = self.part(LINES, Some((&base, LogDirection::Desc))).await?;
        if !part.content.is_empty() && is_before(&base, &part.end_line) {
            return Ok(Some(part));
        }
        // Where nothing follows, the file may be another one, which ends before the line.
        let last = self.part(1, None).await?;
        if last.content.is_empty() || !is_before(&last.end_line, &base) {
            return Ok(None);
        }
        self.is_new_file = true;
        self.at = At::Start;
        Ok(Some(self.first_part().await?).filter(|part| !part.content.is_empty()))
    }
}

/// Whether a line is before another one. Positions are numbers; others only differ.
fn is_before(line: &str, other: &str) -> bool {
    match (line.parse::<i128>(), other.parse::<i128>()) {
        (Ok(line), Ok(other)) => line < other,
        _ => line != other,
    }
}

impl Source for LineLog {
    type Error = Error;
    type Position = LogPosition;

    async fn read(&mut self) -> Looked<Option<Piece<LogPosition>>, Error> {
        let part = self.next_part().await.map_err(Failure::from);
        if let (Err(Failure::Absent(_)), At::End) = (&part, &self.at) {
            // What is written from now on is after the end.
            self.at = At::Start;
        }
        let Some(part) = part? else { return Ok(None) };
        self.at = At::Line(part.end_line);
        let is_new_file = std::mem::take(&mut self.is_new_file);
        let piece = LogPiece::new(part.content, is_new_file);
        Ok(Some((piece, self.position())))
    }

    async fn state(&mut self) -> Looked<JobState, Error> {
        let version = self.client.get_training_job_version(self.job_id, self.version_id).send().await;
        let status = version.map_err(Failure::from)?.status;
        Ok(match status {
            JobStatus::Init | JobStatus::ImageCreating | JobStatus::SubmitTrying | JobStatus::Waiting => {
                JobState::Waiting
            }
            status if JobStatus::AT_REST.contains(&status) => JobState::Ended,
            JobStatus::Unknown | JobStatus::Unrecognized(_) => {
                self.unknown_status = format!("`{}`", status.code());
                JobState::Unknown
            }
            _ => JobState::Running,
        })
    }

    fn finish(&mut self) -> Option<Piece<LogPosition>> {
        None
    }

    fn start_at(&mut self, position: At) {
        // A position of version 2 means nothing here.
        self.at = if let At::Text(_) = position { At::Start } else { position };
    }

    fn position(&self) -> LogPosition {
        LogPosition(self.at.clone())
    }

    fn silent(&self, limit: Duration) -> Error {
        silent(&self.unknown_status, limit)
    }
}
