//! Training jobs and algorithms of version 2 that callers made: they show up in lists and details,
//! move through their phases with the clock, can be changed, stopped and deleted.
//!
//! What callers did not make is not known here, and answered with made-up values.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Field, Operation, Reference, Type};
use serde_json::{Map, Value, json};

use crate::arguments::Arguments;
use crate::refusal::Refusal;
use crate::seed;

/// How long a job is being set up, waits, runs, and is being stopped.
const CREATING: Duration = Duration::from_secs(1);
const PENDING: Duration = Duration::from_secs(1);
const RUNNING: Duration = Duration::from_secs(10);
const TERMINATING: Duration = Duration::from_secs(1);
/// How many items a page of a list has if the caller does not say.
const PAGE: usize = 50;

/// What callers made. What was deleted is kept as nothing, so that it is not made up.
#[derive(Debug)]
pub(crate) struct Jobs(Mutex<State>);

#[derive(Debug)]
struct State {
    jobs: BTreeMap<String, Option<Job>>,
    algorithms: BTreeMap<String, Option<Value>>,
    started: Instant,
    /// How far the clock was driven beyond the real time.
    advanced: Duration,
    made: usize,
}

#[derive(Clone, Debug)]
struct Job {
    /// Kind, metadata, algorithm and spec, as the service shows them.
    shown: Value,
    created: Duration,
    stopped: Option<Duration>,
}

impl Job {
    /// The phase at a time, and how long the job has been running.
    fn phase(&self, now: Duration) -> (&'static str, Duration) {
        let begin = self.created + CREATING + PENDING;
        let ran = now.min(self.stopped.unwrap_or(now)).saturating_sub(begin).min(RUNNING);
        let phase = match self.stopped {
            Some(stopped) if now < stopped + TERMINATING => "Terminating",
            Some(_) => "Terminated",
            None if now < self.created + CREATING => "Creating",
            None if now < begin => "Pending",
            None if ran < RUNNING => "Running",
            None => "Completed",
        };
        (phase, ran)
    }

    fn show(&self, now: Duration) -> Value {
        let (phase, ran) = self.phase(now);
        let mut shown = self.shown.clone();
        shown["status"] = json!({ "phase": phase, "secondary_phase": secondary(phase), "tasks": ["worker-0"],
            "duration": ran.as_millis() as u64 });
        shown
    }
}

fn secondary(phase: &str) -> &str {
    if phase == "Pending" { "Queuing" } else { phase }
}

impl Default for Jobs {
    fn default() -> Self {
        let (jobs, algorithms) = (BTreeMap::new(), BTreeMap::new());
        Self(Mutex::new(State { jobs, algorithms, started: Instant::now(), advanced: Duration::ZERO, made: 0 }))
    }
}

impl Jobs {
    /// Drives the clock on.
    pub(crate) fn advance(&self, by: Duration) {
        self.lock().advanced += by;
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a call about what callers made; nothing if it is not about that.
    pub(crate) fn answer(
        &self,
        api: &Api,
        operation: &Operation,
        arguments: &Arguments,
        made_up: impl Fn(&str) -> Vec<Map<String, Value>>,
    ) -> Option<Result<Value, Refusal>> {
        let call = Call { api, operation, arguments };
        let mut state = self.lock();
        match operation.id.as_str() {
            "v2_create_training_job" => state.create_job(&call).map(Ok),
            "v2_create_algorithm" => state.create_algorithm(&call).map(Ok),
            "v2_list_training_jobs" => state.list_jobs(&call, made_up),
            "v2_list_algorithms" => state.list_algorithms(&call, made_up).map(Ok),
            _ => match (call.text("training_job_id"), call.text("algorithm_id")) {
                (Some(id), _) => state.job(&call, id),
                (_, Some(id)) => state.algorithm(&call, id),
                _ => None,
            },
        }
    }
}

/// A call, and what it says.
struct Call<'a> {
    api: &'a Api,
    operation: &'a Operation,
    arguments: &'a Arguments,
}

impl Call<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        let index = self.operation.parameters.iter().position(|parameter| parameter.name == name)?;
        self.arguments.get(index)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    fn size(&self, name: &str) -> Option<usize> {
        usize::try_from(self.get(name)?.as_u64()?).ok()
    }

    /// What was sent, as the table of the answer has it.
    fn shown(&self) -> Option<Value> {
        let sent = self
            .operation
            .parameters
            .iter()
            .filter_map(|parameter| Some((parameter.name.clone(), self.get(&parameter.name)?.clone())));
        Some(projected(self.api, self.operation.response?, &sent.collect()))
    }
}

/// The fields of an object that a table has; an item where the table has a list becomes one.
fn projected(api: &Api, at: Reference, object: &Map<String, Value>) -> Value {
    let field = |field: &Field| Some((field.name.clone(), value(api, &field.ty, object.get(&field.name)?)));
    Value::Object(api.table(at).fields.iter().filter_map(field).collect())
}

