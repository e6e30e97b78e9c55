//! The description of HTTP statuses.

/// An HTTP status.
#[derive(Debug)]
pub struct Status {
    pub status: u16,
    pub reason: &'static str,
    pub action: StatusAction,
    pub meaning: &'static str,
}

/// Describes the statuses, sorted: the reason, what the client should do, and the meaning.
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

/// What a client should do about an HTTP status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusAction {
    /// Nothing is wrong.
    Proceed,
    /// Correct the request.
    Correct,
    /// Renew the credentials.
    Authenticate,
    /// Send the same request again.
    Repeat,
    /// Send the same request again later.
    Wait,
    /// Change the state of the resource first.
    Resolve,
    /// Report it: the service is at fault.
    Report,
}
