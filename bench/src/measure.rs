//! Measures the time and memory of commands.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::resource::{UsageWho, getrusage};

use crate::Result;

/// The time and memory of a command.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// Wall time in seconds.
    pub wall: f64,
    /// CPU time in seconds, including child processes.
    pub cpu: f64,
    /// Peak memory of the largest process, in MiB.
    pub peak: f64,
}

/// Runs a command several times. Returns the medians.
pub fn median_of(times: usize, mut run: impl FnMut() -> Result<Usage>) -> Result<Usage> {
    let all: Vec<Usage> = (0..times).map(|_| run()).collect::<Result<_>>()?;
    Ok(median(&all))
}

/// Returns the medians of several measurements.
pub fn median(all: &[Usage]) -> Usage {
    let of = |part: fn(&Usage) -> f64| middle(all.iter().map(part).collect());
    Usage { wall: of(|usage| usage.wall), cpu: of(|usage| usage.cpu), peak: of(|usage| usage.peak) }
}

/// Returns the median.
pub fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures a command in a separate process.
///
/// The kernel reports one peak for all children of a process, so each measurement needs a parent of its own.
pub fn measure(command: &Command) -> Result<Usage> {
    let mut wrapped = Command::new(std::env::current_exe()?);
    wrapped.arg("measure").arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    let output = wrapped.stderr(Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(format!("failed: {command:?}").into());
    }
    let text = String::from_utf8(output.stdout)?;
    let numbers: Vec<f64> = text.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    let [wall, cpu, peak] = numbers[..] else { return Err(format!("invalid measurement: {text}").into()) };
    Ok(Usage { wall, cpu, peak })
}

/// Runs in the separate process: runs the command and prints wall time, CPU time and peak memory.
pub fn child(command: &[String]) -> Result {
    let [program, arguments @ ..] = command else { return Err("missing command to measure".into()) };
    let start = Instant::now();
    let output = Command::new(program).args(arguments).output()?;
    let wall = start.elapsed().as_secs_f64();
    if !output.status.success() {
        eprintln!("{}", String::from_utf8_lossy(&output.stderr));
        return Err(format!("failed: {command:?}").into());
    }
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN)?;
    let seconds = |time: nix::sys::time::TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    println!(
        "{wall} {} {}",
        seconds(usage.user_time()) + seconds(usage.system_time()),
        usage.max_rss() as f64 / 1024.0
    );
    Ok(())
}

/// Runs a command without measuring it.
pub fn run(command: &mut Command) -> Result<String> {
    let output = command.output()?;
    if !output.status.success() {
        return Err(format!("failed: {command:?}\n{}", String::from_utf8_lossy(&output.stderr)).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Counts the lines of Rust in a folder.
pub fn lines(folder: &Path) -> Result<usize> {
    let mut count = 0;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
            count += lines(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            count += std::fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(count)
}
