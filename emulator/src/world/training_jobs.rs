//! Training jobs and the logs of their tasks (version 2 of the API).

use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::filters;
use super::json::put;
use super::lifecycle::Lifecycle;
use super::registry::Item;
use super::search::Query;
use super::store::Store;
use crate::rules::refusal::Refusal;

/// The resources of the spec.
const JOBS: &str = "training_jobs.job";
const ALGORITHMS: &str = "algorithms.algorithm";

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    let handler = match call.operation.id.as_str() {
        "training_jobs.create" => return Some(create(call, store)),
        "training_jobs.list" => return Some(list(call, store)),
        "training_jobs.preview_log" => preview_log,
        "training_jobs.get_metrics" => metrics,
        "training_jobs.get_log_link" => |call: &Call<'_>, store: &mut Store| task(call, store).map(|_| call.made_up()),
        _ => return None,
    };
    Some(handler(call, store))
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let id = format!("job-{:06}", store.next_id());
    if let Some(algorithm) = call.get("algorithm").and_then(|algorithm| algorithm["id"].as_str())
        && !store.registries.of(call.api, ALGORITHMS)?.has(algorithm)
    {
        return Err(call.not_found_field("algorithm", "id"));
    }
    let mut fields = call.projected().unwrap_or_default();
    put(&mut fields, "/metadata/id", id.as_str().into());
    put(&mut fields, "/metadata/create_time", call.now.timestamp().into());
    put(&mut fields, "/status/tasks", json!(["worker-0"]));
    let size = store.quota.take(&fields)?;
    let jobs = store.registries.of(call.api, JOBS)?;
    let job = Item { size, lifecycle: jobs.created_lifecycle(call.now), ..Item::created(id, fields) };
    let shown = call.item_response(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}

fn list(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let filters = call.get("filters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let tests = filters::tests(filters)?;
    let jobs = store.registries.of(call.api, JOBS)?;
    let query = Query { tests, ..Query::new(call, jobs.kind().table)? };
    let found = jobs.find(call.api, &query, call.now);
    call.page(jobs, &found, &Value::Null)
}

/// Returns the job that a call names, to be changed.
fn job<'a>(call: &Call<'_>, store: &'a mut Store) -> Result<&'a mut Item, Refusal> {
    let jobs = store.registries.of(call.api, JOBS)?;
    jobs.get_mut(call.api, &call.key("training_job_id")).ok_or_else(|| call.not_found("training_job_id"))
}

/// Returns the job that a call names as the service shows it.
pub(super) fn shown(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let jobs = store.registries.of(call.api, JOBS)?;
    let job = jobs.get(call.api, &call.key("training_job_id")).ok_or_else(|| call.not_found("training_job_id"))?;
    Ok(jobs.show(call.api, &job, call.now))
}

/// Returns the lifecycle of the job whose task a call names.
fn task<'a>(call: &Call<'_>, store: &'a mut Store) -> Result<Option<&'a mut Lifecycle>, Refusal> {
    let shown = shown(call, store)?;
    let tasks = shown.pointer("/status/tasks").and_then(Value::as_array);
    if !tasks.into_iter().flatten().any(|task| Some(task) == call.get("task_id")) {
        return Err(call.not_found("task_id"));
    }
    Ok(job(call, store)?.lifecycle.as_mut())
}

fn preview_log(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let content = task(call, store)?.map(|lifecycle| lifecycle.read_log(call.now)).unwrap_or_default().concat();
    Ok(json!({ "current_size": content.len(), "full_size": content.len(), "content": content }))
}

fn metrics(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let ran = task(call, store)?.map_or(0, |lifecycle| lifecycle.running_time(call.now).as_secs());
    let values = vec![0.5; 1 + usize::try_from(ran / 60).unwrap_or(0)];
    Ok(json!({ "metrics": [{ "metric": "cpuUsage", "value": values }] }))
}
