//! What the emulator shows of a resource beyond what the spec says.

use modelarts::training_jobs_v1::JobStatus;
use serde_json::{Value, json};

use super::json::put;

/// What the emulator shows of a resource beyond what the spec says.
#[derive(Debug, Default)]
pub(super) struct Extras {
    /// The resource whose states these items have, if it is another one.
    pub(super) states_of: Option<&'static str>,
    /// Shows more of a state, by its key.
    pub(super) show_state: Option<fn(&mut Value, &str)>,
    /// Shows the latest part of an item and the number of its parts.
    pub(super) show_parts: Option<fn(&mut Value, Option<&Value>, usize)>,
}

/// Returns the extras of a resource, which is named as in `training_jobs.job`.
pub(super) fn of(resource: &str) -> Extras {
    match resource {
        "training_jobs.job" => Extras { show_state: Some(show_detail), ..Extras::default() },
        "training_jobs_v1.job" => Extras {
            states_of: Some("training_job_versions.version"),
            show_parts: Some(show_latest),
            ..Extras::default()
        },
        _ => Extras::default(),
    }
}

/// Shows the detailed state of a training job.
fn show_detail(job: &mut Value, state: &str) {
    let detail = if state == "Pending" { "Queuing" } else { state };
    put(job, "/status/secondary_phase", detail.into());
}

/// Shows a training job of version 1 with its latest version. A job without versions has a terminal status.
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
