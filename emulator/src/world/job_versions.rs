//! The versions of a training job (version 1 of the API), created and seeded.

use modelarts_codegen::Api;
use modelarts_codegen::model::Operation;
use serde_json::{Value, json};

use super::call::Call;
use super::extras::Extras;
use super::json::merge;
use super::kind::{Kind, table};
use super::registry::{Item, Registry};
use super::seed;
use crate::rules::refusal::Refusal;

/// The IDs of all versions of seeded jobs but the latest are larger. The IDs of created versions are larger still.
const FIRST_EARLIER_ID: usize = 100_000_000;
/// The engine of a version that names none.
const DEFAULT_ENGINE: i64 = 1;
/// The maximum number of seeded versions of a job, plus one.
const IDS_PER_JOB: usize = 10;
/// The time between two versions of a seeded job, in milliseconds.
const VERSION_INTERVAL: i64 = 60 * 60 * 1000;

/// Returns an empty registry for the versions of a job. They share the states of the jobs.
pub(super) fn registry(api: &Api, jobs: &Registry) -> Result<Registry, Refusal> {
    let kind = Kind {
        table: table(api, "TrainingJobVersion")?,
        id: Some("/version_id".to_owned()),
        unique_name: None,
        in_use: None,
        states: jobs.kind().states.clone(),
        extras: Extras::default(),
    };
    Ok(Registry::new(api, kind, 0))
}

/// Returns a created version.
pub(super) fn created(call: &Call<'_>, versions: &Registry, id: u64, number: i64, config: &Value) -> Item {
    let mut fields = json!({ "pre_version_id": 0 });
    merge(&mut fields, config);
    let own = json!({ "version_id": id, "version_name": format!("V{number:04}"), "create_time": call.now.timestamp() });
    merge(&mut fields, &own);
    merge(&mut fields, &engine(call, config["engine_id"].as_i64().unwrap_or(DEFAULT_ENGINE)));
    Item { lifecycle: versions.created_lifecycle(call.now), ..Item::created(id.to_string(), fields) }
}

/// Returns the fields of an engine, as the list of engines shows it. Of an unlisted engine, only the ID is known.
fn engine(call: &Call<'_>, id: i64) -> Value {
    let list = call.api.operations().find(|operation| operation.id == "resources.list_engines");
    let listed = list.and_then(Operation::table).map(|at| seed::record(call.api, at, 0)).unwrap_or_default();
    let engines = listed.get("engines").and_then(Value::as_array);
    let engine = engines.into_iter().flatten().find(|engine| engine["engine_id"] == json!(id));
    let unknown = json!({ "engine_type": 0, "engine_name": "", "engine_version": "" });
    let engine = engine.unwrap_or(&unknown);
    let (kind, name, version) = (&engine["engine_type"], &engine["engine_name"], &engine["engine_version"]);
    json!({ "engine_id": id, "engine_type": kind, "engine_name": name, "engine_version": version })
}

/// Returns the versions of a seeded job: as many as the job shows, and the latest as the job shows it.
pub(super) fn seeded(call: &Call<'_>, jobs: &Registry, job: &Item, index: usize) -> Result<Registry, Refusal> {
    let api = call.api;
    let mut versions = registry(api, jobs)?;
    let shown = seed::record(api, jobs.kind().table, index);
    let number = |name: &str| shown.get(name).and_then(Value::as_i64).unwrap_or(0);
    let count = usize::try_from(number("version_count")).unwrap_or(1).clamp(1, IDS_PER_JOB - 1);
    let mut previous = 0;
    for version in 1..=count {
        let is_latest = version == count;
        let earlier = FIRST_EARLIER_ID.saturating_add(index.saturating_mul(IDS_PER_JOB)).saturating_add(version);
        let id = if is_latest { number("version_id") } else { i64::try_from(earlier).unwrap_or(i64::MAX) };
        let seed = index.wrapping_add(earlier);
        let state = |name: &str| seed::at(api, versions.kind().table, name, seed);
        let (status, duration, lifecycle) = if is_latest {
            (number("status").into(), number("duration").into(), job.lifecycle.clone())
        } else {
            (state("/status"), state("/duration"), versions.seeded_lifecycle(state))
        };
        let age = i64::try_from(count - version).unwrap_or(0).saturating_mul(VERSION_INTERVAL);
        let fields = json!({ "version_id": id, "version_name": format!("V{version:04}"), "pre_version_id": previous,
            "create_time": number("create_time").saturating_sub(age), "status": status, "duration": duration });
        versions.insert(Item { seed: Some(seed), lifecycle, ..Item::created(id.to_string(), fields) });
        previous = id;
    }
    Ok(versions)
}
