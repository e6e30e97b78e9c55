//! The logs of tasks of version 2, whose end the service previews.

use modelarts_runtime::ResponseFuture;
use modelarts_runtime::follow::{JobState, PreviewCalls};

use crate::generated::training_jobs::{Job, JobLogPreview, JobPhase, TrainingJobs};

pub(super) struct TaskLog {
    pub(super) jobs: TrainingJobs,
    pub(super) job_id: String,
    pub(super) task_id: String,
}

impl PreviewCalls for TaskLog {
    const MOST: u64 = 5 * 1024 * 1024;
    type Shown = JobLogPreview;
    type Job = Job;

    fn shown(&self) -> ResponseFuture<JobLogPreview> {
        self.jobs.preview_log(&self.job_id, &self.task_id).send()
    }

    fn preview(shown: JobLogPreview) -> (String, i64, i64) {
        (shown.content, shown.current_size.into(), shown.full_size.into())
    }

    fn job(&self) -> ResponseFuture<Job> {
        self.jobs.get(&self.job_id).send()
    }

    fn state(job: Job) -> JobState {
        match job.status.and_then(|status| status.phase) {
            Some(JobPhase::Creating | JobPhase::Pending) => JobState::Waiting,
            Some(JobPhase::Running | JobPhase::Terminating) => JobState::Running,
            Some(phase) if phase.is_terminal() => JobState::Ended,
            Some(phase) => JobState::Unknown(format!("`{}`", phase.as_str())),
            None => JobState::Unknown("none".to_owned()),
        }
    }
}
