//! Followers of the logs of training jobs.

mod lines;
mod previews;

use modelarts_runtime::follow::LogFollower;

use self::lines::LogFile;
use self::previews::TaskLog;
use crate::generated::training_job_versions::TrainingJobVersions;
use crate::generated::training_jobs::TrainingJobs;
use crate::generated::training_logs::TrainingLogs;

impl TrainingLogs {
    /// Follows a log file of a version of a training job, from its first line until the version has ended.
    /// [`Self::list_files`] returns the names of the files.
    pub fn follow(&self, job_id: i64, version_id: i64, log_file: &str) -> LogFollower {
        LogFollower::of_lines(LogFile {
            logs: self.clone(),
            versions: TrainingJobVersions(self.0.clone()),
            job_id,
            version_id,
            name: log_file.to_owned(),
        })
    }
}

impl TrainingJobs {
    /// Follows the log of a task of a training job, from its beginning until the job has ended. The response of
    /// [`Self::get`] has the names of the tasks in `status.tasks`.
    ///
    /// The service shows the last 5 MiB of the log. Text that it no longer shows is reported as
    /// [`LogPiece::lost`](crate::LogPiece::lost).
    pub fn follow_log(&self, training_job_id: &str, task_id: &str) -> LogFollower {
        LogFollower::of_previews(TaskLog {
            jobs: self.clone(),
            job_id: training_job_id.to_owned(),
            task_id: task_id.to_owned(),
        })
    }
}
