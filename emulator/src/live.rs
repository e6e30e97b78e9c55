//! What callers made: it shows up in lists and details, moves through its phases with the clock, can
//! be changed, stopped and deleted.
//!
//! What callers did not make is not known here, and answered with made-up values.

mod boards;
mod configs;
mod jobs;
mod life;
mod registry;
mod v2;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hyper::StatusCode;
use modelarts_codegen::model::{Api, Field, Operation, Reference, Type};
use serde_json::{Map, Value, json};

use crate::arguments::Arguments;
use crate::refusal::Refusal;
use crate::seed;
use crate::store::{self, Store};

/// An answer; nothing if a call is not about what callers made.
type Answer = Option<Result<Value, Refusal>>;

/// What callers made, and the clock that it lives by.
#[derive(Debug)]
pub(crate) struct Live {
    clock: Mutex<Clock>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct Clock {
    started: Instant,
    /// How far the clock was driven beyond the real time.
    advanced: Duration,
}

#[derive(Debug, Default)]
struct State {
    jobs: jobs::Jobs,
    configs: configs::Configs,
    boards: boards::Boards,
    v2: v2::V2,
    made: u32,
}

impl Default for Live {
    fn default() -> Self {
        let clock = Clock { started: Instant::now(), advanced: Duration::ZERO };
        Self { clock: Mutex::new(clock), state: Mutex::default() }
    }
}

impl Live {
    /// Drives the clock on.
    pub(crate) fn advance(&self, by: Duration) {
        lock(&self.clock).advanced += by;
    }

    /// Answers a call about what callers made.
    pub(crate) fn answer(&self, api: &Api, operation: &Operation, arguments: &Arguments, store: &Store) -> Answer {
        let call = Call { api, operation, arguments, now: self.now() };
        let mut state = lock(&self.state);
        let State { jobs, configs, boards, v2, made } = &mut *state;
        let mut id = || {
            *made += 1;
            *made
        };
        let mut answer = jobs
            .answer(&call, &mut id)
            .or_else(|| configs.answer(&call))
            .or_else(|| boards.answer(&call, &mut id))
            .or_else(|| v2.answer(&call, &mut id, store))?;
        if let Ok(answer) = &mut answer
            && operation.response.is_some_and(|at| api.table(at).tells_success)
        {
            answer[&api.service.failure.success] = true.into();
        }
        Some(answer)
    }

    /// What callers made of what a list shows, the latest first.
    pub(crate) fn records(&self, api: &Api, operation: &Operation, arguments: &Arguments) -> Vec<Map<String, Value>> {
        let call = Call { api, operation, arguments, now: self.now() };
        let state = lock(&self.state);
        match operation.id.as_str() {
            "list_training_jobs" => state.jobs.records(call.now),
            "list_training_job_configs" => state.configs.records(&call),
            "list_visualization_jobs" => state.boards.records(call.now),
            _ => Vec::new(),
        }
    }

    fn now(&self) -> Duration {
        let clock = lock(&self.clock);
        clock.started.elapsed() + clock.advanced
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A call, what it says, and when it came.
struct Call<'a> {
    api: &'a Api,
    operation: &'a Operation,
    arguments: &'a Arguments,
    now: Duration,
}

impl Call<'_> {
    fn get(&self, name: &str) -> Option<&Value> {
        let index = self.operation.parameters.iter().position(|parameter| parameter.name == name)?;
        self.arguments.get(index)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.get(name)?.as_str()
    }

    fn number(&self, name: &str) -> Option<i64> {
        self.get(name)?.as_i64()
    }

    /// Everything that was sent.
    fn sent(&self) -> Map<String, Value> {
        let parameters = self.operation.parameters.iter();
        parameters.filter_map(|parameter| Some((parameter.name.clone(), self.get(&parameter.name)?.clone()))).collect()
    }

    /// An object as the answer has it: its own values, and made-up ones where the answer promises more.
    fn answered(&self, object: &Map<String, Value>) -> Value {
        self.operation.response.map_or(Value::Null, |at| completed(self.api, at, object))
    }

    /// One page of a list, and the number of all its items.
    fn page(&self, all: &[Value], mut rest: Value) -> Value {
        let (Some(pages), Some(at)) = (&self.operation.pages, self.operation.response) else { return rest };
        let fields = &self.api.table(at).fields;
        let items = &all[store::window(pages, self.arguments, all.len())];
        rest[&fields[pages.items].name] =
            items.iter().filter_map(Value::as_object).map(|item| completed(self.api, pages.item, item)).collect();
        if let Some(total) = pages.total {
            rest[&fields[total].name] = all.len().into();
        }
        rest
    }
}

/// The fields of an object that a table has, and made-up values for those that the table promises beyond.
fn completed(api: &Api, at: Reference, object: &Map<String, Value>) -> Value {
    let Value::Object(mut known) = projected(api, at, object) else { return Value::Null };
    for field in api.table(at).fields.iter().filter(|field| !field.optional) {
        known.entry(&field.name).or_insert_with(|| seed::value(api, field, 0));
    }
    Value::Object(known)
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

/// An object with more fields, which win.
fn with(object: &Map<String, Value>, more: Value) -> Map<String, Value> {
    let mut object = object.clone();
    if let Value::Object(more) = more {
        object.extend(more);
    }
    object
}

/// A point in time as the service tells it.
fn timestamp(at: Duration) -> i64 {
    seed::FIRST_TIME + milliseconds(at)
}

fn milliseconds(span: Duration) -> i64 {
    i64::try_from(span.as_millis()).unwrap_or(i64::MAX)
}

/// The line that a job writes behind each second of its running.
fn log_line(second: u64) -> String {
    format!("step {second} of {}\n", life::RUNNING.as_secs())
}

fn gone(code: &'static str, what: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, code, format!("there is no such {what}"))
}

fn taken(name: &str) -> Refusal {
    Refusal::new(StatusCode::BAD_REQUEST, "2751", format!("the name {name} is taken"))
}

/// What cannot be done to something as it is.
fn conflict(code: &'static str, message: String) -> Refusal {
    Refusal::new(StatusCode::CONFLICT, code, message)
}
