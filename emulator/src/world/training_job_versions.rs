//! Versions of training jobs of version 1 of the API, and what they write.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::{Value, json};

use super::call::{Call, not_stoppable};
use super::lifecycle::{self, Lifecycle};
use super::registry::{Kind, Registry, Thing, merge};
use super::training_jobs::{STATES, TRAINING_JOBS, describe, status_name};
use super::{Answer, State, log_line, seed, table, timestamp};
use crate::refusal::Refusal;

/// The IDs of versions that callers create are larger.
const FIRST_ID: u64 = 1_000_000_000;
/// The IDs of all versions of seeded jobs but the latest are larger, and smaller than those above.
const FIRST_EARLIER_ID: usize = 100_000_000;
/// The engine of a version that names none.
const DEFAULT_ENGINE: i64 = 1;
/// The most versions that a job is seeded with, plus one.
const IDS_PER_JOB: usize = 10;
/// The time between two versions of a seeded job, in milliseconds.
const BETWEEN: i64 = 60 * 60 * 1000;
/// The position of the first line of a log is larger.
const FIRST_POSITION: i64 = 1_551_252_759_254_000_000;
/// How many lines are read if the caller does not say.
const LINES: usize = 50;
/// The most log files of a version, one for each node.
const MOST_FILES: u64 = 1000;

/// A registry for the versions of a job.
pub(super) fn registry(api: &modelarts_codegen::Api) -> Result<Registry, Refusal> {
    let kind = Kind {
        table: table(api, "TrainingJobVersion")?,
        id: Some("/version_id".to_owned()),
        unique_name: None,
        states: Some(&STATES),
        show_parts: None,
    };
    Ok(Registry::new(api, kind, 0))
}

/// A version that a caller creates.
pub(super) fn created(call: &Call<'_>, id: u64, number: i64, config: &Value) -> Thing {
    let mut fields = json!({ "pre_version_id": 0 });
    merge(&mut fields, config);
    let own =
        json!({ "version_id": id, "version_name": format!("V{number:04}"), "create_time": timestamp(call.now.clock) });
    merge(&mut fields, &own);
    merge(&mut fields, &engine(call, config["engine_id"].as_i64().unwrap_or(DEFAULT_ENGINE)));
    let lifecycle = Some(Lifecycle::new(call.now, lifecycle::RUNNING));
    Thing { lifecycle, ..Thing::created(id.to_string(), fields) }
}

/// What versions show of an engine: what the list of engines does. Of one that it lacks, only the ID is known.
fn engine(call: &Call<'_>, id: i64) -> Value {
    let list = call.api.operations().find(|operation| operation.id == "list_engines");
    let listed = list.and_then(|list| list.response).map(|at| seed::record(call.api, at, 0)).unwrap_or_default();
    let engines = listed.get("engines").and_then(Value::as_array);
    let engine = engines.into_iter().flatten().find(|engine| engine["engine_id"] == json!(id));
    let unknown = json!({ "engine_type": 0, "engine_name": "", "engine_version": "" });
    let engine = engine.unwrap_or(&unknown);
    let (kind, name, version) = (&engine["engine_type"], &engine["engine_name"], &engine["engine_version"]);
    json!({ "engine_id": id, "engine_type": kind, "engine_name": name, "engine_version": version })
}

