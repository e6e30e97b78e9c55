//! Training jobs of version 1, their versions, and what these write.

use std::time::Duration;

use modelarts::training_jobs::JobStatus;
use serde_json::{Map, Value, json};

use super::life::{self, Life, Phase};
use super::registry::Registry;
use super::{Answer, Call, conflict, gone, log_line, milliseconds, taken, timestamp, with};
use crate::refusal::Refusal;

/// The IDs of training jobs that callers made are larger, and smaller than those of visualization jobs.
const FIRST_ID: i64 = 1_000_000_000;
/// The position of the first line of a log is larger.
const FIRST_POSITION: i64 = 1_551_252_759_254_000_000;
/// How many lines are read if the caller does not say.
const LINES: usize = 50;

/// The training jobs that callers made, by ID.
#[derive(Debug, Default)]
pub(super) struct Jobs(Registry<i64, Job>);

#[derive(Debug)]
struct Job {
    name: String,
    description: String,
    created: Duration,
    versions: Registry<i64, Version>,
    /// How many versions there have been.
    count: usize,
}

#[derive(Debug)]
struct Version {
    name: String,
    config: Map<String, Value>,
    life: Life,
}

impl Version {
    fn status(&self, now: Duration) -> JobStatus {
        match self.life.phase(now) {
            Phase::Creating => JobStatus::Init,
            Phase::Pending => JobStatus::Waiting,
            Phase::Running => JobStatus::Running,
            Phase::Completed => JobStatus::Completed,
            Phase::Stopping => JobStatus::Killing,
            Phase::Stopped => JobStatus::Killed,
        }
    }

    fn show(&self, id: i64, now: Duration) -> Map<String, Value> {
        with(
            &self.config,
            json!({ "version_id": id, "version_name": self.name, "status": self.status(now).code(),
                "create_time": timestamp(self.life.created), "duration": milliseconds(self.life.ran(now)) }),
        )
    }

    /// The lines of the log so far.
    fn lines(&self, now: Duration) -> Vec<String> {
        (1..=self.life.ran(now).as_secs()).map(log_line).collect()
    }
}

impl Job {
    /// The job as lists show it, with its latest version.
    fn show(&self, id: i64, now: Duration) -> Map<String, Value> {
        let without = json!({ "version_id": 0, "version_name": "", "status": JobStatus::Init.code(),
            "create_time": timestamp(self.created), "duration": 0 });
        let latest = self.versions.latest().next().map(|(id, version)| Value::Object(version.show(*id, now)));
        let more = json!({ "job_id": id, "job_name": self.name, "job_desc": self.description,
            "version_count": self.versions.latest().count(), "engine_type": 1 });
        with(&with(&Map::new(), latest.unwrap_or(without)), more)
    }

    fn add_version(&mut self, id: i64, config: &Value, now: Duration) {
        self.count += 1;
        let config = config.as_object().cloned().unwrap_or_default();
        let config = with(&Map::from_iter([("pre_version_id".to_owned(), json!(0))]), Value::Object(config));
        let version = Version { name: format!("V{:04}", self.count), config, life: Life::new(now, life::RUNNING) };
        self.versions.insert(id, version);
    }
}

impl Jobs {
    pub(super) fn answer(&mut self, call: &Call<'_>, id: &mut impl FnMut() -> u32) -> Answer {
        let mut id = || FIRST_ID + i64::from(id());
        let operation = call.operation.id.as_str();
        if operation == "create_training_job" {
            return Some(self.create(call, &mut id));
        }
        let job_id = call.number("job_id")?;
        let known = self.0.slot(&job_id)?;
        let Some(job) = known else { return Some(Err(gone("2775", "training job"))) };
        match operation {
            "update_training_job_description" => {
                job.description = call.text("job_desc").unwrap_or_default().to_owned();
                Some(Ok(Value::Null))
            }
            "delete_training_job" => {
                *known = None;
                Some(Ok(Value::Null))
            }
            "create_training_job_version" => Some(add_version(job, job_id, call, &mut id)),
            "list_training_job_versions" => {
                let versions: Vec<_> =
                    job.versions.latest().map(|(id, version)| Value::Object(version.show(*id, call.now))).collect();
                Some(Ok(call.page(&versions, call.answered(&job.show(job_id, call.now)))))
            }
            _ => version(job, job_id, call),
        }
    }

