//! Visualization jobs (version 1 of the API): their service and their schedule.

use std::time::Duration;

use serde_json::Value;

use super::call::{Call, Handled};
use super::edit;
use super::json::path_text;
use super::registry::Item;
use super::store::Store;

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "visualization_jobs.create" => {
            let jobs = edit::collection(call)?;
            Some(edit::create(call, store, jobs, |job| complete(call, job)))
        }
        _ => None,
    }
}

/// Adds the address of the service, and ends the job when its schedule says so.
fn complete(call: &Call<'_>, job: &mut Item) {
    let id = job.fields.get("job_id").map(path_text).unwrap_or_default();
    job.fields["service_url"] = format!("https://board.example.com/{id}").into();
    job.lifecycle =
        job.lifecycle.take().map(|lifecycle| match run_time(call).zip(lifecycle.machine().state_named("CANCELED")) {
            Some((after, to)) => lifecycle.scheduled(after, to),
            None => lifecycle,
        });
}

/// Returns how long a job runs unless it is stopped, if its schedule says so.
fn run_time(call: &Call<'_>) -> Option<Duration> {
    let hours = call.get("schedule").map(|schedule| &schedule["duration"]).and_then(Value::as_u64);
    hours.map(|hours| Duration::from_secs(hours.saturating_mul(60 * 60)))
}
