//! Training jobs of version 2 of the API, and what their tasks write.

use hyper::StatusCode;
use modelarts::v2_training_jobs::JobPhase;
use serde_json::{Value, json};

use super::call::{Call, not_stoppable};
use super::lifecycle::{self, Lifecycle, Phase};
use super::registry::{Resource, States, Thing, put, text};
use super::search::{Operator, Query, Test};
use super::v2_algorithms::ALGORITHMS;
use super::{Answer, State, log_line, timestamp};
use crate::limits::FILTER_VALUES;
use crate::refusal::Refusal;

pub(super) const V2_TRAINING_JOBS: Resource = Resource {
    name: "v2_training_jobs",
    table: "Job",
    id: "/metadata/id",
    unique_name: None,
    collection: "/v2/{project_id}/training-jobs",
    states: Some(&States {
        status: "/status/phase",
        duration: "/status/duration",
        phase,
        show,
        lasts: lifecycle::RUNNING,
    }),
    show_parts: None,
};

fn phase(status: &Value) -> Phase {
    match status.as_str().unwrap_or_default().parse() {
        Ok(JobPhase::Creating) => Phase::Creating,
        Ok(JobPhase::Pending) => Phase::Pending,
        Ok(JobPhase::Terminating) => Phase::Stopping,
        Ok(JobPhase::Completed) => Phase::Completed,
        Ok(JobPhase::Terminated) => Phase::Stopped,
        Ok(phase) if phase.is_terminal() => Phase::Failed,
        Ok(_) | Err(_) => Phase::Running,
    }
}

fn show(record: &mut Value, phase: Phase) {
    let (phase, detail) = states(phase);
    put(record, "/status/phase", phase.as_str().into());
    put(record, "/status/secondary_phase", detail.into());
}

/// The state of a job in a phase, and that in detail.
fn states(phase: Phase) -> (JobPhase, &'static str) {
    match phase {
        Phase::Creating => (JobPhase::Creating, "Creating"),
        Phase::Pending => (JobPhase::Pending, "Queuing"),
        Phase::Running => (JobPhase::Running, "Running"),
        Phase::Completed => (JobPhase::Completed, "Completed"),
        Phase::Stopping => (JobPhase::Terminating, "Terminating"),
        Phase::Stopped => (JobPhase::Terminated, "Terminated"),
        Phase::Failed => (JobPhase::Failed, "Failed"),
    }
}

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    let about_one = match call.operation.id.as_str() {
        "v2_create_training_job" => return Some(create(call, state)),
        "v2_list_training_jobs" => return Some(list(call, state)),
        "v2_update_training_job_description" => update,
        "v2_stop_training_job" => stop,
        "v2_preview_training_job_log" => preview_log,
        "v2_get_training_job_metrics" => metrics,
        "v2_get_training_job_log_link" => {
            |call: &Call<'_>, state: &mut State| task(call, state).map(|_| call.made_up())
        }
        _ => return None,
    };
    Some(about_one(call, state))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let id = format!("job-{:06}", state.next_id());
    if let Some(algorithm) = call.get("algorithm").and_then(|algorithm| algorithm["id"].as_str())
        && !state.registries.get(call.api, &ALGORITHMS)?.has(algorithm)
    {
        return Err(call.missing_field("algorithm", "id"));
    }
    let mut fields = call.projected().unwrap_or_default();
    put(&mut fields, "/metadata/id", id.as_str().into());
    put(&mut fields, "/metadata/create_time", timestamp(call.now.clock).into());
    put(&mut fields, "/status/tasks", json!(["worker-0"]));
    let held = state.quota.take(&fields)?;
    let lifecycle = Some(Lifecycle::new(call.now, lifecycle::RUNNING));
    let job = Thing { held, lifecycle, ..Thing::created(id, fields) };
    let jobs = state.registries.get(call.api, &V2_TRAINING_JOBS)?;
    let shown = call.answered(&jobs.show(call.api, &job, call.now), None);
    jobs.insert(job);
    Ok(shown)
}

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let filters = call.get("filters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    check_number_of_values(filters)?;
    let tests = filters.iter().map(test).collect::<Result<_, _>>()?;
    let jobs = state.registries.get(call.api, &V2_TRAINING_JOBS)?;
    let query = Query { tests, ..Query::new(call, jobs.kind().table)? };
    let found = jobs.find(call.api, &query, call.now);
    call.page(jobs, &found, &Value::Null)
}

