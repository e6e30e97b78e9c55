//! Tests that need a process of their own: for its environment, its memory, or because it forks.
//!
//! Such a test is ignored, so that only another test starts it.

use std::process::Command;

const MARK: &str = "reported: ";

/// Returns a command that runs one ignored test of this program.
pub(crate) fn command(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--ignored", "--nocapture"]);
    command
}

/// Runs the command, whose test must pass; returns the lines that it reports.
pub(crate) fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout);
    let is_passed = output.status.success() && printed.contains("1 passed");
    assert!(is_passed, "{printed}{}", String::from_utf8_lossy(&output.stderr));
    printed.lines().filter_map(|line| line.strip_prefix(MARK)).map(|line| format!("{line}\n")).collect()
}

/// Reports lines to the process that runs this one.
pub(crate) fn report(lines: impl std::fmt::Display) {
    // The name of the test is on the line before.
    println!();
    for line in lines.to_string().lines() {
        println!("{MARK}{line}");
    }
}
