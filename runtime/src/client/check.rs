//! Checks the arguments of a call before it is sent.

use super::arguments::{Argument, Arguments};
use crate::error::{Error, Result};
use crate::service::operation::Operation;
use crate::service::parameter::Parameter;

impl Arguments {
    /// Checks each argument, and the rules between parameters.
    pub(super) fn check(&self) -> Result<()> {
        for (parameter, argument) in self.iter() {
            check_argument(parameter, argument)?;
        }
        self.check_rules()
    }

    /// Checks the rules between parameters.
    fn check_rules(&self) -> Result<()> {
        let Operation { rules, parameters, .. } = self.operation;
        let is_set = |index: usize| self.values.get(index).is_some_and(Option::is_some);
        let mut violations =
            rules.iter().filter_map(|rule| rule.presence_violation(is_set, |index| parameters[index].name));
        match violations.next() {
            Some(violation) => Err(Error::invalid("body", format!("invalid body: {violation}"))),
            None => Ok(()),
        }
    }
}

/// Checks an argument against the rule of its parameter.
pub(super) fn check_argument(parameter: &Parameter, argument: &Argument) -> Result<()> {
    let violation = match argument {
        Argument::Number(number) => parameter.rule.number_violation(*number),
        Argument::Text(text) => parameter.rule.text_violation(text),
        Argument::Float(number) => parameter.rule.fraction_violation(*number),
        Argument::Invalid(message) => return Err(Error::invalid(parameter.name, message.clone())),
        _ => None,
    };
    match violation {
        Some(violation) => Err(Error::invalid(parameter.name, format!("invalid `{}`: {violation}", parameter.name))),
        None => Ok(()),
    }
}

/// Checks a value that becomes a segment of a path.
pub(super) fn check_path_segment(name: &'static str, value: &str) -> Result<()> {
    // URLs treat these as steps through folders, even when they are encoded.
    match value {
        "" | "." | ".." => Err(Error::invalid(name, format!("invalid `{name}`: `{value}` cannot be part of a path"))),
        _ => Ok(()),
    }
}
