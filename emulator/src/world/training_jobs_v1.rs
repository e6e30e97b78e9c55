//! Training jobs (version 1 of the API).

use modelarts::training_jobs_v1::JobStatus;
use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::job_versions;
use super::json::put;
use super::kind::Resource;
use super::registry::{Item, Registry};
use super::store::Store;
use crate::rules::refusal::Refusal;

/// The IDs of created training jobs are larger.
const FIRST_ID: u64 = 1_000_000_000;

pub(super) const TRAINING_JOBS_V1: Resource = Resource {
    name: "training_jobs_v1",
    table: "TrainingJob",
    id: "/job_id",
    unique_name: Some("/job_name"),
    collection: "/v1/{project_id}/training-jobs",
    states: Some("training_job_versions.version"),
    show_state: None,
    show_parts: Some(show_latest),
};

/// Shows a job with its latest version. A job without versions has a terminal status.
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

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "training_jobs_v1.create" => Some(create(call, store)),
        "training_jobs_v1.update_description" => Some(update(call, store)),
        _ => None,
    }
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let name = call.text("job_name").unwrap_or_default();
    let (job_id, version_id) = (FIRST_ID.saturating_add(store.next_id()), FIRST_ID.saturating_add(store.next_id()));
    let jobs = store.registries.get(call.api, &TRAINING_JOBS_V1)?;
    if jobs.has_name(call.api, name) {
        return Err(Refusal::name_conflict(name));
    }
    let fields = json!({ "job_id": job_id, "job_name": name, "job_desc": call.get("job_desc"),
        "create_time": call.now.timestamp() });
    let config = call.get("config").cloned().unwrap_or_default();
    let mut size = store.quota.take(&fields)?;
    let mut parts = job_versions::registry(call.api, jobs)?;
    if config["create_version"] != json!(false) {
        let version = job_versions::created(call, &parts, version_id, 1, &config);
        let taken = store.quota.take(&version.fields);
        if taken.is_err() {
            store.quota.release(std::mem::take(&mut size));
        }
        parts.insert(Item { size: taken?, ..version });
    }
    let job = Item { size, parts: Some(parts), ..Item::created(job_id.to_string(), fields) };
    let shown = call.item_response(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}

fn update(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let jobs = store.registries.get(call.api, &TRAINING_JOBS_V1)?;
    describe(call, jobs, call.text("job_desc").unwrap_or_default())?;
    Ok(Value::Null)
}

/// Sets the description of the job that a call names.
pub(super) fn describe(call: &Call<'_>, jobs: &mut Registry, description: &str) -> Result<(), Refusal> {
    let job = jobs.get_mut(call.api, &call.key("job_id")).ok_or_else(|| call.not_found("job_id"))?;
    put(&mut job.fields, "/job_desc", description.into());
    Ok(())
}
