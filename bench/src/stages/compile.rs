//! Measures compilation of the generated crate and of a program that awaits every operation.
//!
//! Dependencies are built first. The crate is touched before each measurement. Incremental compilation
//! is off: it would make touching pointless.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::api::Api;
use crate::contenders::{Contender, cargo};
use crate::measure::{Usage, measure, median, median_of, middle, run as run_command};
use crate::report::{Limit, Report};
use crate::{Result, Workplace};

/// The cargo command to measure.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Mode {
    Check,
    Build,
    Release,
}

impl Mode {
    const ALL: [Self; 3] = [Self::Check, Self::Build, Self::Release];

    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Build => "build + program",
            Self::Release => "build --release + program",
        }
    }
}

pub fn run(place: &Workplace, report: &mut Report) -> Result {
    let usual: &[usize] = if place.quick { &[1, 10] } else { &[1, 10, 100] };
    let counts = if place.counts.is_empty() { usual } else { &place.counts };
    let mut measured = Vec::new();
    let mut prepared = HashSet::new();
    for &count in counts {
        for &contender in &place.contenders {
            let program = prepare(contender, place, Api::Lists(count))?;
            for mode in Mode::ALL {
                // Peers take long and are far from the limits.
                let is_close = matches!(contender, Contender::Ours | Contender::Floor);
                let times = if place.quick || mode == Mode::Release || !is_close { 1 } else { 3 };
                if prepared.insert((contender, mode)) {
                    build_dependencies(contender, place, &program, mode)?;
                }
                measured.push((contender, count, mode, compile(contender, place, &program, mode, times)?));
            }
        }
    }
    if !place.quick {
        for contender in
            [Contender::Ours, Contender::Floor].into_iter().filter(|known| place.contenders.contains(known))
        {
            let program = prepare(contender, place, Api::Lists(1000))?;
            if prepared.insert((contender, Mode::Check)) {
                build_dependencies(contender, place, &program, Mode::Check)?;
            }
            measured.push((contender, 1000, Mode::Check, compile(contender, place, &program, Mode::Check, 1)?));
        }
    }
    let rows: Vec<_> = measured
        .iter()
        .map(|(contender, count, mode, (usage, size))| {
            let size = if *mode == Mode::Check { String::new() } else { format!("{:.2}", *size as f64 / 1e6) };
            format!(
                "{} | {count} | {} | {:.2} | {:.2} | {:.0} | {size}",
                contender.name(),
                mode.name(),
                usage.wall,
                usage.cpu,
                usage.peak
            )
        })
        .collect();
    report.table("Compile", "contender | N | what | wall s | CPU s | peak MiB | program MB", &rows);
    let cpu = |contender, count, mode| {
        let found = measured.iter().find(|row| (row.0, row.1, row.2) == (contender, count, mode));
        found.map(|row| row.3.0.cpu)
    };
    for (mode, count, limit) in [
        (Mode::Check, 100, Limit::AtMost(0.30, 0.20)),
        (Mode::Check, 1000, Limit::AtMost(0.30, 0.20)),
        (Mode::Build, 100, Limit::AtMost(0.30, 0.20)),
        (Mode::Release, 100, Limit::AtMost(0.25, 0.12)),
    ] {
        for peer in [Contender::Floor, Contender::Oas3Gen, Contender::Progenitor, Contender::ProgenitorBuilder] {
            let (Some(ours), Some(theirs)) = (cpu(Contender::Ours, count, mode), cpu(peer, count, mode)) else {
                continue;
            };
            let limit = if peer == Contender::Floor { limit } else { Limit::AtMost(1.0, 1.0) };
            report.ratio(format!("{}, N = {count}, CPU, against {}", mode.name(), peer.name()), ours / theirs, limit);
        }
    }
    Ok(())
}