/// What a filter asks for.
fn test(filter: &Value) -> Result<Test, Refusal> {
    let pointer = match filter["key"].as_str().unwrap_or_default() {
        "name" => "/metadata/name",
        "create_time" => "/metadata/create_time",
        "phase" => "/status/phase",
        "kind" => "/kind",
        "algorithm_name" => "/algorithm/name",
        key => return Err(Refusal::new(StatusCode::BAD_REQUEST, "2807", format!("unknown filter key {key}"))),
    };
    let wanted = values(filter);
    let operator = match filter["operator"].as_str() {
        Some("in") => Operator::In,
        Some("not") => Operator::NotIn,
        Some("like") => Operator::Contains,
        Some("between") => Operator::Between,
        _ => {
            let message = format!("the filter of {} has no operator", text(&filter["key"]));
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "2808", message));
        }
    };
    match (operator, wanted.len()) {
        (Operator::Between, 2) | (Operator::In | Operator::NotIn | Operator::Contains, 1..) => {}
        (Operator::Between, count) => return Err(unsupported_values(format!("`between` takes 2 values, not {count}"))),
        (_, _) => return Err(unsupported_values(format!("the filter of {} has no value", text(&filter["key"])))),
    }
    Ok(Test { pointers: vec![pointer.to_owned()], operator, wanted: wanted.to_vec() })
}

fn values(filter: &Value) -> &[Value] {
    filter["value"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Each value is compared with that of each job: without a limit, one call keeps all others waiting.
fn check_number_of_values(filters: &[Value]) -> Result<(), Refusal> {
    let count: usize = filters.iter().map(|filter| values(filter).len()).sum();
    if count > FILTER_VALUES {
        return Err(unsupported_values(format!("the filters have {count} values, more than {FILTER_VALUES}")));
    }
    Ok(())
}

fn unsupported_values(message: String) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "2809", message)
}

/// The job that a call names.
pub(super) fn job<'a>(call: &Call<'_>, state: &'a mut State) -> Result<&'a mut Thing, Refusal> {
    let jobs = state.registries.get(call.api, &V2_TRAINING_JOBS)?;
    jobs.get_mut(call.api, &call.key("training_job_id")).ok_or_else(|| call.missing("training_job_id"))
}

/// The job that a call names, as the service shows it.
pub(super) fn shown(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let jobs = state.registries.get(call.api, &V2_TRAINING_JOBS)?;
    let job = jobs.get(call.api, &call.key("training_job_id")).ok_or_else(|| call.missing("training_job_id"))?;
    Ok(jobs.show(call.api, &job, call.now))
}

fn update(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let description = call.get("description").cloned().unwrap_or_default();
    put(&mut job(call, state)?.fields, "/metadata/description", description);
    Ok(Value::Null)
}

fn stop(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let job = job(call, state)?;
    let seed = job.seed;
    if let Some(lifecycle) = &mut job.lifecycle {
        lifecycle.stop(call.now).map_err(|phase| not_stoppable(states(phase).0.as_str()))?;
    }
    Ok(call.answered(&shown(call, state)?, seed))
}

/// The lifecycle of the job whose task a call names.
fn task<'a>(call: &Call<'_>, state: &'a mut State) -> Result<Option<&'a mut Lifecycle>, Refusal> {
    let shown = shown(call, state)?;
    let tasks = shown.pointer("/status/tasks").and_then(Value::as_array);
    if !tasks.into_iter().flatten().any(|task| Some(task) == call.get("task_id")) {
        return Err(call.missing("task_id"));
    }
    Ok(job(call, state)?.lifecycle.as_mut())
}

fn preview_log(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let lines = task(call, state)?.map_or(0, |lifecycle| {
        // Whoever reads the log of a job waits for its end.
        lifecycle.wake(call.now);
        lifecycle.lines(call.now)
    });
    let content: String = (1..=lines).map(log_line).collect();
    Ok(json!({ "current_size": content.len(), "full_size": content.len(), "content": content }))
}

fn metrics(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let ran = task(call, state)?.map_or(0, |lifecycle| lifecycle.ran(call.now).as_secs());
    let values = vec![0.5; 1 + usize::try_from(ran / 60).unwrap_or(0)];
    Ok(json!({ "metrics": [{ "metric": "cpuUsage", "value": values }] }))
}
