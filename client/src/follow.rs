//! Logs of training jobs that are followed.

mod lines;
mod text;

use modelarts_runtime::follow::LogFollower;

use self::lines::LineLog;
use self::text::TextLog;
use crate::{Client, V2};

impl Client {
    /// Follows a log file of a version of a training job, from its first line until the version has ended.
    /// `list_training_job_log_files` gives the names of the files.
    pub fn follow_training_job_log(&self, job_id: i64, version_id: i64, log_file: &str) -> LogFollower {
        LogFollower::new(LineLog::new(self, job_id, version_id, log_file))
    }
}

impl V2 {
    /// Follows the log of a task of a training job, from its beginning until the job has ended.
    ///
    /// The service shows the last 5 MiB of the log. Text that was never among them is reported as
    /// [`LogPiece::lost`](crate::LogPiece::lost).
    pub fn follow_training_job_log(&self, training_job_id: &str, task_id: &str) -> LogFollower {
        LogFollower::new(TextLog::new(self, training_job_id, task_id))
    }
}
