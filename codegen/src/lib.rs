//! Turns the YAML description of the ModelArts API into a Rust client.
//!
//! Data flows one way, and each phase hands one type to the next:
//!
//! ```text
//! Sources --load--> raw::Spec --check--> model::Api --emit--> Vec<Emitted> --write--> files
//! ```
//!
//! No phase reads what an earlier one was given. Mistakes in the spec come out of the first
//! two phases as [`Diagnostics`]; the later ones cannot fail for a spec that was accepted.

pub mod check;
pub mod diagnostic;
pub mod emit;
mod exports;
pub mod lint;
pub mod load;
pub mod markdown;
pub mod model;
pub mod sources;
pub mod write;

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
/// Every mistake that was found.
pub fn read(sources: &Sources) -> Result<Api, Diagnostics> {
    read_beside(sources, &HandWritten::default())
}

/// Loads and checks a spec whose client has hand-written code next to what is generated.
///
/// # Errors
///
/// Every error that was found; a name that the hand-written code has already is one.
pub fn read_beside(sources: &Sources, hand_written: &HandWritten) -> Result<Api, Diagnostics> {
    let (spec, mut found) = load::load(sources);
    match check::check(&spec, hand_written) {
        Ok(api) => found.into_result(api),
        Err(later) => {
            found.add(later, &spec.lost);
            Err(found)
        }
    }
}
