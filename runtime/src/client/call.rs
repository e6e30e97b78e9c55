//! A call: an operation with its arguments, and the client that sends it. Generated builders hold one.

use std::fmt;

use super::arguments::{Argument, Arguments, Json};
use super::inner::ClientInner;
use crate::service::operation::Operation;
use crate::value::secret::Secret;
use crate::value::slot::Slot;

/// A call. Parameters are set by their index in the description of the operation.
#[derive(Clone)]
pub struct Call {
    pub(super) client: ClientInner,
    pub(super) arguments: Arguments,
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.arguments.fmt(f)
    }
}

impl Call {
    pub fn new(client: &ClientInner, operation: &'static Operation) -> Self {
        Self { client: client.clone(), arguments: Arguments::new(operation) }
    }

    /// Sets a parameter to a number.
    pub fn number(self, parameter: usize, value: i64) -> Self {
        self.with(parameter, Argument::Number(value))
    }

    /// Sets a parameter to an unsigned number.
    pub fn unsigned(self, parameter: usize, value: u32) -> Self {
        self.with(parameter, Argument::Number(value.into()))
    }

    /// Sets a parameter to the name of an enumeration's value.
    pub fn name(self, parameter: usize, value: &'static str) -> Self {
        self.with(parameter, Argument::Name(value))
    }

    /// Sets a parameter to an owned text.
    pub fn owned_text(self, parameter: usize, value: String) -> Self {
        self.with(parameter, Argument::Text(value))
    }

    /// Sets a parameter to a text.
    pub fn text(self, parameter: usize, value: &str) -> Self {
        self.with(parameter, Argument::Text(value.to_owned()))
    }

    /// Sets a parameter to an object or a list.
    pub fn json(mut self, parameter: usize, slot: Slot<'_>) -> Self {
        self.arguments.set_json(parameter, slot);
        self
    }

    /// Sets a parameter to a secret.
    pub fn secret(self, parameter: usize, value: Secret) -> Self {
        self.with(parameter, Argument::Secret(value))
    }

    /// Sets a parameter to a number with a fraction.
    pub fn float(self, parameter: usize, value: f64) -> Self {
        self.with(parameter, Argument::Float(value))
    }

    /// Sets a parameter of the body to null.
    pub fn null(self, parameter: usize) -> Self {
        self.with(parameter, Argument::Json(Json("null".to_owned())))
    }

    /// Sets a parameter to `true` or `false`.
    pub fn boolean(self, parameter: usize, value: bool) -> Self {
        self.with(parameter, Argument::Boolean(value))
    }

    fn with(mut self, parameter: usize, value: Argument) -> Self {
        self.arguments.set(parameter, value);
        self
    }
}
