//! What holds for the whole service: the facts that the spec gives, and how they are looked up.

use crate::call::Parameter;
use crate::error::Result;
use crate::error_code::ErrorCode;
use crate::record::Field;

/// A service, as its generated code describes it.
#[derive(Debug)]
pub struct Service {
    /// The response header that names the request.
    pub request_id: &'static str,
    /// What an answer says of its own failure: whether it succeeded, code, message, what to do.
    pub failure: &'static [Field],
    /// Sorted by status.
    pub statuses: &'static [Status],
    pub clouds: &'static [Cloud],
    /// What holds for the ID of a project.
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

/// Fills a template: `put` is asked for what each name in braces stands for.
pub(crate) fn fill(template: &str, mut put: impl FnMut(&mut String, &str) -> Result<()>) -> Result<String> {
    let mut filled = String::with_capacity(96);
    // Every other piece is a name.
    for (index, piece) in template.split(['{', '}']).enumerate() {
        match index % 2 {
            0 => filled.push_str(piece),
            _ => put(&mut filled, piece)?,
        }
    }
    Ok(filled)
}

/// A cloud that runs the service.
#[derive(Debug)]
pub struct Cloud {
    pub regions: &'static [&'static str],
    /// Address of the service, with `{region}` for the region.
    pub endpoint: &'static str,
    /// Address of the identity service, with `{region}` for the region.
    pub iam_endpoint: &'static str,
}

/// The clouds: for each the address of the service, that of the identity service, and the regions.
#[doc(hidden)]
#[macro_export]
macro_rules! clouds {
    ($clouds:ident { $(cloud $endpoint:literal $iam_endpoint:literal $(, $region:literal)*),* $(,)? }) => {
        static $clouds: &[$crate::service::Cloud] = &[$($crate::service::Cloud {
            regions: &[$($region),*],
            endpoint: $endpoint,
            iam_endpoint: $iam_endpoint,
        }),*];
    };
}
pub use clouds;

/// An HTTP status.
#[derive(Debug)]
pub struct Status {
    pub status: u16,
    pub reason: &'static str,
    pub asks: Asks,
    pub meaning: &'static str,
}

/// The statuses, sorted: each with its reason, what it asks of a client, and what it means.
#[doc(hidden)]
#[macro_export]
macro_rules! statuses {
    ($statuses:ident { $($status:literal $reason:literal $asks:ident $meaning:literal),* $(,)? }) => {
        static $statuses: &[$crate::service::Status] = &[$($crate::service::Status {
            status: $status,
            reason: $reason,
            asks: $crate::service::Asks::$asks,
            meaning: $meaning,
        }),*];
    };
}
pub use statuses;

/// What an HTTP status asks of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asks {
    /// Go on, nothing is wrong.
    Proceed,
    /// Send something else.
    Correct,
    /// Renew the credentials.
    Authenticate,
    /// Send the same request again.
    Repeat,
    /// Send the same request again, later.
    Wait,
    /// Bring the resource into another state first.
    Resolve,
    /// Nothing: the service is at fault.
    Report,
}
