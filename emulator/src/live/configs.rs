//! Configurations of training jobs.

use std::time::Duration;

use serde_json::{Map, Value, json};

use super::registry::Registry;
use super::{Answer, Call, gone, taken, timestamp, with};

/// The configurations that callers made, by name.
#[derive(Debug, Default)]
pub(super) struct Configs(Registry<String, Config>);

#[derive(Debug)]
struct Config {
    sent: Map<String, Value>,
    created: Duration,
}

impl Config {
    fn show(&self) -> Map<String, Value> {
        with(&self.sent, json!({ "create_time": timestamp(self.created) }))
    }
}

impl Configs {
    pub(super) fn answer(&mut self, call: &Call<'_>) -> Answer {
        let name = call.text("config_name")?.to_owned();
        let operation = call.operation.id.as_str();
        if operation == "create_training_job_config" {
            return Some(if self.0.slot(&name).is_some_and(|known| known.is_some()) {
                Err(taken(&name))
            } else {
                self.0.insert(name, Config { sent: call.sent(), created: call.now });
                Ok(Value::Null)
            });
        }
        if call.text("config_type").is_some_and(|owner| owner != "custom") {
            return None;
        }
        let known = self.0.slot(&name)?;
        let Some(config) = known else { return Some(Err(gone("0104", "configuration"))) };
        match operation {
            "get_training_job_config" => return Some(Ok(call.answered(&config.show()))),
            "update_training_job_config" => config.sent = call.sent(),
            "delete_training_job_config" => *known = None,
            _ => return None,
        }
        Some(Ok(Value::Null))
    }

    pub(super) fn records(&self, call: &Call<'_>) -> Vec<Map<String, Value>> {
        if call.text("config_type") != Some("custom") {
            return Vec::new();
        }
        self.0.latest().map(|(_, config)| config.show()).collect()
    }
}
