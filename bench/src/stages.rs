//! The stages of the benchmark.

mod call;
mod clean;
mod compile;
mod decode;
mod generate;
mod stream;

use crate::report::Report;
use crate::{Result, Workplace};

/// Measures and adds to the report.
type Stage = fn(&Workplace, &mut Report) -> Result;

/// All stages in the order of their runs.
pub const ALL: &[(&str, Stage)] = &[
    ("generate", generate::run),
    ("call", call::run),
    ("decode", decode::run),
    ("stream", stream::run),
    ("clean", clean::run),
    ("real", real),
    // This stage takes longest.
    ("compile", compile::run),
];

/// Measures generation and compilation of the real API.
fn real(place: &Workplace, report: &mut Report) -> Result {
    generate::real(place, report)?;
    compile::real(place, report)
}
