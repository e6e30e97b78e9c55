//! Measures a clean build of a user's program with all dependencies.

use std::fs;

use crate::api::Api;
use crate::contenders::{Contender, cargo};
use crate::measure::{measure, median_of, run as run_command};
use crate::report::{Limit, Report};
use crate::{Result, Workplace};

pub fn run(place: &Workplace, report: &mut Report) -> Result {
    let mut rows = Vec::new();
    let mut measured = Vec::new();
    let mut programs = Vec::new();
    for contender in [Contender::Ours, Contender::Floor] {
        measure(&contender.generate(place, Api::Lists(1))?)?;
        contender.complete(place, Api::Lists(1))?;
        let program = contender.write_program(place, Api::Lists(1))?;
        run_command(cargo("fetch").current_dir(&program))?;
        programs.push((contender, program));
    }
    // They take turns, so that a busy machine affects both.
    let times = if place.quick { 1 } else { 3 };
    let target = place.work.join("target/clean");
    let mut usages = vec![Vec::new(), Vec::new()];
    for _ in 0..times {
        for ((_, program), usages) in programs.iter().zip(&mut usages) {
            if target.exists() {
                fs::remove_dir_all(&target)?;
            }
            usages
                .push(measure(cargo("build").arg("--offline").current_dir(program).env("CARGO_TARGET_DIR", &target))?);
        }
    }
    for ((contender, program), usages) in programs.iter().zip(usages) {
        let mut usages = usages.into_iter();
        let usage = median_of(times, || usages.next().ok_or_else(|| "not measured".into()))?;
        let tree = ["--edges", "normal", "--prefix", "none", "--format", "{p}"];
        let tree = run_command(cargo("tree").args(tree).current_dir(program))?;
        let mut crates: Vec<_> = tree.lines().map(|line| line.trim_end_matches(" (*)")).collect();
        crates.sort_unstable();
        crates.dedup();
        rows.push(format!("{} | {:.1} | {:.1} | {}", contender.name(), usage.wall, usage.cpu, crates.len()));
        measured.push((usage, crates.len()));
    }
    report.table("Clean build of a user's program", "contender | wall s | CPU s | crates", &rows);
    let [(ours, our_crates), (floor, their_crates)] = measured[..] else { return Err("not measured".into()) };
    report.ratio("clean build, wall, against hand-written", ours.wall / floor.wall, Limit::AtMost(1.10, 1.00));
    let crates = our_crates as f64 / their_crates as f64;
    report.ratio("clean build, crates, against hand-written", crates, Limit::AtMost(1.25, 1.00));
    Ok(())
}
