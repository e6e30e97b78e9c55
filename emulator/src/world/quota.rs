//! How much the emulator keeps of what callers create.

use hyper::StatusCode;
use serde_json::Value;

use crate::limits::CREATED_BYTES;
use crate::refusal::Refusal;

/// What each thing takes in addition to its fields.
const EACH: usize = 1024;
/// What each value takes in addition to its text, and each object: it has room for several fields from the start.
const VALUE: usize = 64;
const OBJECT: usize = 700;

/// What is taken of the quota.
#[derive(Debug, Default)]
pub(super) struct Quota(usize);

impl Quota {
    /// Takes what a thing with such fields needs.
    ///
    /// # Errors
    ///
    /// The refusal, if that is more than is left.
    pub(super) fn take(&mut self, fields: &Value) -> Result<usize, Refusal> {
        let size = size(fields).saturating_add(EACH);
        let taken = self.0.saturating_add(size);
        if taken > CREATED_BYTES {
            let message =
                format!("the quota of {CREATED_BYTES} bytes for all that is created is used up; delete something");
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "0118", message));
        }
        self.0 = taken;
        Ok(size)
    }

    pub(super) fn release(&mut self, size: usize) {
        self.0 = self.0.saturating_sub(size);
    }
}

/// What a value takes, by estimate.
pub(super) fn size(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => OBJECT + fields.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>(),
    };
    inner + VALUE
}
