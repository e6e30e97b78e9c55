//! The description of a service and its operations, as data. Generated code fills it in.

pub mod cloud;
pub mod error_code;
pub mod operation;
pub mod parameter;
pub mod status;
pub(crate) mod template;

use crate::service::cloud::Cloud;
use crate::service::error_code::ErrorCode;
use crate::service::parameter::Parameter;
use crate::service::status::Status;
use crate::value::schema::Field;

/// A service, as generated code describes it.
#[derive(Debug)]
pub struct Service {
    /// The response header with the ID of the request.
    pub request_id: &'static str,
    /// The fields that report a failure: whether the call succeeded, the code, the message and the solution.
    pub failure: &'static [Field],
    /// Sorted by status.
    pub statuses: &'static [Status],
    pub clouds: &'static [Cloud],
    /// The parameter for the ID of a project.
    pub project: Parameter,
    /// Sorted by code.
    pub error_codes: &'static [ErrorCode],
}

impl Service {
    pub(crate) fn status(&self, status: u16) -> Option<&'static Status> {
        let index = self.statuses.binary_search_by_key(&status, |known| known.status).ok()?;
        self.statuses.get(index)
    }
}