/// The versions of a seeded job: as many as the job shows, the latest of them as it shows it.
fn seeded(call: &Call<'_>, jobs: &Registry, job: &Thing, index: usize) -> Result<Registry, Refusal> {
    let api = call.api;
    let mut versions = registry(api)?;
    let shown = seed::record(api, jobs.kind().table, index);
    let number = |name: &str| shown.get(name).and_then(Value::as_i64).unwrap_or(0);
    let count = usize::try_from(number("version_count")).unwrap_or(1).clamp(1, IDS_PER_JOB - 1);
    let mut before = 0;
    for version in 1..=count {
        let is_latest = version == count;
        let earlier = FIRST_EARLIER_ID.saturating_add(index.saturating_mul(IDS_PER_JOB)).saturating_add(version);
        let id = if is_latest { number("version_id") } else { i64::try_from(earlier).unwrap_or(i64::MAX) };
        let seed = index.wrapping_add(earlier);
        let state = |name: &str| seed::at(api, versions.kind().table, name, seed);
        let (status, duration, lifecycle) = if is_latest {
            (number("status").into(), number("duration").into(), job.lifecycle.clone())
        } else {
            let (status, duration) = (state(STATES.status), state(STATES.duration));
            let lifecycle = STATES.seeded(&status, &duration);
            (status, duration, Some(lifecycle))
        };
        let after = i64::try_from(count - version).unwrap_or(0).saturating_mul(BETWEEN);
        let fields = json!({ "version_id": id, "version_name": format!("V{version:04}"), "pre_version_id": before,
            "create_time": number("create_time").saturating_sub(after), "status": status, "duration": duration });
        versions.insert(Thing { seed: Some(seed), lifecycle, ..Thing::created(id.to_string(), fields) });
        before = id;
    }
    Ok(versions)
}

/// The versions of a job, to be looked at: those of a seeded job are not kept for that.
fn look<'a>(call: &Call<'_>, jobs: &Registry, job: &'a Thing) -> Result<Cow<'a, Registry>, Refusal> {
    match (&job.parts, job.seed) {
        (Some(versions), _) => Ok(Cow::Borrowed(versions)),
        (None, Some(index)) => seeded(call, jobs, job, index).map(Cow::Owned),
        (None, None) => Err(call.missing("job_id")),
    }
}

/// The versions of the job that a call names, to be changed.
fn open<'a>(call: &Call<'_>, jobs: &'a mut Registry) -> Result<&'a mut Registry, Refusal> {
    let key = call.key("job_id");
    let job = jobs.get(call.api, &key).ok_or_else(|| call.missing("job_id"))?;
    let versions = match (&job.parts, job.seed) {
        (None, Some(index)) => Some(seeded(call, jobs, &job, index)?),
        _ => None,
    };
    let job = jobs.get_mut(call.api, &key).ok_or_else(|| call.missing("job_id"))?;
    if let Some(versions) = versions {
        job.parts = Some(versions);
        // The state of the job is that of its latest version from here on.
        job.lifecycle = None;
    }
    job.parts.as_mut().ok_or_else(|| call.missing("job_id"))
}

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    let about_one = match call.operation.id.as_str() {
        "create_training_job_version" => return Some(create(call, state)),
        "list_training_job_versions" => return Some(list(call, state)),
        "get_training_job_version" => get,
        "stop_training_job_version" => stop,
        "delete_training_job_version" => delete,
        "list_training_job_log_files" => list_log_files,
        "read_training_job_log" => read_log,
        _ => return None,
    };
    Some(about_one(call, state))
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let id = FIRST_ID.saturating_add(state.next_id());
    let config = call.get("config").cloned().unwrap_or_default();
    let jobs = state.registries.get(call.api, &TRAINING_JOBS)?;
    let versions = open(call, jobs)?;
    // A job without versions has none to go on from.
    let is_first = config["pre_version_id"] == json!(0) && versions.positions().next().is_none();
    if !is_first && !versions.has(&config["pre_version_id"].to_string()) {
        return Err(call.missing_field("config", "pre_version_id"));
    }
    let version = created(call, id, versions.created().saturating_add(1), &config);
    let held = state.quota.take(&version.fields)?;
    versions.insert(Thing { held, ..version });
    if let Some(description) = call.text("job_desc").filter(|description| !description.is_empty()) {
        describe(call, jobs, description)?;
    }
    let job = jobs.get(call.api, &call.key("job_id")).ok_or_else(|| call.missing("job_id"))?;
    Ok(call.answered(&jobs.show(call.api, &job, call.now), None))
}

fn list(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let jobs = state.registries.get(call.api, &TRAINING_JOBS)?;
    let job = jobs.get(call.api, &call.key("job_id")).ok_or_else(|| call.missing("job_id"))?;
    let shown = jobs.show(call.api, &job, call.now);
    let versions = look(call, jobs, &job)?;
    let found: Arc<[i64]> = versions.positions().collect();
    call.page(&versions, &found, &shown)
}

