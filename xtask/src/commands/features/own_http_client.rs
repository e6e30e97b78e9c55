//! A program that makes clients of reqwest itself: it goes on working when it depends on `modelarts`.
//!
//! Cargo unites the features of a package, so what the client turns on in reqwest is on for the program, too.

use std::fs;
use std::path::PathBuf;

use crate::workspace::{Result, cargo, root};

const MAIN: &str = r#"fn main() {
    reqwest::Client::builder().build().expect("a client of reqwest");
    let client = modelarts::Client::builder().endpoint("http://localhost:1").project_id("p");
    client.credentials(modelarts::Credentials::token("t")).build().expect("a client of ModelArts");
}
"#;

/// The program, which depends on reqwest without any feature.
pub(crate) struct Program {
    folder: PathBuf,
}

impl Program {
    /// Writes the program.
    pub(crate) fn write() -> Result<Self> {
        let root = fs::canonicalize(root().join("."))?;
        let folder = root.join("target").join("own-http-client");
        let client = root.join("client");
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("src/main.rs"), MAIN)?;
        fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"own-http-client\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\nmodelarts = {{ path = {client:?}, default-features = false }}\n\
                 reqwest = {{ version = \"0.13\", default-features = false }}\n"
            ),
        )?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder })
    }

    /// Runs the program with some features of the client.
    pub(crate) fn run(&self, features: &[String]) -> Result {
        let features: Vec<_> = features.iter().map(|feature| format!("modelarts/{feature}")).collect();
        let mut command = cargo();
        command.args(["run", "--quiet", "--features", &features.join(",")]).current_dir(&self.folder);
        let output = command.env("CARGO_TARGET_DIR", self.folder.join("target")).output()?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(format!("a program with a client of reqwest fails with {}\n{text}", features.join(" ")).into())
    }
}