/// Measures the real API: checks it, and builds it with a program that awaits every operation.
pub fn real(place: &Workplace, report: &mut Report) -> Result {
    let (mut rows, mut ratios) = (Vec::new(), Vec::new());
    let prepared = |contender| Ok::<_, Box<dyn std::error::Error>>((contender, prepare(contender, place, Api::Real)?));
    let both = [prepared(Contender::Ours)?, prepared(Contender::Floor)?];
    for mode in Mode::ALL {
        for (contender, program) in &both {
            build_dependencies(*contender, place, program, mode)?;
        }
        // They take turns, so that a busy machine affects both.
        let (mut usages, mut sizes) = ([Vec::new(), Vec::new()], [0, 0]);
        for _ in 0..if place.quick { 1 } else { 5 } {
            for (at, (contender, program)) in both.iter().enumerate() {
                let (usage, size) = compile(*contender, place, program, mode, 1)?;
                usages[at].push(usage);
                sizes[at] = size;
            }
        }
        let pairs = usages[0].iter().zip(&usages[1]).map(|(ours, floor)| ours.cpu / floor.cpu);
        ratios.push((mode, middle(pairs.collect())));
        for (((contender, _), usages), size) in both.iter().zip(&usages).zip(sizes) {
            let Usage { wall, cpu, peak } = median(usages);
            let (name, mode, size) = (contender.name(), mode.name(), size as f64 / 1e6);
            rows.push(format!("{name} | {mode} | {wall:.2} | {cpu:.2} | {peak:.0} | {size:.2}"));
        }
    }
    report.table("The real API: compile", "contender | what | wall s | CPU s | peak MiB | program MB", &rows);
    for (mode, ratio) in ratios {
        let limit = if mode == Mode::Release { Limit::AtMost(0.25, 0.12) } else { Limit::AtMost(0.30, 0.20) };
        report.ratio(format!("the real API: {}, CPU, against hand-written", mode.name()), ratio, limit);
    }
    Ok(())
}

/// Generates the client and writes the program.
fn prepare(contender: Contender, place: &Workplace, api: Api) -> Result<PathBuf> {
    measure(&contender.generate(place, api)?)?;
    contender.complete(place, api)?;
    let program = contender.write_program(place, api)?;
    let lock = place.work.join("locks").join(contender.name());
    if lock.exists() {
        fs::copy(lock, program.join("Cargo.lock"))?;
    }
    Ok(program)
}

/// Builds everything once, so that only the client and the program are measured afterwards.
fn build_dependencies(contender: Contender, place: &Workplace, program: &Path, mode: Mode) -> Result {
    run_command(&mut command(contender, place, program, mode))?;
    let locks = place.work.join("locks");
    fs::create_dir_all(&locks)?;
    fs::copy(program.join("Cargo.lock"), locks.join(contender.name()))?;
    Ok(())
}

fn compile(contender: Contender, place: &Workplace, program: &Path, mode: Mode, times: usize) -> Result<(Usage, u64)> {
    let library = program.with_file_name("client").join("src/lib.rs");
    let usage = median_of(times, || {
        fs::File::options().append(true).open(&library)?.set_modified(SystemTime::now())?;
        measure(command(contender, place, program, mode).arg("--offline"))
    })?;
    let folder = if mode == Mode::Release { "release/program" } else { "debug/program" };
    let built = target(contender, place).join(folder);
    Ok((usage, fs::metadata(built).map(|file| file.len()).unwrap_or(0)))
}

fn command(contender: Contender, place: &Workplace, program: &Path, mode: Mode) -> Command {
    let mut command = cargo(if mode == Mode::Check { "check" } else { "build" });
    command.current_dir(program).env("CARGO_TARGET_DIR", target(contender, place));
    match mode {
        Mode::Check => {
            let package = if contender == Contender::Ours { "modelarts" } else { "client" };
            command.args(["--package", package]);
        }
        Mode::Build => {}
        Mode::Release => {
            command.arg("--release");
        }
    }
    command
}

fn target(contender: Contender, place: &Workplace) -> PathBuf {
    place.work.join("target").join(contender.name())
}
