//! Training jobs (version 1 of the API).

use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::json::put;
use super::registry::{Item, Registry};
use super::store::Store;
use super::{edit, job_versions};
use crate::rules::refusal::Refusal;

/// The IDs of created training jobs are larger.
const FIRST_ID: u64 = 1_000_000_000;

/// The resource of the spec.
pub(super) const JOBS: &str = "training_jobs_v1.job";

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "training_jobs_v1.create" => Some(create(call, store)),
        _ => None,
    }
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let name = call.text("job_name").unwrap_or_default();
    let (job_id, version_id) = (FIRST_ID.saturating_add(store.next_id()), FIRST_ID.saturating_add(store.next_id()));
    let jobs = store.registries.of(call.api, JOBS)?;
    let fields = json!({ "job_id": job_id, "job_name": name, "job_desc": call.get("job_desc"),
        "create_time": call.now.timestamp() });
    edit::check_name(call, jobs, &fields, &job_id.to_string())?;
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

/// Sets the description of the job that a call names.
pub(super) fn describe(call: &Call<'_>, jobs: &mut Registry, description: &str) -> Result<(), Refusal> {
    let job = jobs.get_mut(call.api, &call.key("job_id")).ok_or_else(|| call.not_found("job_id"))?;
    put(&mut job.fields, "/job_desc", description.into());
    Ok(())
}
