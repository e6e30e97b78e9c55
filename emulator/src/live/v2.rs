//! Training jobs and algorithms of version 2.

use std::time::Duration;

use hyper::StatusCode;
use modelarts::v2_training_jobs::JobPhase;
use serde_json::{Value, json};

use super::life::{self, Life, Phase};
use super::registry::Registry;
use super::{Answer, Call, conflict, gone, log_line, milliseconds, projected, timestamp};
use crate::refusal::Refusal;
use crate::store::Store;

/// What callers made, by ID.
#[derive(Debug, Default)]
pub(super) struct V2 {
    jobs: Registry<String, Job>,
    algorithms: Registry<String, Value>,
}

#[derive(Debug)]
struct Job {
    /// Kind, metadata, algorithm and spec, as the service shows them.
    shown: Value,
    life: Life,
}

impl Job {
    fn show(&self, now: Duration) -> Value {
        let phase = match self.life.phase(now) {
            Phase::Creating => JobPhase::Creating,
            Phase::Pending => JobPhase::Pending,
            Phase::Running => JobPhase::Running,
            Phase::Completed => JobPhase::Completed,
            Phase::Stopping => JobPhase::Terminating,
            Phase::Stopped => JobPhase::Terminated,
        };
        let secondary = if phase == JobPhase::Pending { json!("Queuing") } else { json!(phase.as_str()) };
        let mut shown = self.shown.clone();
        shown["status"] = json!({ "phase": phase.as_str(), "secondary_phase": secondary, "tasks": ["worker-0"],
            "duration": milliseconds(self.life.ran(now)) });
        shown
    }
}

/// What was sent, as the table of the answer has it.
fn shown(call: &Call<'_>) -> Option<Value> {
    Some(projected(call.api, call.operation.response?, &call.sent()))
}

impl V2 {
    pub(super) fn answer(&mut self, call: &Call<'_>, id: &mut impl FnMut() -> u32, store: &Store) -> Answer {
        let made_up = |table: &str| store.records(call.api, table).into_iter().map(Value::Object);
        match call.operation.id.as_str() {
            "v2_create_training_job" => self.create_job(call, format!("job-{:06}", id())).map(Ok),
            "v2_create_algorithm" => self.create_algorithm(call, format!("algorithm-{:06}", id())).map(Ok),
            "v2_list_training_jobs" => self.list_jobs(call, made_up("Job")),
            "v2_list_algorithms" => self.list_algorithms(call, made_up("Algorithm")).map(Ok),
            _ => match (call.text("training_job_id"), call.text("algorithm_id")) {
                (Some(id), _) => self.job(call, id),
                (_, Some(id)) => self.algorithm(call, id),
                _ => None,
            },
        }
    }

    fn create_job(&mut self, call: &Call<'_>, id: String) -> Option<Value> {
        let mut shown = shown(call)?;
        shown["metadata"]["id"] = json!(id);
        shown["metadata"]["create_time"] = json!(timestamp(call.now));
        let job = Job { shown, life: Life::new(call.now, life::RUNNING) };
        let answer = job.show(call.now);
        self.jobs.insert(id, job);
        Some(answer)
    }

    /// A call about one job.
    fn job(&mut self, call: &Call<'_>, id: &str) -> Answer {
        let known = self.jobs.slot(&id.to_owned())?;
        let Some(job) = known else { return Some(Err(gone("2775", "training job"))) };
        let ran = job.life.ran(call.now);
        Some(Ok(match call.operation.id.as_str() {
            "v2_get_training_job" => job.show(call.now),
            "v2_update_training_job_description" => {
                job.shown["metadata"]["description"] = call.get("description").cloned().unwrap_or_default();
                Value::Null
            }
            "v2_stop_training_job" => match job.life.stop(call.now) {
                Ok(()) => job.show(call.now),
                Err(phase) => {
                    return Some(Err(conflict("2796", format!("a job that is {phase:?} cannot be stopped"))));
                }
            },
            "v2_delete_training_job" => {
                *known = None;
                Value::Null
            }
            "v2_preview_training_job_log" => {
                let content: String = (1..=ran.as_secs()).map(log_line).collect();
                json!({ "current_size": content.len(), "full_size": content.len(), "content": content })
            }
            "v2_get_training_job_metrics" => {
                let values = vec![0.5; 1 + usize::try_from(ran.as_secs() / 60).unwrap_or(0)];
                json!({ "metrics": [{ "metric": "cpuUsage", "value": values }] })
            }
            _ => return None,
        }))
    }

