//! The description of HTTP statuses.

/// An HTTP status.
#[derive(Debug)]
pub struct Status {
    pub status: u16,
    pub reason: &'static str,
    pub action: StatusAction,
    pub meaning: &'static str,
}

/// The statuses, sorted: each with its reason, what it asks of a client, and what it means.
#[doc(hidden)]
#[macro_export]
macro_rules! statuses {
    ($statuses:ident { $($status:literal $reason:literal $action:ident $meaning:literal),* $(,)? }) => {
        static $statuses: &[$crate::service::status::Status] = &[$($crate::service::status::Status {
            status: $status,
            reason: $reason,
            action: $crate::service::status::StatusAction::$action,
            meaning: $meaning,
        }),*];
    };
}
pub use statuses;

/// What an HTTP status asks of a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusAction {
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
