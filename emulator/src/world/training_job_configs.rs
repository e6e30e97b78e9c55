//! Configurations of training jobs: those of the project, and those that the service brings.

use serde_json::Value;

use super::call::{Call, name_conflict};
use super::registry::{Resource, Thing, put};
use super::{Answer, State, timestamp};
use crate::refusal::Refusal;

pub(super) const CONFIGS: Resource = Resource {
    name: "training_job_configs",
    table: "TrainingJobConfigSummary",
    id: "/config_name",
    unique_name: None,
    collection: "/v1/{project_id}/training-job-configs",
    states: None,
    show_parts: None,
};

/// Those that the service brings. No operation changes them.
pub(super) const SAMPLES: Resource = Resource { name: "sample_training_job_configs", ..CONFIGS };

/// Whose configurations a call is about.
pub(super) fn meant(call: &Call<'_>) -> &'static Resource {
    if call.text("config_type") == Some("sample") { &SAMPLES } else { &CONFIGS }
}

pub(super) fn answer(call: &Call<'_>, state: &mut State) -> Answer {
    match call.operation.id.as_str() {
        "create_training_job_config" => Some(create(call, state)),
        "update_training_job_config" => Some(update(call, state)),
        _ => None,
    }
}

fn create(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let name = call.key("config_name");
    let configs = state.registries.get(call.api, &CONFIGS)?;
    if configs.has(&name) {
        return Err(name_conflict(&name));
    }
    let mut fields = Value::Object(call.sent());
    put(&mut fields, "/create_time", timestamp(call.now.clock).into());
    let held = state.quota.take(&fields)?;
    configs.insert(Thing { held, ..Thing::created(name, fields) });
    Ok(Value::Null)
}

/// Replaces all that a configuration says.
fn update(call: &Call<'_>, state: &mut State) -> Result<Value, Refusal> {
    let configs = state.registries.get(call.api, &CONFIGS)?;
    let name = call.key("config_name");
    let config = configs.get(call.api, &name).ok_or_else(|| call.missing("config_name"))?;
    let create_time = configs.show(call.api, &config, call.now)["create_time"].take();
    let mut fields = Value::Object(call.sent());
    put(&mut fields, "/create_time", create_time);
    let config = configs.get_mut(call.api, &name).ok_or_else(|| call.missing("config_name"))?;
    config.replace(fields, &mut state.quota)?;
    Ok(Value::Null)
}
