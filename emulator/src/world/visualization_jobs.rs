//! Visualization jobs (version 1 of the API).

use std::time::Duration;

use modelarts::training_jobs_v1::JobStatus;
use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::job_status::STATES;
use super::json::{merge, put};
use super::kind::{Resource, States};
use super::lifecycle::{Lifecycle, Phase};
use super::registry::Item;
use super::store::Store;
use crate::rules::refusal::Refusal;

/// The IDs of created visualization jobs are larger.
const FIRST_ID: u64 = 2_000_000_000;

pub(super) const VISUALIZATION_JOBS: Resource = Resource {
    name: "visualization_jobs",
    table: "VisualizationJob",
    id: "/job_id",
    unique_name: Some("/job_name"),
    collection: "/v1/{project_id}/visualization-jobs",
    states: Some(&States {
        show: |record, phase| put(record, "/status", status(phase).code().into()),
        run_time: Duration::MAX,
        ..STATES
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

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    let handler: fn(&Call<'_>, &mut Item) -> Result<(), Refusal> = match call.operation.id.as_str() {
        "visualization_jobs.create" => return Some(create(call, store)),
        "visualization_jobs.update_description" => update,
        "visualization_jobs.stop" => stop,
        "visualization_jobs.restart" => restart,
        _ => return None,
    };
    let jobs = store.registries.get(call.api, &VISUALIZATION_JOBS);
    let job = jobs.and_then(|jobs| jobs.get_mut(call.api, &call.key("job_id")).ok_or_else(|| call.not_found("job_id")));
    Some(job.and_then(|job| handler(call, job)).map(|()| Value::Null))
}

/// Returns how long a job runs unless it is stopped: as its schedule says, or forever.
fn run_time(call: &Call<'_>) -> Duration {
    let hours = call.get("schedule").and_then(|schedule| schedule["duration"].as_u64());
    hours.map_or(Duration::MAX, |hours| Duration::from_secs(hours.saturating_mul(60 * 60)))
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let name = call.text("job_name").unwrap_or_default();
    let job_id = FIRST_ID.saturating_add(store.next_id());
    let jobs = store.registries.get(call.api, &VISUALIZATION_JOBS)?;
    if jobs.has_name(call.api, name) {
        return Err(Refusal::name_conflict(name));
    }
    let mut fields = Value::Object(call.named_arguments());
    let url = format!("https://board.example.com/{job_id}");
    let own = json!({ "job_id": job_id, "create_time": call.now.timestamp(), "service_url": url });
    merge(&mut fields, &own);
    let size = store.quota.take(&fields)?;
    let lifecycle = Some(Lifecycle::new(call.now, run_time(call)));
    let job = Item { size, lifecycle, ..Item::created(job_id.to_string(), fields) };
    let shown = call.item_response(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}

fn update(call: &Call<'_>, job: &mut Item) -> Result<(), Refusal> {
    put(&mut job.fields, "/job_desc", call.get("job_desc").cloned().unwrap_or_default());
    Ok(())
}

fn stop(call: &Call<'_>, job: &mut Item) -> Result<(), Refusal> {
    let stopped = job.lifecycle.as_mut().map(|lifecycle| lifecycle.stop(call.now));
    stopped.transpose().map(|_| ()).map_err(|phase| Refusal::not_stoppable(&status_name(phase)))
}

fn restart(call: &Call<'_>, job: &mut Item) -> Result<(), Refusal> {
    let Some(lifecycle) = &mut job.lifecycle else { return Ok(()) };
    match lifecycle.phase(call.now) {
        phase if !phase.is_terminal() => Err(Refusal::not_restartable(&status_name(phase))),
        _ => {
            *lifecycle = lifecycle.restarted(call.now);
            Ok(())
        }
    }
}
