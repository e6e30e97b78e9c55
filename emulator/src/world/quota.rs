//! The total size of created and changed items.

use hyper::StatusCode;
use serde_json::Value;

use crate::config::limits::CREATED_BYTES;
use crate::rules::refusal::Refusal;

/// The size of an item without its fields.
const ITEM: usize = 1024;
/// The size of a value without its text.
const VALUE: usize = 64;
/// The size of an object without its fields. It allocates room for several of them.
const OBJECT: usize = 700;

/// The part of the quota that is in use.
#[derive(Debug, Default)]
pub(super) struct Quota(usize);

impl Quota {
    /// Takes the size of an item with these fields. Returns the size.
    ///
    /// # Errors
    ///
    /// Returns the refusal if the quota is exhausted.
    pub(super) fn take(&mut self, fields: &Value) -> Result<usize, Refusal> {
        let size = size(fields).saturating_add(ITEM);
        let used = self.0.saturating_add(size);
        if used > CREATED_BYTES {
            let message = format!("quota exceeded: created items take at most {CREATED_BYTES} bytes; delete some");
            return Err(Refusal::new(StatusCode::BAD_REQUEST, "0118", message));
        }
        self.0 = used;
        Ok(size)
    }

    pub(super) fn release(&mut self, size: usize) {
        self.0 = self.0.saturating_sub(size);
    }
}

/// Estimates the size of a value.
pub(super) fn size(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(fields) => OBJECT + fields.iter().map(|(name, value)| name.len() + size(value)).sum::<usize>(),
    };
    inner + VALUE
}
