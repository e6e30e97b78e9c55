//! Generates a Rust client from the YAML spec of the ModelArts API.
//!
//! Data flows one way, and each phase passes one type to the next:
//!
//! ```text
//! Sources --load--> raw::Spec --check--> model::Api --emit--> Vec<Emitted> --write--> files
//! ```
//!
//! Errors in the spec are found by `load` and `check`, and returned as [`Diagnostics`]. The later phases accept every
//! checked spec.
//!
//! Modules are layers. Each may import only those listed before it:
//!
//! 1. `sources`: the files of a spec
//! 2. `parallel`: parallel work
//! 3. `yaml`: texts for the parser of positions
//! 4. `diagnostic`: errors and warnings, their places and explanations
//! 5. `load`: YAML to the raw spec
//! 6. `model`: the checked spec
//! 7. `check`: the raw spec to the model; decides all names in Rust
//! 8. `markdown`: documentation for rustdoc
//! 9. `lint`: warnings
//! 10. `emit`: the model to tokens
//! 11. `write`: tokens to files
//! 12. `exports`: comparison of specs, OpenAPI, reference, JSON schema, proposals for new operations

pub mod check;
pub mod diagnostic;
pub mod emit;
mod exports;
pub mod lint;
pub mod load;
pub mod markdown;
pub mod model;
mod parallel;
pub mod sources;
pub mod write;
mod yaml;

pub use diagnostic::Diagnostics;
#[cfg(feature = "schema")]
pub use exports::schema;
pub use exports::{diff, openapi, propose, reference};
pub use load::HandWritten;
pub use model::Api;
pub use sources::Sources;

/// Loads and checks a spec.
///
/// # Errors
///
/// All errors of the spec.
pub fn read(sources: &Sources) -> Result<Api, Diagnostics> {
    read_with(sources, &HandWritten::default())
}

/// Loads and checks a spec whose client also has hand-written code. Names that this code declares are refused.
///
/// # Errors
///
/// All errors of the spec.
pub fn read_with(sources: &Sources, hand_written: &HandWritten) -> Result<Api, Diagnostics> {
    let (spec, mut found) = load::load(sources);
    match check::check(&spec, hand_written) {
        Ok(api) => found.into_result(api).map_err(|found| found.finish(sources)),
        Err(later) => {
            found.add(later, &spec.skipped);
            Err(found.finish(sources))
        }
    }
}
