//! The commands, one file each.

pub(crate) mod bench;
pub(crate) mod check;
pub(crate) mod demo;
pub(crate) mod diff;
pub(crate) mod docs;
pub(crate) mod explain;
pub(crate) mod features;
pub(crate) mod fmt;
pub(crate) mod generate;
pub(crate) mod new;
pub(crate) mod openapi;
pub(crate) mod schema;
pub(crate) mod watch;
