//! Measures calls over a kept-alive connection on loopback.
//!
//! Client and server are pinned to one core: otherwise the same client takes 17 or 150 µs, depending on
//! the scheduler. For the table and for wall time, contenders take turns. For CPU time, two of them run
//! on that core at the same time, so that noise affects both. Measured that way, a program has a median
//! ratio to itself of 1.002 or 1.003; with turns, ratios varied from 1.02 to 1.14 within an hour.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::api::Api;
use crate::contenders::{Contender, cargo};
use crate::measure::{measure, middle, run as run_command};
use crate::report::{Limit, Report};
use crate::{Result, Workplace, api};

const CONTENDERS: [Contender; 4] = [Contender::Ours, Contender::Floor, Contender::Oas3Gen, Contender::Progenitor];

/// Wall time in µs, CPU time in µs and allocations of a call.
type Call = [f64; 3];

pub fn run(place: &Workplace, report: &mut Report) -> Result {
    let programs: Vec<PathBuf> = CONTENDERS.iter().map(|contender| build(*contender, place)).collect::<Result<_>>()?;
    let server = Server::start(place)?;
    let rounds = if place.quick { 3 } else { 21 };
    let pages = ["10:2000", "1000:200"];
    let mut measured = vec![[Vec::<Call>::new(), Vec::new()]; CONTENDERS.len()];
    for round in 0..rounds {
        for turn in 0..programs.len() {
            // The order alternates, so that no contender always follows the same one.
            let at = if round % 2 == 0 { turn } else { programs.len() - 1 - turn };
            let text = run_command(caller(&programs[at], &server).args(pages))?;
            for (line, measured) in text.lines().zip(&mut measured[at]) {
                measured.push(parse(line)?);
            }
        }
    }
    let mut rows = Vec::new();
    for (contender, measured) in CONTENDERS.iter().zip(&measured) {
        for (jobs, calls) in [10, 1000].into_iter().zip(measured) {
            let [wall, cpu, allocations] = [0, 1, 2].map(|column| median(calls, column));
            rows.push(format!("{} | {jobs} | {wall:.1} | {cpu:.1} | {allocations:.0}", contender.name()));
        }
    }
    report.table("Call", "contender | jobs on the page | wall µs | CPU µs | allocations", &rows);
    // Our program comes first, then the hand-written one.
    let two = [&programs[0], &programs[1]];
    let wall = measured[0][0].iter().zip(&measured[1][0]).map(|(ours, theirs)| ours[0] / theirs[0]);
    let small = cpu_ratio(two, &server, "10:8000", rounds)?;
    let large = cpu_ratio(two, &server, "1000:600", rounds)?;
    report.ratio("call, 10-job page, CPU, against hand-written", small, Limit::AtMost(1.05, 1.00));
    report.ratio("call, 10-job page, wall, against hand-written", middle(wall.collect()), Limit::AtMost(1.05, 1.00));
    report.ratio("call, 1000-job page, CPU, against hand-written", large, Limit::AtMost(1.00, 0.85));
    Ok(())
}

/// Returns the ratio of the CPU times of two programs that run at the same time.
fn cpu_ratio(programs: [&PathBuf; 2], server: &Server, page: &str, rounds: usize) -> Result<f64> {
    let mut ratios = Vec::new();
    for round in 0..rounds {
        // The program that starts first has the core to itself for a moment, so they alternate.
        let first = round % 2;
        let mut cpu = [0.0; 2];
        let start = |at: usize| caller(programs[at], server).arg(page).stdout(Stdio::piped()).spawn();
        let running = [(first, start(first)?), (1 - first, start(1 - first)?)];
        for (at, child) in running {
            cpu[at] = parse(String::from_utf8(child.wait_with_output()?.stdout)?.trim())?[1];
        }
        ratios.push(cpu[0] / cpu[1]);
    }
    Ok(middle(ratios))
}

/// Returns the command that calls the server on the server's core.
fn caller(program: &Path, server: &Server) -> Command {
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(program).arg(&server.url);
    command
}

fn parse(line: &str) -> Result<Call> {
    let numbers: Vec<f64> = line.split(' ').skip(1).map(str::parse).collect::<std::result::Result<_, _>>()?;
    Ok(numbers.try_into().map_err(|_| format!("invalid measurement: {line}"))?)
}

fn median(calls: &[Call], column: usize) -> f64 {
    middle(calls.iter().map(|call| call[column]).collect())
}

/// Builds the program that makes the calls.
fn build(contender: Contender, place: &Workplace) -> Result<PathBuf> {
    measure(&contender.generate(place, Api::Lists(1))?)?;
    contender.complete(place, Api::Lists(1))?;
    let client = contender.folder(place, Api::Lists(1)).join("client");
    let folder = contender.folder(place, Api::Lists(1)).join("caller");
    fs::create_dir_all(folder.join("src"))?;
    let harness = place.root.join("bench/harness");
    let more = format!("bench-harness = {{ path = {harness:?} }}\n");
    // Spans and events are compiled in, but there is no subscriber.
    fs::write(folder.join("Cargo.toml"), contender.program_manifest("caller", &client, &["tracing"], &more))?;
    let then = "(page.jobs.len(), page.jobs.iter().map(|job| job.job_id).sum())";
    let size = if contender == Contender::Floor || contender == Contender::Oas3Gen { "size as i32" } else { "size" };
    // Some clients cannot be cloned, so all are shared in the same way.
    let text = format!(
        "{}\nuse std::sync::Arc;\n\nasync fn call(client: Arc<Client>, size: u32) -> (usize, i64) {{\n{}\n}}\n\n\
         fn main() {{\n    bench_harness::run(|base| Arc::new({}), call);\n}}\n",
        contender.imports(),
        contender.call(0, 1, size, then),
        contender.make("base")
    );
    fs::write(folder.join("src/main.rs"), text)?;
    let target = place.work.join("target").join(contender.name());
    run_command(cargo("build").arg("--release").current_dir(&folder).env("CARGO_TARGET_DIR", &target))?;
    Ok(target.join("release/caller"))
}

/// The server that clients call. It stops when it is dropped.
pub struct Server {
    child: Child,
    /// The URL of the server.
    pub url: String,
}

impl Server {
    /// Starts the server on the first core.
    pub fn start(place: &Workplace) -> Result<Self> {
        let target = place.work.join("target/bench");
        let manifest = place.root.join("bench/Cargo.toml");
        run_command(
            cargo("build")
                .args(["--release", "--package", "bench-server", "--manifest-path"])
                .arg(manifest)
                .env("CARGO_TARGET_DIR", &target),
        )?;
        let pages = [10, 1000].map(|jobs| (place.work.join(format!("page-{jobs}.json")), jobs));
        for (path, jobs) in &pages {
            fs::write(path, api::page(0, *jobs, 5000))?;
        }
        let mut command = Command::new("taskset");
        command.args(["-c", "0"]).arg(target.join("release/bench-server")).args(pages.map(|page| page.0));
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let mut port = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut port)?;
        }
        Ok(Self { child, url: format!("http://127.0.0.1:{}", port.trim()) })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
