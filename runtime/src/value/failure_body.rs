//! Decodes the body of a failed request, whatever its shape.

mod message;

use crate::value::decode::{self, Failure};
use crate::value::schema::Field;
use crate::value::slot::Slot;

/// Decodes the failure in a body of any shape. Returns `None` if the body is empty.
pub(crate) fn read(fields: &'static [Field], body: &[u8]) -> Option<Failure> {
    let body = decode::without_bom(body);
    let mut failure = Failure::of(fields);
    // The fields before an error are kept.
    let _ = decode::response(body, Slot::Nothing, &mut failure);
    if failure.message.as_ref().is_none_or(String::is_empty) {
        let (message, code) = message::message_and_code(body);
        let has_code = failure.code.as_ref().is_some_and(|code| !code.is_empty());
        failure.code = if has_code { failure.code } else { code };
        failure.message = (!message.is_empty() && !has_code).then_some(message);
    }
    (failure.code.is_some() || failure.message.is_some()).then_some(failure)
}
