//! Configurations of training jobs: those of the project and the samples of the service.

use serde_json::Value;

use super::call::{Call, Handled};
use super::json::put;
use super::kind::Resource;
use super::registry::Item;
use super::store::Store;
use crate::rules::refusal::Refusal;

pub(super) const CONFIGS: Resource = Resource {
    name: "training_job_configs",
    table: "TrainingJobConfigSummary",
    id: "/config_name",
    unique_name: None,
    collection: "/v1/{project_id}/training-job-configs",
    states: None,
    show_state: None,
    show_parts: None,
};

/// The samples of the service. No operation changes them.
pub(super) const SAMPLES: Resource = Resource { name: "sample_training_job_configs", ..CONFIGS };

/// Returns the configurations that a call requests.
pub(super) fn requested(call: &Call<'_>) -> &'static Resource {
    if call.text("config_type") == Some("sample") { &SAMPLES } else { &CONFIGS }
}

pub(super) fn handle(call: &Call<'_>, store: &mut Store) -> Handled {
    match call.operation.id.as_str() {
        "training_job_configs.create" => Some(create(call, store)),
        "training_job_configs.update" => Some(update(call, store)),
        _ => None,
    }
}

fn create(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let name = call.key("config_name");
    let configs = store.registries.get(call.api, &CONFIGS)?;
    if configs.has(&name) {
        return Err(Refusal::name_conflict(&name));
    }
    let mut fields = Value::Object(call.named_arguments());
    put(&mut fields, "/create_time", call.now.timestamp().into());
    let size = store.quota.take(&fields)?;
    configs.insert(Item { size, ..Item::created(name, fields) });
    Ok(Value::Null)
}

/// Replaces a configuration.
fn update(call: &Call<'_>, store: &mut Store) -> Result<Value, Refusal> {
    let configs = store.registries.get(call.api, &CONFIGS)?;
    let name = call.key("config_name");
    let config = configs.get(call.api, &name).ok_or_else(|| call.not_found("config_name"))?;
    let create_time = configs.show(call.api, &config, call.now)["create_time"].take();
    let mut fields = Value::Object(call.named_arguments());
    put(&mut fields, "/create_time", create_time);
    let config = configs.get_mut(call.api, &name).ok_or_else(|| call.not_found("config_name"))?;
    config.replace(fields, &mut store.quota)?;
    Ok(Value::Null)
}