    fn create(&mut self, call: &Call<'_>, id: &mut impl FnMut() -> i64) -> Result<Value, Refusal> {
        let name = call.text("job_name").unwrap_or_default();
        if self.0.latest().any(|(_, job)| job.name == name) {
            return Err(taken(name));
        }
        let description = call.text("job_desc").unwrap_or_default().to_owned();
        let (versions, count) = (Registry::default(), 0);
        let mut job = Job { name: name.to_owned(), description, created: call.now, versions, count };
        let (job_id, config) = (id(), call.get("config").cloned().unwrap_or_default());
        if config["create_version"] != json!(false) {
            job.add_version(id(), &config, call.now);
        }
        let answer = call.answered(&job.show(job_id, call.now));
        self.0.insert(job_id, job);
        Ok(answer)
    }

    pub(super) fn records(&self, now: Duration) -> Vec<Map<String, Value>> {
        self.0.latest().map(|(id, job)| job.show(*id, now)).collect()
    }
}

/// Adds a version that goes on from another one of the job.
fn add_version(job: &mut Job, job_id: i64, call: &Call<'_>, id: &mut impl FnMut() -> i64) -> Result<Value, Refusal> {
    let config = call.get("config").cloned().unwrap_or_default();
    let before = config["pre_version_id"].as_i64().unwrap_or(0);
    if job.versions.slot(&before).is_none_or(|version| version.is_none()) {
        return Err(gone("0104", &format!("version to go on from: {before}")));
    }
    if let Some(description) = call.text("job_desc").filter(|description| !description.is_empty()) {
        job.description = description.to_owned();
    }
    job.add_version(id(), &config, call.now);
    Ok(call.answered(&job.show(job_id, call.now)))
}

/// A call about one version.
fn version(job: &mut Job, job_id: i64, call: &Call<'_>) -> Answer {
    let version_id = call.number("version_id")?;
    let whole = job.show(job_id, call.now);
    let missing = || Some(Err(gone("2775", "version of the training job")));
    let Some(known) = job.versions.slot(&version_id) else { return missing() };
    let Some(version) = known else { return missing() };
    Some(Ok(match call.operation.id.as_str() {
        "get_training_job_version" => call.answered(&with(&whole, Value::Object(version.show(version_id, call.now)))),
        "stop_training_job_version" => {
            if let Err(phase) = version.life.stop(call.now) {
                return Some(Err(conflict("2796", format!("a version that is {phase:?} cannot be stopped"))));
            }
            Value::Null
        }
        "delete_training_job_version" => {
            *known = None;
            Value::Null
        }
        "list_training_job_log_files" => json!({ "log_file_list": log_files(&job.name, version) }),
        "read_training_job_log" => {
            let file = call.text("log_file").unwrap_or_default();
            if !log_files(&job.name, version).iter().any(|known| known == file) {
                return Some(Err(gone("2820", &format!("log file: {file}"))));
            }
            part(&version.lines(call.now), call)
        }
        _ => return None,
    }))
}

/// The names of a version's log files, one for each node.
fn log_files(job: &str, version: &Version) -> Vec<String> {
    let nodes = version.config.get("worker_server_num").and_then(Value::as_u64).unwrap_or(1);
    (0..nodes).map(|node| format!("{job}-{}.{node}", version.name)).collect()
}

/// The lines of a log that a call asks for: its last ones, or those before or behind a position.
fn part(lines: &[String], call: &Call<'_>) -> Value {
    let count = call.number("lines").and_then(|lines| usize::try_from(lines).ok()).unwrap_or(LINES);
    let base = call.text("base_line").and_then(|position| position.parse::<i64>().ok());
    let base = base.map(|position| usize::try_from(position - FIRST_POSITION).unwrap_or(0).min(lines.len()));
    let (from, to) = match base {
        Some(base) if call.text("order") == Some("desc") => (base, (base + count).min(lines.len())),
        Some(base) => (base.saturating_sub(1 + count), base.saturating_sub(1)),
        None => (lines.len().saturating_sub(count), lines.len()),
    };
    let position = |line: usize| (FIRST_POSITION + i64::try_from(line).unwrap_or(0)).to_string();
    let (start, end) = (position((from + 1).min(to)), position(to));
    json!({ "content": lines[from..to].concat(), "lines": to - from, "start_line": start, "end_line": end })
}
