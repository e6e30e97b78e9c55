//! Finds the description of a client in the environment, in files, and on the machine.

pub(crate) mod chain;
#[cfg(feature = "clouds-yaml")]
mod clouds;
mod environment;
mod openstack;
pub(crate) mod source;
mod vendor_file;
#[cfg(feature = "clouds-yaml")]
mod yaml;
