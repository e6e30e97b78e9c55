//! Measures generation: time, memory and lines.

use crate::api::Api;
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
            let usage =
                median_of(if place.quick { 3 } else { 7 }, || measure(&contender.generate(place, Api::Lists(count))?))?;
            let lines = lines(&contender.folder(place, Api::Lists(count)).join("client/src"))?;
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

/// Measures the real API.
pub fn real(place: &Workplace, report: &mut Report) -> Result {
    let (mut rows, mut measured) = (Vec::new(), Vec::new());
    for contender in [Contender::Ours, Contender::Floor, Contender::Oas3Gen] {
        contender.install(place)?;
        let usage = median_of(if place.quick { 3 } else { 7 }, || measure(&contender.generate(place, Api::Real)?))?;
        let lines = lines(&contender.folder(place, Api::Real).join("client/src"))?;
        rows.push(format!("{} | {:.4} | {:.4} | {:.1} | {lines}", contender.name(), usage.wall, usage.cpu, usage.peak));
        measured.push((usage, lines));
    }
    report.table("The real API: generate", "contender | wall s | CPU s | peak MiB | lines", &rows);
    let [(ours, our_lines), _, (peer, peer_lines)] = measured[..] else { return Err("not measured".into()) };
    report.ratio(
        "the real API: generate, against oas3-gen: wall time",
        ours.wall / peer.wall,
        Limit::AtMost(0.25, 0.12),
    );
    report.ratio(
        "the real API: generate, against oas3-gen: peak memory",
        ours.peak / peer.peak,
        Limit::AtMost(0.5, 0.5),
    );
    let lines = our_lines as f64 / peer_lines as f64;
    report.ratio("the real API: generated lines, against oas3-gen", lines, Limit::AtMost(0.6, 0.4));
    Ok(())
}
