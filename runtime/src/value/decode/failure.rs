//! The failure that a response reports about itself.

use crate::value::schema::Field;
use crate::value::slot::{ApiValue as _, Presence, Slot};

/// The failure that a response reports.
#[derive(Debug, Default)]
pub(crate) struct Failure {
    /// The fields that report it; empty for responses of other services.
    pub(super) fields: &'static [Field],
    success: Option<bool>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) solution: Option<String>,
}

impl Failure {
    /// Creates an empty failure that is decoded from these fields.
    pub(crate) fn of(fields: &'static [Field]) -> Self {
        Self { fields, ..Self::default() }
    }

    /// Returns whether the response reports a failure.
    pub(crate) fn is_failure(&self) -> bool {
        self.success == Some(false)
            || (self.success.is_none() && self.code.as_ref().is_some_and(|code| !code.is_empty()))
    }

    /// Returns whether the response itself says that the call failed.
    pub(crate) fn is_flagged(&self) -> bool {
        self.success == Some(false)
    }

    /// Clears a field that could not be decoded: half a value decides nothing.
    pub(super) fn forget(&mut self, field: usize) {
        if let Slot::Optional(target) = self.slot(field) {
            target.inner(Presence::Absent);
        }
    }

    pub(super) fn slot(&mut self, field: usize) -> Slot<'_> {
        match field {
            0 => self.success.slot(),
            1 => self.code.slot(),
            2 => self.message.slot(),
            _ => self.solution.slot(),
        }
    }
}
