//! Values of the API: their description, and how they are checked, decoded and encoded. It knows no service.

#[doc(hidden)]
pub mod builtin;
#[doc(hidden)]
pub(crate) mod characters;
pub mod cleared;
#[doc(hidden)]
pub mod decode;
#[doc(hidden)]
pub mod encode;
#[doc(hidden)]
pub mod enums;
pub(crate) mod failure_body;
#[doc(hidden)]
pub mod fields;
#[doc(hidden)]
pub mod record;
pub(crate) mod redact;
#[doc(hidden)]
pub mod rule;
#[doc(hidden)]
pub mod schema;
pub(crate) mod secret;
#[doc(hidden)]
pub mod serde_impls;
#[doc(hidden)]
pub mod setters;
#[doc(hidden)]
pub mod slot;
pub(crate) mod timestamp;
pub(crate) mod validate;