fn get(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let (shown, seed) = shown(call, state)?;
    Ok(call.answered(&shown, seed))
}

/// The version that a call names, with its job, as the service shows it; and the seed of the version.
fn shown(call: &Call<'_>, state: &mut State) -> Result<(Value, Option<usize>), Refusal> {
    let jobs = state.registries.get(call.api, &TRAINING_JOBS)?;
    let job = jobs.get(call.api, &call.key("job_id")).ok_or_else(|| call.missing("job_id"))?;
    let versions = look(call, jobs, &job)?;
    let version = versions.get(call.api, &call.key("version_id")).ok_or_else(|| call.missing("version_id"))?;
    let mut shown = jobs.show(call.api, &job, call.now);
    merge(&mut shown, &versions.show(call.api, &version, call.now));
    Ok((shown, version.seed))
}

/// The version that a call names.
fn version<'a>(call: &Call<'_>, state: &'a mut State) -> Result<&'a mut Thing, Refusal> {
    let versions = open(call, state.registries.get(call.api, &TRAINING_JOBS)?)?;
    versions.get_mut(call.api, &call.key("version_id")).ok_or_else(|| call.missing("version_id"))
}

fn stop(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    if let Some(lifecycle) = &mut version(call, state)?.lifecycle {
        lifecycle.stop(call.now).map_err(|phase| not_stoppable(&status_name(phase)))?;
    }
    Ok(Value::Null)
}

fn delete(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let versions = open(call, state.registries.get(call.api, &TRAINING_JOBS)?)?;
    let key = call.key("version_id");
    if !versions.has(&key) {
        return Err(call.missing("version_id"));
    }
    let held = versions.remove(call.api, &key);
    state.quota.release(held);
    Ok(Value::Null)
}

fn list_log_files(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    Ok(json!({ "log_file_list": log_files(call, state)? }))
}

/// The names of a version's log files, one for each node.
fn log_files(call: &Call<'_>, state: &mut State) -> Result<Vec<String>, Refusal> {
    let (shown, _) = shown(call, state)?;
    let nodes = shown["worker_server_num"].as_u64().unwrap_or(1).clamp(1, MOST_FILES);
    let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
    let (job, version) = (text("job_name"), text("version_name"));
    Ok((0..nodes).map(|node| format!("{job}-{version}.{node}")).collect())
}

fn read_log(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let base = match call.text("base_line").map(str::parse::<i64>).transpose() {
        Ok(base) => base,
        Err(_) => return Err(Refusal::argument("`base_line` is no position of a line")),
    };
    let file = call.text("log_file").unwrap_or_default();
    if !log_files(call, state)?.iter().any(|known| known == file) {
        return Err(call.missing("log_file"));
    }
    let version = version(call, state)?;
    let lines = version.lifecycle.as_mut().map_or(0, |lifecycle| {
        // Whoever reads the log of a job waits for its end.
        lifecycle.wake(call.now);
        lifecycle.lines(call.now)
    });
    Ok(part(&(1..=lines).map(log_line).collect::<Vec<_>>(), base, call))
}

/// The lines of a log that a call asks for: its last ones, or those before or after a position.
fn part(lines: &[String], base: Option<i64>, call: &Call<'_>) -> Value {
    let count = call.number("lines").and_then(|lines| usize::try_from(lines).ok()).unwrap_or(LINES);
    let line = |position: i64| usize::try_from(position.saturating_sub(FIRST_POSITION)).unwrap_or(0).min(lines.len());
    let (from, to) = match base.map(line) {
        Some(base) if call.text("order") == Some("desc") => (base, base.saturating_add(count).min(lines.len())),
        Some(base) => (base.saturating_sub(1).saturating_sub(count), base.saturating_sub(1)),
        None => (lines.len().saturating_sub(count), lines.len()),
    };
    let position = |line: usize| FIRST_POSITION.saturating_add(i64::try_from(line).unwrap_or(0)).to_string();
    let (start, end) = (position((from + 1).min(to)), position(to));
    json!({ "content": lines[from..to].concat(), "lines": to - from, "start_line": start, "end_line": end })
}
