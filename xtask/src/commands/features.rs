//! `features`: tests the client with each feature alone, with none and with all.

mod own_http_client;

use serde_json::Value;

use own_http_client::Program;

use crate::terminal;
use crate::workspace::{Result, cargo};

const PACKAGE: &str = "modelarts";
/// The runtime of the client, which has the same features.
const RUNTIME: &str = "modelarts-runtime";

/// Tests the client with each set of features, and a program that depends on it. Warnings are failures: they show code
/// that only another feature uses.
pub(crate) fn run() -> Result {
    let features = features()?;
    let alone = features.iter().filter(|feature| *feature != "default").map(|feature| vec![feature.clone()]);
    let choices: Vec<_> = [vec![], features.clone()].into_iter().chain(alone).collect();
    let program = Program::write()?;
    for choice in &choices {
        terminal::print(format_args!(
            "features: {}\n",
            if choice.is_empty() { "none".into() } else { choice.join(", ") }
        ))?;
        test(choice)?;
        program.run(choice)?;
    }
    terminal::print(format_args!("all {} sets of features work\n", choices.len()))
}

/// Returns the features that the client's manifest declares.
fn features() -> Result<Vec<String>> {
    let output = cargo().args(["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("`cargo metadata` lists no packages")?;
    let package = packages
        .iter()
        .find(|package| package["name"] == PACKAGE)
        .ok_or("`cargo metadata` does not list the package `modelarts`")?;
    let features = package["features"].as_object().ok_or("`cargo metadata` lists no features of the client")?;
    Ok(features.keys().cloned().collect())
}

fn test(choice: &[String]) -> Result {
    let mut command = cargo();
    command.args(["test", "--lib", "--package", PACKAGE, "--package", RUNTIME, "--no-default-features"]);
    let output = command.args(["--features", &choice.join(",")]).output()?;
    let stderr = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && !stderr.contains("warning:") {
        return Ok(());
    }
    let stdout = String::from_utf8_lossy(&output.stdout);
    Err(format!("the tests fail with the features `{}`\n{stderr}\n{stdout}", choice.join(" ")).into())
}
