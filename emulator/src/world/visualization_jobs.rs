//! Visualization jobs (version 1 of the API).

use std::time::Duration;

use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::json::merge;
use super::kind::Resource;
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
    states: Some("visualization_jobs.job"),
    show_state: None,
    show_parts: None,
};

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "visualization_jobs.create" => Some(create(call, store)),
        _ => None,
    }
}

/// Returns how long a job runs unless it is stopped, if its schedule says so.
fn run_time(call: &Call<'_>) -> Option<Duration> {
    let hours = call.get("schedule").and_then(|schedule| schedule["duration"].as_u64());
    hours.map(|hours| Duration::from_secs(hours.saturating_mul(60 * 60)))
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
    let lifecycle = jobs.created_lifecycle(call.now).map(|lifecycle| {
        match run_time(call).zip(lifecycle.machine().state_named("CANCELED")) {
            Some((after, to)) => lifecycle.scheduled(after, to),
            None => lifecycle,
        }
    });
    let job = Item { size, lifecycle, ..Item::created(job_id.to_string(), fields) };
    let shown = call.item_response(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}
