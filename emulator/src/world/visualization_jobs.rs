//! Visualization jobs.

use std::time::Duration;

use modelarts::training_jobs::JobStatus;
use serde_json::{Value, json};

use super::call::{Call, name_conflict, not_restartable, not_stoppable};
use super::lifecycle::{Lifecycle, Phase};
use super::registry::{Resource, States, Thing, merge, put};
use super::{Answer, State, timestamp, training_jobs};
use crate::refusal::Refusal;

/// The IDs of visualization jobs that callers create are larger.
const FIRST_ID: u64 = 2_000_000_000;

pub(super) const VISUALIZATION_JOBS: Resource = Resource {
    name: "visualization_jobs",
    table: "VisualizationJob",
    id: "/job_id",
    unique_name: Some("/job_name"),
    collection: "/v1/{project_id}/visualization-jobs",
    states: Some(&States {
        show: |record, phase| put(record, "/status", status(phase).code().into()),
        lasts: Duration::MAX,
        ..training_jobs::STATES
    }),
    show_parts: None,
};

fn status_name(phase: Phase) -> String {
    format!("{:?}", status(phase))
}

fn status(phase: Phase) -> JobStatus {
    match phase {
        Phase::Creating => JobStatus::Init,
        Phase::Pending => JobStatus::Waiting,
        Phase::Running => JobStatus::Running,
        Phase::Stopping => JobStatus::Killing,
        Phase::Completed | Phase::Stopped => JobStatus::Canceled,
        Phase::Failed => JobStatus::Failed,
    }
}

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    let about_one: fn(&Call<'_>, &mut Thing) -> Result<(), Refusal> = match call.operation.id.as_str() {
        "create_visualization_job" => return Some(create(call, state)),
        "update_visualization_job_description" => update,
        "stop_visualization_job" => stop,
        "restart_visualization_job" => restart,
        _ => return None,
    };
    let jobs = state.registries.get(call.api, &VISUALIZATION_JOBS);
    let job = jobs.and_then(|jobs| jobs.get_mut(call.api, &call.key("job_id")).ok_or_else(|| call.missing("job_id")));
    Some(job.and_then(|job| about_one(call, job)).map(|()| Value::Null))
}

/// How long a visualization job runs if it is not stopped: for ever, or as long as its schedule says.
fn lasts(call: &Call<'_>) -> Duration {
    let hours = call.get("schedule").and_then(|schedule| schedule["duration"].as_u64());
    hours.map_or(Duration::MAX, |hours| Duration::from_secs(hours.saturating_mul(60 * 60)))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let name = call.text("job_name").unwrap_or_default();
    let job_id = FIRST_ID.saturating_add(state.next_id());
    let jobs = state.registries.get(call.api, &VISUALIZATION_JOBS)?;
    if jobs.has_name(call.api, name) {
        return Err(name_conflict(name));
    }
    let mut fields = Value::Object(call.sent());
    let url = format!("https://board.example.com/{job_id}");
    let own = json!({ "job_id": job_id, "create_time": timestamp(call.now.clock), "service_url": url });
    merge(&mut fields, &own);
    let held = state.quota.take(&fields)?;
    let lifecycle = Some(Lifecycle::new(call.now, lasts(call)));
    let job = Thing { held, lifecycle, ..Thing::created(job_id.to_string(), fields) };
    let shown = call.answered(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}

fn update(call: &Call<'_>, job: &mut Thing) -> Result<(), Refusal> {
    put(&mut job.fields, "/job_desc", call.get("job_desc").cloned().unwrap_or_default());
    Ok(())
}

fn stop(call: &Call<'_>, job: &mut Thing) -> Result<(), Refusal> {
    let stopped = job.lifecycle.as_mut().map(|lifecycle| lifecycle.stop(call.now));
    stopped.transpose().map(|_| ()).map_err(|phase| not_stoppable(&status_name(phase)))
}

fn restart(call: &Call<'_>, job: &mut Thing) -> Result<(), Refusal> {
    let Some(lifecycle) = &mut job.lifecycle else { return Ok(()) };
    match lifecycle.phase(call.now) {
        phase if !phase.is_terminal() => Err(not_restartable(&status_name(phase))),
        _ => {
            *lifecycle = lifecycle.restarted(call.now);
            Ok(())
        }
    }
}
