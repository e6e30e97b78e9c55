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
use crate::value::failure_body::FailureObject;
use crate::value::schema::Field;

/// A service, as generated code describes it.
#[derive(Debug)]
pub struct Service {
    pub name: &'static str,
    /// The response header with the ID of the request.
    pub request_id: &'static str,
    /// The fields that report a failure: whether the call succeeded, the code, the message and the solution.
    pub failure: &'static [Field],
    /// The object in a response that holds these fields.
    pub failure_object: FailureObject,
    /// Sorted by status.
    pub statuses: &'static [Status],
    pub clouds: &'static [Cloud],
    /// The parameters that the client itself puts into paths.
    pub path_parameters: &'static [Parameter],
    /// Sorted by code.
    pub error_codes: &'static [ErrorCode],
}

/// The path parameter for the ID of a project.
pub(crate) const PROJECT_ID: &str = "project_id";

impl Service {
    /// Describes a service of which only the statuses are known.
    pub(crate) const fn of_statuses(name: &'static str, statuses: &'static [Status]) -> Self {
        Self {
            name,
            request_id: "x-request-id",
            failure: &[],
            failure_object: FailureObject::None,
            statuses,
            clouds: &[],
            path_parameters: &[],
            error_codes: &[],
        }
    }

    /// Returns the fields of a failure that a response of any status may have: they are not in an object of it.
    pub(crate) fn outer_failure(&self) -> &'static [Field] {
        if self.failure_object == FailureObject::None { self.failure } else { &[] }
    }

    /// Returns whether calls need the ID of a project.
    pub(crate) fn has_projects(&self) -> bool {
        self.path_parameters.iter().any(|parameter| parameter.name == PROJECT_ID)
    }

    pub(crate) fn status(&self, status: u16) -> Option<&'static Status> {
        let index = self.statuses.binary_search_by_key(&status, |known| known.status).ok()?;
        self.statuses.get(index)
    }
}
