//! Everything that generated code names. It is not documented, and may change with every version.

/// Calls, and the macro for their builders.
pub mod call {
    pub use crate::client::call::Call;
    pub use crate::client::operation_builder::builder;
    pub use crate::client::stateful::waits;
}

/// Macros for enumerations.
pub mod enums {
    pub use crate::value::enums::{int_enum, open_string_enum, string_enum};
}

/// The macro for the table of error codes.
pub mod error_code {
    pub use crate::service::error_code::error_codes;
}

/// The macro for pages of lists.
pub mod page {
    pub use crate::client::page::paged;
}

/// Macros for records.
pub mod record {
    pub use crate::value::cleared::{Cleared, clears};
    pub use crate::value::fields::field;
    pub use crate::value::record::record;
    pub use crate::value::setters::setters;
    pub use crate::value::slot::ApiValue;
}

/// The states of resources, and the macro for them.
pub mod resource {
    pub use crate::client::stateful::{Stateful, is_terminal, stateful};
}

/// The description of a service.
pub mod service {
    pub use crate::service::Service;
    pub use crate::service::cloud::clouds;
    pub use crate::service::operation::operation;
    pub use crate::service::parameter::Parameter;
    pub use crate::service::status::statuses;
    pub use crate::value::failure_body::FailureObject;
}
