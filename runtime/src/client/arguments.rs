//! The arguments of a call.

use std::fmt;

use crate::service::operation::Operation;
use crate::service::parameter::Parameter;
use crate::value::slot::Slot;
use crate::value::{encode, validate};

/// The value of a parameter.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Boolean(bool),
    Number(i64),
    Name(&'static str),
    Text(String),
    /// A value that is JSON already.
    Json(String),
    /// A value that cannot be sent, and why.
    Invalid(String),
}

/// An operation, and the parameters that are set.
#[derive(Clone)]
pub(crate) struct Arguments {
    pub(super) operation: &'static Operation,
    pub(super) values: Vec<Option<Argument>>,
}

impl Arguments {
    pub(super) fn new(operation: &'static Operation) -> Self {
        Self { operation, values: operation.parameters.iter().map(|_| None).collect() }
    }

    /// Sets a parameter, by its index in the description of the operation.
    pub(super) fn set(&mut self, parameter: usize, value: Argument) {
        if let Some(argument) = self.values.get_mut(parameter) {
            *argument = Some(value);
        }
    }

    /// Sets a parameter of the body to an object or a list.
    pub(super) fn set_json(&mut self, parameter: usize, mut slot: Slot<'_>) {
        let name = self.operation.parameters.get(parameter).map_or("", |parameter| parameter.name);
        let value = match validate::violation(&mut slot, name) {
            Some(violation) => Argument::Invalid(violation),
            None => encode::json(slot).map_or_else(|error| Argument::Invalid(error.to_string()), Argument::Json),
        };
        self.set(parameter, value);
    }

    /// Returns the number that a parameter is set to.
    pub(super) fn number_of(&self, parameter: usize) -> Option<i64> {
        match self.values.get(parameter) {
            Some(Some(Argument::Number(number))) => Some(*number),
            _ => None,
        }
    }

    /// Returns the parameters that are set.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static Parameter, &Argument)> {
        let all = self.operation.parameters.iter().zip(&self.values);
        all.filter_map(|(parameter, argument)| argument.as_ref().map(|argument| (parameter, argument)))
    }
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.name)?;
        f.debug_map().entries(self.iter().map(|(parameter, argument)| (parameter.name, argument))).finish()
    }
}
