//! The log files of version 1, which the service returns line by line.

use modelarts_runtime::ResponseFuture;
use modelarts_runtime::follow::{Direction, JobState, LineCalls, Lines};

use crate::generated::training_job_versions::{TrainingJobVersionDetails, TrainingJobVersions};
use crate::generated::training_jobs_v1::JobStatus;
use crate::generated::training_logs::{LogDirection, LogPart, TrainingLogs};

pub(super) struct LogFile {
    pub(super) logs: TrainingLogs,
    pub(super) versions: TrainingJobVersions,
    pub(super) job_id: i64,
    pub(super) version_id: i64,
    pub(super) name: String,
}

impl LineCalls for LogFile {
    const MOST: u32 = 500;
    type Part = LogPart;
    type Job = TrainingJobVersionDetails;

    fn part(&self, lines: u32, base: Option<(&str, Direction)>) -> ResponseFuture<LogPart> {
        let call = self.logs.read(self.job_id, self.version_id, &self.name).lines(lines);
        match base {
            Some((line, Direction::Before)) => call.base_line(line).order(LogDirection::Asc).send(),
            Some((line, Direction::After)) => call.base_line(line).order(LogDirection::Desc).send(),
            None => call.send(),
        }
    }

    fn lines(part: LogPart) -> Lines {
        Lines { text: part.content, first: part.start_line, last: part.end_line }
    }

    fn job(&self) -> ResponseFuture<TrainingJobVersionDetails> {
        self.versions.get(self.job_id, self.version_id).send()
    }

    fn state(version: TrainingJobVersionDetails) -> JobState {
        match version.status {
            JobStatus::Init | JobStatus::ImageCreating | JobStatus::SubmitTrying | JobStatus::Waiting => {
                JobState::Waiting
            }
            status if status.is_terminal() => JobState::Ended,
            status @ (JobStatus::Unknown | JobStatus::Unrecognized(_)) => {
                JobState::Unknown(format!("`{}`", status.code()))
            }
            _ => JobState::Running,
        }
    }
}