fn value(api: &Api, ty: &Type, sent: &Value) -> Value {
    match (ty, sent) {
        (Type::Table(at), Value::Object(object)) => projected(api, *at, object),
        (Type::List(item), Value::Array(items)) => items.iter().map(|sent| value(api, item, sent)).collect(),
        (Type::List(item), single) => json!([value(api, item, single)]),
        _ => sent.clone(),
    }
}

fn gone(code: &'static str, what: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, code, format!("there is no such {what}"))
}

impl State {
    fn now(&self) -> Duration {
        self.started.elapsed() + self.advanced
    }

    fn next_id(&mut self, what: &str) -> String {
        self.made += 1;
        format!("{what}-{:06}", self.made)
    }

    fn create_job(&mut self, call: &Call<'_>) -> Option<Value> {
        let (mut shown, id, created) = (call.shown()?, self.next_id("job"), self.now());
        shown["metadata"]["id"] = json!(id);
        shown["metadata"]["create_time"] = json!(seed::FIRST_TIME + created.as_millis() as i64);
        let job = Job { shown, created, stopped: None };
        let answer = job.show(created);
        self.jobs.insert(id, Some(job));
        Some(answer)
    }

    /// A call about one job.
    fn job(&mut self, call: &Call<'_>, id: &str) -> Option<Result<Value, Refusal>> {
        let now = self.now();
        let known = self.jobs.get_mut(id)?;
        let Some(job) = known else { return Some(Err(gone("2775", "training job"))) };
        let (phase, ran) = job.phase(now);
        Some(Ok(match call.operation.id.as_str() {
            "v2_get_training_job" => job.show(now),
            "v2_update_training_job_description" => {
                job.shown["metadata"]["description"] = call.get("description").cloned().unwrap_or_default();
                Value::Null
            }
            "v2_stop_training_job" if matches!(phase, "Creating" | "Pending" | "Running") => {
                job.stopped = Some(now);
                job.show(now)
            }
            "v2_stop_training_job" => {
                let message = format!("a job that is {phase} cannot be stopped");
                return Some(Err(Refusal::new(StatusCode::CONFLICT, "2796", message)));
            }
            "v2_delete_training_job" => {
                *known = None;
                Value::Null
            }
            "v2_preview_training_job_log" => {
                let lines = (1..=ran.as_secs()).map(|second| format!("step {second} of {}\n", RUNNING.as_secs()));
                let content: String = lines.collect();
                json!({ "current_size": content.len(), "full_size": content.len(), "content": content })
            }
            "v2_get_training_job_metrics" => {
                let values = vec![0.5; 1 + usize::try_from(ran.as_secs() / 60).unwrap_or(0)];
                json!({ "metrics": [{ "metric": "cpuUsage", "value": values }] })
            }
            _ => return None,
        }))
    }

    fn list_jobs(
        &self,
        call: &Call<'_>,
        made_up: impl Fn(&str) -> Vec<Map<String, Value>>,
    ) -> Option<Result<Value, Refusal>> {
        let filters = call.get("filters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if self.jobs.is_empty() && filters.is_empty() {
            return None;
        }
        let now = self.now();
        let made = self.jobs.values().rev().flatten().map(|job| job.show(now));
        let mut jobs: Vec<Value> = made.chain(made_up("Job").into_iter().map(Value::Object)).collect();
        for filter in filters {
            match matching(filter) {
                Ok(matches) => jobs.retain(|job| matches(job)),
                Err(refusal) => return Some(Err(refusal)),
            }
        }
        let size = call.size("limit").unwrap_or(PAGE);
        let skipped = call.size("offset").unwrap_or(0).saturating_mul(size);
        Some(Ok(listed(&jobs, skipped, size)))
    }

    fn create_algorithm(&mut self, call: &Call<'_>) -> Option<Value> {
        let (mut shown, id) = (call.shown()?, self.next_id("algorithm"));
        shown["metadata"]["id"] = json!(id);
        self.algorithms.insert(id, Some(shown.clone()));
        Some(shown)
    }

    /// A call about one algorithm.
    fn algorithm(&mut self, call: &Call<'_>, id: &str) -> Option<Result<Value, Refusal>> {
        let known = self.algorithms.get_mut(id)?;
        let Some(algorithm) = known else { return Some(Err(gone("2755", "algorithm"))) };
        Some(Ok(match call.operation.id.as_str() {
            "v2_get_algorithm" => algorithm.clone(),
            "v2_update_algorithm" => {
                *algorithm = call.shown()?;
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

    fn list_algorithms(&self, call: &Call<'_>, made_up: impl Fn(&str) -> Vec<Map<String, Value>>) -> Option<Value> {
        if self.algorithms.is_empty() {
            return None;
        }
        let made = self.algorithms.values().rev().flatten().cloned();
        let all: Vec<Value> = made.chain(made_up("Algorithm").into_iter().map(Value::Object)).collect();
        Some(listed(&all, call.size("offset").unwrap_or(0), call.size("limit").unwrap_or(PAGE)))
    }
}

fn listed(all: &[Value], skipped: usize, size: usize) -> Value {
    let items: Vec<_> = all.iter().skip(skipped).take(size).collect();
    json!({ "total": all.len(), "count": items.len(), "items": items })
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
