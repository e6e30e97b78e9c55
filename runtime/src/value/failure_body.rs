//! Decodes the body of a failed request, whatever its shape.

mod message;
mod object;

pub use object::FailureObject;

use crate::value::decode::{self, Failure};
use crate::value::schema::Field;
use crate::value::slot::Slot;

/// Decodes the failure in an object of a body, if there is one.
pub(crate) fn in_object(fields: &'static [Field], object: FailureObject, body: &[u8]) -> Option<Failure> {
    // The first object of any name may be data.
    let FailureObject::Named(_) = object else { return None };
    let mut failure = Failure::of(fields);
    let object = object.find(decode::without_bom(body))?;
    decode::response(object.as_bytes(), Slot::Nothing, &mut failure).ok()?;
    failure.code.is_some().then_some(failure)
}

/// Decodes the failure in a body of any shape. Returns `None` if the body is empty.
pub(crate) fn read(fields: &'static [Field], object: FailureObject, body: &[u8]) -> Option<Failure> {
    let body = decode::without_bom(body);
    let mut failure = Failure::of(fields);
    let object = object.find(body);
    // The fields before an error are kept.
    let _ = decode::response(object.as_ref().map_or(body, String::as_bytes), Slot::Nothing, &mut failure);
    if failure.message.as_ref().is_none_or(String::is_empty) {
        let (message, code) = message::message_and_code(body);
        let has_code = failure.code.as_ref().is_some_and(|code| !code.is_empty());
        failure.code = if has_code { failure.code } else { code };
        failure.message = (!message.is_empty() && !has_code).then_some(message);
    }
    (failure.code.is_some() || failure.message.is_some()).then_some(failure)
}
