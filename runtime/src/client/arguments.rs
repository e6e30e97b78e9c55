//! The arguments of a call.

use std::fmt;

use crate::service::operation::Operation;
use crate::service::parameter::{Location, Parameter};
use crate::value::schema::Form;
use crate::value::secret::Secret;
use crate::value::slot::Slot;
use crate::value::{encode, validate};

/// The value of a parameter.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Boolean(bool),
    Number(i64),
    Name(&'static str),
    Text(String),
    Secret(Secret),
    Float(f64),
    /// A list in a query, which repeats the name.
    List(Vec<String>),
    /// A value that is JSON already.
    Json(Json),
    /// A value that cannot be sent, and why.
    Invalid(String),
}

/// JSON of an object or a list. `Debug` does not show it: it may hold a secret.
#[derive(Clone)]
pub(crate) struct Json(pub(super) String);

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({} bytes)", self.0.len())
    }
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
        let Some(described) = self.operation.parameters.get(parameter) else { return };
        let of_list = validate::value_violation(slot.reborrow(), described.rule);
        let of_list = of_list.map(|violation| format!("invalid `{}`: {violation}", described.name));
        let value = match of_list.or_else(|| validate::violation(&mut slot, described.name)) {
            Some(violation) => Err(violation),
            None if described.form != Form::Plain => time(described, slot),
            None if matches!(slot, Slot::List(_))
                && (described.location == Location::Query || !described.join.is_empty()) =>
            {
                texts(described, slot)
            }
            None => encode::json(slot).map(|json| Argument::Json(Json(json))).map_err(|error| error.to_string()),
        };
        self.set(parameter, value.unwrap_or_else(Argument::Invalid));
    }

    /// Returns the number that a parameter is set to.
    pub(super) fn number_of(&self, parameter: usize) -> Option<i64> {
        match self.values.get(parameter) {
            Some(Some(Argument::Number(number))) => Some(*number),
            // Some services have numbers in texts.
            Some(Some(Argument::Text(text))) => text.parse().ok(),
            _ => None,
        }
    }

    /// Returns the parameters that are set.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&'static Parameter, &Argument)> {
        let all = self.operation.parameters.iter().zip(&self.values);
        all.filter_map(|(parameter, argument)| argument.as_ref().map(|argument| (parameter, argument)))
    }
}

/// Returns a time in the form of a parameter.
fn time(parameter: &Parameter, slot: Slot<'_>) -> Result<Argument, String> {
    match encode::time(slot, parameter.form) {
        Ok(serde_json::Value::String(text)) => Ok(Argument::Text(text)),
        Ok(number) => Ok(Argument::Json(Json(number.to_string()))),
        Err(violation) => Err(format!("invalid `{}`: {violation}", parameter.name)),
    }
}

/// Returns a list as texts, joined if the parameter says so.
fn texts(parameter: &Parameter, slot: Slot<'_>) -> Result<Argument, String> {
    if parameter.join.is_empty() {
        return encode::texts(slot).map(Argument::List).map_err(|error| error.to_string());
    }
    let joined = encode::joined(slot, parameter.join);
    joined.map(Argument::Text).map_err(|violation| format!("invalid `{}`: {violation}", parameter.name))
}

impl fmt::Debug for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.name)?;
        f.debug_map().entries(self.iter().map(|(parameter, argument)| (parameter.name, argument))).finish()
    }
}
