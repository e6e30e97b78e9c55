//! Operations on the versions of training jobs (version 1 of the API).

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::job_versions;
use super::json::merge;
use super::registry::{Item, Registry};
use super::store::Store;
use super::training_jobs_v1::{JOBS, describe};
use crate::rules::refusal::Refusal;

/// The IDs of created versions are larger.
const FIRST_ID: u64 = 1_000_000_000;

/// Returns the versions of a job to be read. Those of a seeded job are made up and not kept.
fn read<'a>(call: &Call<'_>, jobs: &Registry, job: &'a Item) -> Result<Cow<'a, Registry>, Refusal> {
    match (&job.parts, job.seed) {
        (Some(versions), _) => Ok(Cow::Borrowed(versions)),
        (None, Some(index)) => job_versions::seeded(call, jobs, job, index).map(Cow::Owned),
        (None, None) => Err(call.not_found("job_id")),
    }
}

/// Returns the versions of the job that a call names, to be changed.
fn write<'a>(call: &Call<'_>, jobs: &'a mut Registry) -> Result<&'a mut Registry, Refusal> {
    let key = call.key("job_id");
    let job = jobs.get(call.api, &key).ok_or_else(|| call.not_found("job_id"))?;
    let versions = match (&job.parts, job.seed) {
        (None, Some(index)) => Some(job_versions::seeded(call, jobs, &job, index)?),
        _ => None,
    };
    let job = jobs.get_mut(call.api, &key).ok_or_else(|| call.not_found("job_id"))?;
    if let Some(versions) = versions {
        job.parts = Some(versions);
        // From now on, the job has the state of its latest version.
        job.lifecycle = None;
    }
    job.parts.as_mut().ok_or_else(|| call.not_found("job_id"))
}

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    let handler = match call.operation.id.as_str() {
        "training_job_versions.create" => return Some(create(call, store)),
        "training_job_versions.list" => return Some(list(call, store)),
        "training_job_versions.get" => get,
        "training_job_versions.delete" => delete,
        _ => return None,
    };
    Some(handler(call, store))
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let id = FIRST_ID.saturating_add(store.next_id());
    let config = call.get("config").cloned().unwrap_or_default();
    let jobs = store.registries.of(call.api, JOBS)?;
    let versions = write(call, jobs)?;
    // The first version has no previous one.
    let is_first = config["pre_version_id"] == json!(0) && versions.positions().next().is_none();
    if !is_first && !versions.has(&config["pre_version_id"].to_string()) {
        return Err(call.not_found_field("config", "pre_version_id"));
    }
    let version = job_versions::created(call, versions, id, versions.created().saturating_add(1), &config);
    let size = store.quota.take(&version.fields)?;
    versions.insert(Item { size, ..version });
    if let Some(description) = call.text("job_desc").filter(|description| !description.is_empty()) {
        describe(call, jobs, description)?;
    }
    let job = jobs.get(call.api, &call.key("job_id")).ok_or_else(|| call.not_found("job_id"))?;
    Ok(call.item_response(&jobs.show(call.api, &job, call.now), None))
}

fn list(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let jobs = store.registries.of(call.api, JOBS)?;
    let job = jobs.get(call.api, &call.key("job_id")).ok_or_else(|| call.not_found("job_id"))?;
    let shown = jobs.show(call.api, &job, call.now);
    let versions = read(call, jobs, &job)?;
    let found: Arc<[i64]> = versions.positions().collect();
    call.page(&versions, &found, &shown)
}

fn get(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let (shown, seed) = shown(call, store)?;
    Ok(call.item_response(&shown, seed))
}

/// Returns the version that a call names, with the fields of its job, and the seed of the version.
pub(super) fn shown(call: &Call<'_>, store: &mut Store) -> Result<(Value, Option<usize>), Refusal> {
    let jobs = store.registries.of(call.api, JOBS)?;
    let job = jobs.get(call.api, &call.key("job_id")).ok_or_else(|| call.not_found("job_id"))?;
    let versions = read(call, jobs, &job)?;
    let version = versions.get(call.api, &call.key("version_id")).ok_or_else(|| call.not_found("version_id"))?;
    let mut shown = jobs.show(call.api, &job, call.now);
    merge(&mut shown, &versions.show(call.api, &version, call.now));
    Ok((shown, version.seed))
}

/// Returns the version that a call names, to be changed.
pub(super) fn version<'a>(call: &Call<'_>, store: &'a mut Store) -> Result<&'a mut Item, Refusal> {
    let versions = write(call, store.registries.of(call.api, JOBS)?)?;
    versions.get_mut(call.api, &call.key("version_id")).ok_or_else(|| call.not_found("version_id"))
}

fn delete(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let versions = write(call, store.registries.of(call.api, JOBS)?)?;
    let key = call.key("version_id");
    if !versions.has(&key) {
        return Err(call.not_found("version_id"));
    }
    let size = versions.remove(call.api, &key);
    store.quota.release(size);
    Ok(Value::Null)
}