    fn list_jobs(&self, call: &Call<'_>, made_up: impl Iterator<Item = Value>) -> Answer {
        let filters = call.get("filters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if self.jobs.is_empty() && filters.is_empty() {
            return None;
        }
        let made = self.jobs.latest().map(|(_, job)| job.show(call.now));
        let mut jobs: Vec<Value> = made.chain(made_up).collect();
        for filter in filters {
            match matching(filter) {
                Ok(matches) => jobs.retain(|job| matches(job)),
                Err(refusal) => return Some(Err(refusal)),
            }
        }
        Some(Ok(listed(call, &jobs)))
    }

    fn create_algorithm(&mut self, call: &Call<'_>, id: String) -> Option<Value> {
        let mut shown = shown(call)?;
        shown["metadata"]["id"] = json!(id);
        self.algorithms.insert(id, shown.clone());
        Some(shown)
    }

    /// A call about one algorithm.
    fn algorithm(&mut self, call: &Call<'_>, id: &str) -> Answer {
        let known = self.algorithms.slot(&id.to_owned())?;
        let Some(algorithm) = known else { return Some(Err(gone("2755", "algorithm"))) };
        Some(Ok(match call.operation.id.as_str() {
            "v2_get_algorithm" => algorithm.clone(),
            "v2_update_algorithm" => {
                *algorithm = shown(call)?;
                algorithm["metadata"]["id"] = json!(id);
                algorithm.clone()
            }
            "v2_delete_algorithm" => {
                *known = None;
                Value::Null
            }
            _ => return None,
        }))
    }

    fn list_algorithms(&self, call: &Call<'_>, made_up: impl Iterator<Item = Value>) -> Option<Value> {
        if self.algorithms.is_empty() {
            return None;
        }
        let made = self.algorithms.latest().map(|(_, algorithm)| algorithm.clone());
        Some(listed(call, &made.chain(made_up).collect::<Vec<_>>()))
    }
}

/// A page, and the number of its items.
fn listed(call: &Call<'_>, all: &[Value]) -> Value {
    let mut page = call.page(all, json!({}));
    page["count"] = page["items"].as_array().map_or(0, Vec::len).into();
    page
}

/// Whether a job is what a filter asks for.
fn matching(filter: &Value) -> Result<impl Fn(&Value) -> bool, Refusal> {
    let place = match filter["key"].as_str().unwrap_or_default() {
        "name" => "/metadata/name",
        "create_time" => "/metadata/create_time",
        "phase" => "/status/phase",
        "kind" => "/kind",
        "algorithm_name" => "/algorithm/name",
        key => return Err(Refusal::new(StatusCode::BAD_REQUEST, "2807", format!("the filter key {key} is not known"))),
    };
    let operator = filter["operator"].as_str().unwrap_or_default().to_owned();
    let wanted: Vec<String> =
        filter["value"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect();
    Ok(move |job: &Value| {
        let is = match job.pointer(place) {
            Some(Value::String(text)) => text.clone(),
            Some(value) => value.to_string(),
            None => String::new(),
        };
        match operator.as_str() {
            "in" => wanted.contains(&is),
            "not" => !wanted.contains(&is),
            "like" => wanted.iter().any(|text| is.contains(text.as_str())),
            _ => between(&is, &wanted),
        }
    })
}

fn between(is: &str, bounds: &[String]) -> bool {
    let [from, to] = bounds else { return false };
    match (is.parse::<i64>(), from.parse::<i64>(), to.parse::<i64>()) {
        (Ok(is), Ok(from), Ok(to)) => (from..=to).contains(&is),
        _ => (from.as_str()..=to.as_str()).contains(&is),
    }
}
