//! Training jobs of version 1.

use modelarts::training_jobs::JobStatus;
use serde_json::{Value, json};

use super::call::{Call, name_conflict};
use super::lifecycle::{self, Phase};
use super::registry::{Registry, Resource, States, Thing, put};
use super::{Answer, State, timestamp, training_job_versions as versions};
use crate::refusal::Refusal;

/// The IDs of training jobs that callers create are larger.
const FIRST_ID: u64 = 1_000_000_000;

pub(super) const TRAINING_JOBS: Resource = Resource {
    name: "training_jobs",
    table: "TrainingJob",
    id: "/job_id",
    unique_name: Some("/job_name"),
    collection: "/v1/{project_id}/training-jobs",
    states: Some(&STATES),
    show_parts: Some(show_latest),
};

pub(super) const STATES: States = States {
    status: "/status",
    duration: "/duration",
    phase,
    show: |record, phase| put(record, "/status", status(phase).code().into()),
    lasts: lifecycle::RUNNING,
};

/// The phase in which a job has a status.
pub(super) fn phase(status: &Value) -> Phase {
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

/// The name of the status in a phase.
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

/// Lists show a job with its latest version. One without any is at rest: nothing of it will run.
fn show_latest(job: &mut Value, latest: Option<&Value>, count: usize) {
    let none = json!({ "version_id": 0, "version_name": "", "status": JobStatus::Canceled.code(), "duration": 0 });
    let latest = latest.unwrap_or(&none);
    for name in ["version_id", "version_name", "status", "duration", "create_time", "engine_type"] {
        if !latest[name].is_null() {
            job[name] = latest[name].clone();
        }
    }
    job["version_count"] = count.into();
}

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    match call.operation.id.as_str() {
        "create_training_job" => Some(create(call, state)),
        "update_training_job_description" => Some(update(call, state)),
        _ => None,
    }
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let name = call.text("job_name").unwrap_or_default();
    let (job_id, version_id) = (FIRST_ID.saturating_add(state.next_id()), FIRST_ID.saturating_add(state.next_id()));
    let jobs = state.registries.get(call.api, &TRAINING_JOBS)?;
    if jobs.has_name(call.api, name) {
        return Err(name_conflict(name));
    }
    let fields = json!({ "job_id": job_id, "job_name": name, "job_desc": call.get("job_desc"),
        "create_time": timestamp(call.now.clock) });
    let config = call.get("config").cloned().unwrap_or_default();
    let mut held = state.quota.take(&fields)?;
    let mut parts = versions::registry(call.api)?;
    if config["create_version"] != json!(false) {
        let version = versions::created(call, version_id, 1, &config);
        let taken = state.quota.take(&version.fields);
        if taken.is_err() {
            state.quota.release(std::mem::take(&mut held));
        }
        parts.insert(Thing { held: taken?, ..version });
    }
    let job = Thing { held, parts: Some(parts), ..Thing::created(job_id.to_string(), fields) };
    let shown = call.answered(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}

fn update(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let jobs = state.registries.get(call.api, &TRAINING_JOBS)?;
    describe(call, jobs, call.text("job_desc").unwrap_or_default())?;
    Ok(Value::Null)
}

/// Changes the description of the job that a call names.
pub(super) fn describe(call: &Call<'_>, jobs: &mut Registry, description: &str) -> Result<(), Refusal> {
    let job = jobs.get_mut(call.api, &call.key("job_id")).ok_or_else(|| call.missing("job_id"))?;
    put(&mut job.fields, "/job_desc", description.into());
    Ok(())
}
