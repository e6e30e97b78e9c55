//! The status of jobs of version 1 of the API.

use modelarts::training_jobs_v1::JobStatus;
use serde_json::Value;

use super::json::put;
use super::kind::States;
use super::lifecycle::{self, Phase};

/// How training jobs and their versions show their lifecycle.
pub(super) const STATES: States = States {
    status: "/status",
    duration: "/duration",
    phase,
    show: |record, phase| put(record, "/status", status(phase).code().into()),
    run_time: lifecycle::RUNNING,
};

/// Returns the phase of a status.
fn phase(status: &Value) -> Phase {
    let status = JobStatus::from(status.as_i64().unwrap_or_default());
    match status {
        JobStatus::Completed => Phase::Completed,
        JobStatus::Killed | JobStatus::Canceled => Phase::Stopped,
        _ if status.is_terminal() => Phase::Failed,
        JobStatus::Init | JobStatus::ImageCreating | JobStatus::SubmitTrying | JobStatus::CheckInit => Phase::Creating,
        JobStatus::Waiting | JobStatus::CheckRunning | JobStatus::CheckRunningCompleted => Phase::Pending,
        JobStatus::Killing => Phase::Stopping,
        _ => Phase::Running,
    }
}

/// Returns the name of the status of a phase.
pub(super) fn status_name(phase: Phase) -> String {
    format!("{:?}", status(phase))
}

fn status(phase: Phase) -> JobStatus {
    match phase {
        Phase::Creating => JobStatus::Init,
        Phase::Pending => JobStatus::Waiting,
        Phase::Running => JobStatus::Running,
        Phase::Completed => JobStatus::Completed,
        Phase::Stopping => JobStatus::Killing,
        Phase::Stopped => JobStatus::Killed,
        Phase::Failed => JobStatus::Failed,
    }
}
