//! The object in a response that holds the fields of a failure.

use serde_json::Value;

/// The longest body that is searched for a failure.
pub(super) const SEARCHED: usize = 64 * 1024;

/// The object in a response that holds the fields of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureObject {
    /// The response itself.
    None,
    Named(&'static str),
    /// The first object in the response, whatever its name is.
    Any,
}

impl FailureObject {
    /// Returns the object of a body as JSON, if it is not the body itself. `serde_json` limits the depth.
    pub(super) fn find(self, body: &[u8]) -> Option<String> {
        if self == Self::None || body.len() > SEARCHED {
            return None;
        }
        let Ok(Value::Object(outer)) = serde_json::from_slice(body) else { return None };
        let object = match self {
            Self::Named(name) => outer.get(name),
            _ => outer.values().find(|value| value.is_object()),
        };
        object.map(Value::to_string)
    }
}
