//! What several tests need: a server with fixed responses, and the small specs that show each
//! feature of the language.

mod broken_specs;
mod canned_server;
pub mod constructs;
mod fault_proxy;
mod features;
mod files;
mod frozen_clock;
mod random;
pub mod raw;
mod spec_changes;

use modelarts::training_jobs_v1::TrainingJobConfig;

pub use broken_specs::{BROKEN_SPECS, BrokenSpec, broken};
pub use canned_server::{answer, json, serve};
pub use fault_proxy::{Fault, FaultProxy, read_head};
pub use features::{FEATURES, SERVICES, feature, service};
pub use files::{files, workspace};
pub use frozen_clock::FrozenClock;
pub use random::{Random, broken_spec, right_spec};
pub use spec_changes::{SPEC_CHANGES, SpecChange, changing_spec};

/// What a job needs that is created for no more than to be there.
pub fn some_job() -> TrainingJobConfig {
    let config = TrainingJobConfig::new(1).spec_id(1).app_url("/b/c/").boot_file_url("/b/c/d.py").data_url("/b/e/");
    config.engine_id(1)
}

/// How much a test tries: what a variable of the environment says, or few, or many where slow tests run.
///
/// # Panics
///
/// If the variable is no number.
pub fn amount(variable: &str, few: usize, many: usize) -> usize {
    match std::env::var(variable) {
        Ok(value) => value.parse().expect("a number"),
        Err(_) if cfg!(feature = "slow") => many,
        Err(_) => few,
    }
}

/// The examples of the README compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
