//! Generating: time, memory, lines.

use crate::contenders::Contender;
use crate::measure::{lines, measure, median_of};
use crate::report::{Limit, Report};
use crate::{Result, Workplace};

pub fn run(place: &Workplace, report: &mut Report) -> Result {
    let counts: &[usize] = if place.quick { &[1, 100] } else { &[1, 10, 100, 1000] };
    let largest = counts[counts.len() - 1];
    let mut rows = Vec::new();
    let mut at_largest = Vec::new();
    for &count in counts {
        for &contender in &place.contenders {
            let usage = median_of(if place.quick { 3 } else { 7 }, || measure(&contender.generate(place, count)?))?;
            let lines = lines(&contender.folder(place, count).join("client/src"))?;
            rows.push(format!(
                "{} | {count} | {:.4} | {:.4} | {:.1} | {lines}",
                contender.name(),
                usage.wall,
                usage.cpu,
                usage.peak
            ));
            if count == largest {
                at_largest.push((contender, usage, lines));
            }
        }
    }
    report.table("Generate", "contender | N | wall s | CPU s | peak MiB | lines", &rows);
    let of = |wanted| at_largest.iter().find(|row| row.0 == wanted);
    let (Some(ours), Some(peer)) = (of(Contender::Ours), of(Contender::Oas3Gen)) else { return Ok(()) };
    let n = format!("N = {largest}, against oas3-gen");
    report.ratio(format!("generate, {n}: wall time"), ours.1.wall / peer.1.wall, Limit::AtMost(0.25, 0.12));
    report.ratio(format!("generate, {n}: peak memory"), ours.1.peak / peer.1.peak, Limit::AtMost(0.5, 0.5));
    report.ratio(format!("generated lines, {n}"), ours.2 as f64 / peer.2 as f64, Limit::AtMost(0.6, 0.4));
    Ok(())
}
