//! The log of a task of version 2, whose end the service previews.

use modelarts_runtime::follow::{At, Failure, JobState, LogPosition, Looked, Piece, Preview, Source, Tracker, silent};

use crate::v2_training_jobs::JobPhase;
use crate::{Error, V2};

/// The most bytes that the service previews.
const LIMIT: u64 = 5 * 1024 * 1024;

pub(super) struct TextLog {
    client: V2,
    job_id: String,
    task_id: String,
    tracker: Tracker,
    /// The last phase of the job that has no meaning for this version of the crate.
    unknown_phase: String,
}

impl TextLog {
    pub(super) fn new(client: &V2, job_id: &str, task_id: &str) -> Self {
        let (job_id, task_id) = (job_id.to_owned(), task_id.to_owned());
        Self { client: client.clone(), job_id, task_id, tracker: Tracker::new(LIMIT), unknown_phase: String::new() }
    }

    fn next(&mut self) -> Option<Piece<LogPosition>> {
        self.tracker.take_piece().map(|(piece, progress)| (piece, LogPosition(At::Text(progress))))
    }
}

impl Source for TextLog {
    type Error = Error;
    type Position = LogPosition;

    async fn read(&mut self) -> Looked<Option<Piece<LogPosition>>, Error> {
        // One look may have found two.
        if let Some(piece) = self.next() {
            return Ok(Some(piece));
        }
        let shown = self.client.preview_training_job_log(&self.job_id, &self.task_id).send().await;
        let shown = shown.map_err(Failure::from).inspect_err(|failure| {
            if let Failure::Absent(_) = failure {
                self.tracker.miss();
            }
        })?;
        let size = |size| u64::try_from(size).ok();
        let is_known = |size: &u64| *size > 0 || shown.content.is_empty();
        let preview = Preview {
            shown: size(shown.current_size).filter(is_known),
            size: size(shown.full_size).filter(is_known),
            content: shown.content,
        };
        self.tracker.look(&preview);
        Ok(self.next())
    }

    async fn state(&mut self) -> Looked<JobState, Error> {
        let job = self.client.get_training_job(&self.job_id).send().await.map_err(Failure::from)?;
        let phase = job.status.and_then(|status| status.phase);
        Ok(match phase {
            Some(JobPhase::Creating | JobPhase::Pending) => JobState::Waiting,
            Some(JobPhase::Running | JobPhase::Terminating) => JobState::Running,
            Some(phase) if JobPhase::AT_REST.contains(&phase) => JobState::Ended,
            phase => {
                self.unknown_phase = phase.map_or_else(|| "none".to_owned(), |phase| format!("`{}`", phase.as_str()));
                JobState::Unknown
            }
        })
    }

    fn finish(&mut self) -> Option<Piece<LogPosition>> {
        self.tracker.finish();
        self.next()
    }

    fn start_at(&mut self, position: At) {
        self.tracker = match position {
            At::Text(progress) => Tracker::resumed(LIMIT, progress),
            At::End => Tracker::at_end(LIMIT),
            // A position of version 1 means nothing here.
            At::Start | At::Line(_) => Tracker::new(LIMIT),
        };
    }

    fn position(&self) -> LogPosition {
        LogPosition(match self.tracker.progress() {
            Ok(progress) => At::Text(progress.clone()),
            Err(true) => At::End,
            Err(false) => At::Start,
        })
    }

    fn silent(&self, limit: std::time::Duration) -> Error {
        silent(&self.unknown_phase, limit)
    }
}
