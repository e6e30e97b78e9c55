//! Logs of training jobs (version 1 of the API).

use serde_json::{Value, json};

use super::call::{Call, Handled};
use super::store::Store;
use super::training_job_versions::{shown, version};
use crate::rules::refusal::Refusal;

/// The position of the first line of a log is larger.
const FIRST_POSITION: i64 = 1_551_252_759_254_000_000;
/// The default number of lines.
const LINES: usize = 50;
/// The maximum number of log files of a version.
const MAX_FILES: u64 = 1000;

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "training_logs.list_files" => Some(list_log_files(call, store)),
        "training_logs.read" => Some(read_log(call, store)),
        _ => None,
    }
}

fn list_log_files(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    Ok(json!({ "log_file_list": log_files(call, store)? }))
}

/// Returns the names of a version's log files, one for each node.
fn log_files(call: &Call<'_>, store: &mut Store) -> Result<Vec<String>, Refusal> {
    let (shown, _) = shown(call, store)?;
    let nodes = shown["worker_server_num"].as_u64().unwrap_or(1).clamp(1, MAX_FILES);
    let text = |name: &str| shown[name].as_str().unwrap_or_default().to_owned();
    let (job, version) = (text("job_name"), text("version_name"));
    Ok((0..nodes).map(|node| format!("{job}-{version}.{node}")).collect())
}

fn read_log(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let base = match call.text("base_line").map(str::parse::<i64>).transpose() {
        Ok(base) => base,
        Err(_) => return Err(Refusal::argument("invalid `base_line`: it is not the position of a line")),
    };
    let file = call.text("log_file").unwrap_or_default();
    if !log_files(call, store)?.iter().any(|known| known == file) {
        return Err(call.not_found("log_file"));
    }
    let lifecycle = version(call, store)?.lifecycle.as_mut();
    let lines = lifecycle.map(|lifecycle| lifecycle.read_log(call.now)).unwrap_or_default();
    Ok(part(&lines, base, call))
}

/// Returns the requested lines of a log: the last ones, or those before or after a position.
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
