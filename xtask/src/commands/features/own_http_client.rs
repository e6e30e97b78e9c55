//! Tests that a program that creates its own reqwest clients works when it depends on `modelarts`.
//!
//! Cargo unifies features, so the features of reqwest that the client enables are also enabled for the program.

use std::fs;
use std::path::PathBuf;

use crate::workspace::{Result, cargo, root};

const MAIN: &str = r#"fn main() {
    reqwest::Client::builder().build().expect("reqwest client");
    let client = modelarts::Client::builder().endpoint("http://localhost:1").project_id("p");
    client.credentials(modelarts::Credentials::token("t")).build().expect("ModelArts client");
}
"#;

/// The program. It depends on reqwest without features.
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
                 [profile.dev]\ndebug = false\n\n\
                 [dependencies]\nmodelarts = {{ path = {client:?}, default-features = false }}\n\
                 reqwest = {{ version = \"0.13\", default-features = false }}\n"
            ),
        )?;
        fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock"))?;
        Ok(Self { folder })
    }

    /// Runs the program with a set of features of the client.
    pub(crate) fn run(&self, features: &[String]) -> Result {
        let features: Vec<_> = features.iter().map(|feature| format!("modelarts/{feature}")).collect();
        let mut command = cargo();
        command.args(["run", "--quiet", "--features", &features.join(",")]).current_dir(&self.folder);
        let output = command.env("CARGO_TARGET_DIR", self.folder.join("target")).output()?;
        if output.status.success() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&output.stderr);
        Err(format!("a program with its own reqwest client fails with the features `{}`\n{text}", features.join(" "))
            .into())
    }
}
