//! `features`: the client with each of its features alone, with none and with all.

mod own_http_client;

use serde_json::Value;

use own_http_client::Program;

use crate::terminal;
use crate::workspace::{Result, cargo};

const PACKAGE: &str = "modelarts";
/// What the client stands on, which has the same features.
const RUNTIME: &str = "modelarts-runtime";

/// Tests the client with each choice of features, and a program that depends on it. A warning is a failure, too: code
/// that only another feature needs.
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
    terminal::print(format_args!("{} choices of features are sound\n", choices.len()))
}

/// The features that the client's manifest declares; those of a dependency's name are none.
fn features() -> Result<Vec<String>> {
    let output = cargo().args(["metadata", "--no-deps", "--format-version", "1"]).output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"].as_array().ok_or("cargo tells of no packages")?;
    let package = packages.iter().find(|package| package["name"] == PACKAGE).ok_or("there is no client")?;
    let features = package["features"].as_object().ok_or("the client has no features")?;
    Ok(features.keys().cloned().collect())
}

fn test(choice: &[String]) -> Result {
    let mut command = cargo();
    command.args(["test", "--lib", "--package", PACKAGE, "--package", RUNTIME, "--no-default-features"]);
    let output = command.args(["--features", &choice.join(",")]).output()?;
    let told = String::from_utf8_lossy(&output.stderr);
    if output.status.success() && !told.contains("warning:") {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    Err(format!("the client is not sound with {}\n{told}\n{said}", choice.join(" ")).into())
}
