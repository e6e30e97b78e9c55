//! The samples among the configurations of training jobs. No operation changes them.

use super::call::Call;
use super::collection::Collection;

/// Returns the collection that a call requests: the configurations of the project, or the samples of the service.
pub(super) fn requested(call: &Call<'_>, collection: Collection) -> Collection {
    let is_of_configs = call.operation.id.starts_with("training_job_configs.");
    match is_of_configs && call.text("config_type") == Some("sample") {
        true => Collection { path: format!("{}#samples", collection.path), ..collection },
        false => collection,
    }
}
