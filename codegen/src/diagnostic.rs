//! Errors and warnings of a spec, and how they are shown.
//!
//! A diagnostic names its place by a path of keys. Line and column are looked up only when it is shown (see the module
//! `locate`).

mod draft;
mod entry;
pub mod explanation;
mod fix;
mod list;
pub(crate) mod locate;
pub(crate) mod look_alikes;
mod merge;
mod place;
mod render;
mod similar;
pub(crate) mod vocabulary;

pub(crate) use draft::{Draft, Edit};
pub(crate) use entry::one_of;
pub use entry::{Diagnostic, Level, Related, Replacement};
pub use fix::fix;
pub use list::Diagnostics;
pub use place::{Part, Place, Skipped};
pub use render::Fix;
pub use similar::nearest;
pub(crate) use similar::share_a_word;
pub use vocabulary::foreign_types;
