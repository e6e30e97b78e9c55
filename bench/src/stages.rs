//! What is measured.

mod call;
mod clean;
mod compile;
mod decode;
mod generate;
mod stream;

use crate::report::Report;
use crate::{Result, Workplace};

/// A stage: measures, and adds to the report.
type Stage = fn(&Workplace, &mut Report) -> Result;

/// All stages, in the order in which they run.
pub const ALL: &[(&str, Stage)] = &[
    ("generate", generate::run),
    ("call", call::run),
    ("decode", decode::run),
    ("stream", stream::run),
    ("clean", clean::run),
    ("real", real),
    // The longest comes last.
    ("compile", compile::run),
];

/// The real API, of which everything is measured at once.
fn real(place: &Workplace, report: &mut Report) -> Result {
    generate::real(place, report)?;
    compile::real(place, report)
}
