//! The contenders: our generator, hand-written code and peers.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::api::{self, Api};
use crate::measure::run;
use crate::{Result, Workplace, real};

/// A generator and its client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Contender {
    /// This project.
    Ours,
    /// Hand-written code: `reqwest`, serde derive and one `async fn` for each operation.
    Floor,
    /// oas3-gen with its client.
    Oas3Gen,
    /// progenitor with the positional interface.
    Progenitor,
    /// progenitor with the builder interface.
    ProgenitorBuilder,
}

use Contender::{Floor, Oas3Gen, Ours, Progenitor, ProgenitorBuilder};

impl Contender {
    pub const ALL: [Self; 5] = [Ours, Floor, Oas3Gen, Progenitor, ProgenitorBuilder];

    pub fn name(self) -> &'static str {
        match self {
            Ours => "modelarts",
            Floor => "hand-written",
            Oas3Gen => "oas3-gen",
            Progenitor => "progenitor",
            ProgenitorBuilder => "progenitor-builder",
        }
    }

    /// Installs the generator.
    pub fn install(self, place: &Workplace) -> Result {
        match self {
            Ours => {
                let root = place.root.join("Cargo.toml");
                run(cargo("build")
                    .args(["--release", "--package", "xtask", "--manifest-path"])
                    .arg(root)
                    .env("CARGO_TARGET_DIR", place.work.join("target/xtask")))?;
            }
            Floor | Progenitor | ProgenitorBuilder => {
                let manifest = place.root.join("bench/Cargo.toml");
                run(cargo("build")
                    .args(["--release", "--package", "bench-peers", "--manifest-path"])
                    .arg(manifest)
                    .env("CARGO_TARGET_DIR", place.work.join("target/bench")))?;
            }
            Oas3Gen => {
                if !place.work.join("oas3-gen/bin/oas3-gen").exists() {
                    run(cargo("install")
                        .args(["oas3-gen", "--version", "0.29.0", "--locked", "--root"])
                        .arg(place.work.join("oas3-gen")))?;
                }
            }
        }
        Ok(())
    }

    /// Returns the folder of the generated files for an API.
    pub fn folder(self, place: &Workplace, api: Api) -> PathBuf {
        place.work.join("generated").join(api.name()).join(self.name())
    }

    /// Returns the command that generates into an empty folder.
    pub fn generate(self, place: &Workplace, api: Api) -> Result<Command> {
        let folder = self.folder(place, api);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(folder.join("client/src"))?;
        let specs = specs(place, api)?;
        let built = |name: &str| place.work.join("target/bench/release").join(name);
        let command = match self {
            Ours => {
                let mut command = Command::new(place.work.join("target/xtask/release/xtask"));
                command.arg("generate").arg("--spec").arg(specs.join("spec"));
                command.arg("--out").arg(folder.join("client/src/generated"));
                command
            }
            Floor => {
                let mut command = Command::new(built("gen-floor"));
                command.arg(specs.join("openapi30.json")).arg(folder.join("client/src/lib.rs"));
                command.args((api == Api::Real).then(|| folder.join("main.rs")));
                command
            }
            Progenitor | ProgenitorBuilder => {
                let mut command = Command::new(built("gen-progenitor"));
                command.arg(if self == Progenitor { "positional" } else { "builder" });
                command.arg(specs.join("openapi30.json")).arg(folder.join("client/src/lib.rs"));
                command
            }
            Oas3Gen => {
                let mut command = Command::new(place.work.join("oas3-gen/bin/oas3-gen"));
                command.args(["generate", "client-mod", "--workspace", "-i"]).arg(specs.join("openapi31.json"));
                command.arg("-o").arg(folder.join("client"));
                command
            }
        };
        Ok(command)
    }

    /// Completes the generated files to a package named `client`.
    pub fn complete(self, place: &Workplace, api: Api) -> Result {
        let client = self.folder(place, api).join("client");
        match self {
            Ours => complete_ours(place, api, &client),
            Floor => Ok(fs::write(client.join("Cargo.toml"), manifest(FLOOR_DEPENDENCIES))?),
            Progenitor | ProgenitorBuilder => {
                Ok(fs::write(client.join("Cargo.toml"), manifest(PROGENITOR_DEPENDENCIES))?)
            }
            // oas3-gen writes the manifest.
            Oas3Gen => Ok(()),
        }
    }

    /// Writes a program that awaits every operation with all parameters set.
    pub fn write_program(self, place: &Workplace, api: Api) -> Result<PathBuf> {
        let folder = self.folder(place, api).join("program");
        fs::create_dir_all(folder.join("src"))?;
        let client = self.folder(place, api).join("client");
        fs::write(folder.join("Cargo.toml"), self.program_manifest("program", &client, &[], ""))?;
        let text = match api {
            Api::Lists(count) => self.list_program(count),
            Api::Real if self == Ours => real::program(&place.root.join("spec"))?,
            // The generator of hand-written code writes the program, too.
            Api::Real => fs::read_to_string(self.folder(place, api).join("main.rs"))?,
        };
        fs::write(folder.join("src/main.rs"), text)?;
        Ok(folder)
    }

    fn list_program(self, count: usize) -> String {
        let mut text = format!("{}\n\n", self.imports());
        let mut awaits = String::new();
        for i in 0..count {
            let _ = writeln!(
                text,
                "async fn call{i}(client: &Client) -> usize {{\n{}\n}}\n",
                self.call(i, count, "10", "page.jobs.len()")
            );
            let _ = writeln!(awaits, "        jobs += call{i}(&client).await;");
        }
        let _ = write!(
            text,
            "fn main() {{\n    let base = std::env::args().nth(1).unwrap_or_default();\n    let client = {};\n    \
             let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();\n    \
             let jobs = runtime.block_on(async {{\n        let mut jobs = 0;\n{awaits}        jobs\n    }});\n    \
             println!(\"{{jobs}}\");\n}}\n",
            self.make("&base")
        );
        text
    }

    /// Returns the manifest of a program that uses the client. `features` apply to our client only.
    pub fn program_manifest(self, name: &str, client: &Path, features: &[&str], more: &str) -> String {
        let package =
            if self == Ours { format!(", package = \"modelarts\", features = {features:?}") } else { String::new() };
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
             client = {{ path = {client:?}{package} }}\ntokio = {{ version = \"1\", features = [\"rt\", \"net\", \"time\"] }}\n{more}\n[workspace]\n"
        )
    }

    /// Returns the imports of a program.
    pub fn imports(self) -> &'static str {
        match self {
            Ours => "use client::{Client, Credentials};",
            Floor => "use client::*;",
            Oas3Gen => "use client::*;\nuse client::TrainingJobsClient as Client;",
            Progenitor | ProgenitorBuilder => "use client::{Client, types};",
        }
    }

    /// Returns an expression that creates a client.
    pub fn make(self, base: &str) -> String {
        match self {
            Ours => format!(
                "Client::builder().endpoint({base}).project_id(\"p0\").credentials(Credentials::token(\"token\")).build().unwrap()"
            ),
            Oas3Gen => format!("Client::with_base_url({base}).unwrap()"),
            Floor => format!("Client::new({base}, \"token\")"),
            Progenitor | ProgenitorBuilder => format!("Client::new({base})"),
        }
    }

    /// Returns statements that make one call with all parameters set. `then` uses the `page`.
    pub fn call(self, i: usize, count: usize, size: &str, then: &str) -> String {
        let part = i / api::FILE;
        // oas3-gen removes the words that the names of all operations share.
        let (list, type_list) = if count > 1 { ("", "") } else { ("list_", "List") };
        match self {
            Ours => format!(
                "    let call = client.list_jobs{i}().status(\"7\").per_page({size}).page(1)\n        \
                 .sort_by(client::part_{part}::SortBy{i}::CreateTime).order(client::part_{part}::Order{i}::Desc)\n        \
                 .search_content(\"trainjob\").workspace_id(\"0\");\n    \
                 let page = call.send().await.unwrap();\n    {then}"
            ),
            Floor => format!(
                "    let query = ListJobs{i}Query {{\n        status: Some(\"7\".into()),\n        per_page: Some({size}),\n        \
                 page: Some(1),\n        sort_by: Some(SortBy{i}::CreateTime),\n        order: Some(Order{i}::Desc),\n        \
                 search_content: Some(\"trainjob\".into()),\n        workspace_id: Some(\"0\".into()),\n    }};\n    \
                 let page = client.list_jobs{i}(\"p0\", &query).await.unwrap();\n    {then}"
            ),
            Oas3Gen => format!(
                "    let request = {type_list}Jobs{i}Request {{\n        path: {type_list}Jobs{i}RequestPath {{ project_id: \"p0\".into() }},\n        \
                 query: {type_list}Jobs{i}RequestQuery {{\n            status: Some(\"7\".into()),\n            per_page: Some({size}),\n            \
                 page: Some(1),\n            sort_by: Some(SortBy{i}::CreateTime),\n            order: Some(Order{i}::Desc),\n            \
                 search_content: Some(\"trainjob\".into()),\n            workspace_id: Some(\"0\".into()),\n        }},\n    }};\n    \
                 let ApiResponse::Ok(page) = client.{list}jobs{i}(request).await.unwrap() else {{ panic!(\"not 200\") }};\n    {then}"
            ),
            Progenitor => format!(
                "    let search: types::ListJobs{i}SearchContent = \"trainjob\".parse().unwrap();\n    \
                 let response = client.list_jobs{i}(\"p0\", Some(types::Order{i}::Desc), std::num::NonZeroU32::new(1),\n        \
                 std::num::NonZeroU32::new({size}), Some(&search), Some(types::SortBy{i}::CreateTime), Some(\"7\"), Some(\"0\"));\n    \
                 let page = response.await.unwrap().into_inner();\n    {then}"
            ),
            ProgenitorBuilder => format!(
                "    let call = client.list_jobs{i}().project_id(\"p0\").order(types::Order{i}::Desc)\n        \
                 .page(std::num::NonZeroU32::MIN).per_page(std::num::NonZeroU32::new({size}).unwrap()).search_content(\"trainjob\")\n        \
                 .sort_by(types::SortBy{i}::CreateTime).status(\"7\").workspace_id(\"0\");\n    \
                 let page = call.send().await.unwrap().into_inner();\n    {then}"
            ),
        }
    }
}

/// Returns a cargo command without the settings of the cargo that runs this program.
pub fn cargo(command: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.arg(command).arg("--quiet").env_remove("RUSTFLAGS").env("CARGO_INCREMENTAL", "0");
    cargo
}

/// Writes the specs of an API. Returns their folder.
fn specs(place: &Workplace, api: Api) -> Result<PathBuf> {
    let folder = place.work.join("specs").join(api.name());
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    match api {
        Api::Lists(count) => api::write(count, &folder)?,
        Api::Real => real::write(&place.root.join("spec"), &folder)?,
    }
    Ok(folder)
}

/// The TLS is that of the client of this project. Without TLS, hand-written code could reach no cloud.
const FLOOR_DEPENDENCIES: &str = "\
reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"rustls\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
";

const PROGENITOR_DEPENDENCIES: &str = "\
bytes = \"1\"
chrono = { version = \"0.4\", default-features = false, features = [\"serde\"] }
futures-core = \"0.3\"
progenitor-client = \"=0.15.1\"
regress = \"0.12\"
reqwest = { version = \"0.13\", default-features = false, features = [\"json\", \"query\", \"stream\"] }
serde = { version = \"1\", features = [\"derive\"] }
serde_json = \"1\"
serde_urlencoded = \"0.7\"
";

fn manifest(dependencies: &str) -> String {
    format!("[package]\nname = \"client\"\nversion = \"0.0.0\"\nedition = \"2021\"\n\n[dependencies]\n{dependencies}")
}

/// The hand-written modules that need operations of the real API.
const ON_TOP: [&str; 2] = ["follow", "wait"];

/// Copies the client around the generated code of the measured API.
fn complete_ours(place: &Workplace, api: Api, client: &Path) -> Result {
    let source = place.root.join("client/src");
    copy_sources(&source, &client.join("src"), api)?;
    let library = fs::read_to_string(source.join("lib.rs"))?;
    let library: String = library
        .lines()
        .filter(|line| api == Api::Real || !ON_TOP.iter().any(|module| line.contains(module)))
        .map(|line| format!("{line}\n"))
        .collect();
    fs::write(client.join("src/lib.rs"), library)?;
    fs::copy(place.root.join("client/README.md"), client.join("README.md"))?;
    let own = fs::read_to_string(place.root.join("client/Cargo.toml"))?;
    // Drop the examples and their dependencies.
    let own = own.split("[[example]]").next().unwrap_or_default();
    // The package must not belong to a workspace further up.
    let own = own.replacen("[package]\n", "[package]\nworkspace = \"..\"\n", 1);
    fs::write(client.join("Cargo.toml"), own)?;
    let shared = fs::read_to_string(place.root.join("Cargo.toml"))?;
    let shared = shared.split("[profile").next().unwrap_or_default();
    let lines = shared.lines().filter(|line| {
        !line.starts_with("default-members")
            && (line.starts_with("modelarts-runtime") || !line.starts_with("modelarts"))
    });
    let shared: String = lines
        .map(
            |line| {
                if line.starts_with("members") { "members = [\"client\"]\n".to_owned() } else { format!("{line}\n") }
            },
        )
        .collect();
    // The runtime is built once, as every dependency is.
    let shared = shared.replace("path = \"runtime\"", &format!("path = {:?}", place.root.join("runtime")));
    Ok(fs::write(client.with_file_name("Cargo.toml"), shared)?)
}

/// Copies all files but the generated ones.
fn copy_sources(from: &Path, to: &Path, api: Api) -> Result {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let copy = to.join(path.file_name().unwrap_or_default());
        let is_on_top = path.file_stem().is_some_and(|stem| ON_TOP.iter().any(|module| stem == *module));
        if api != Api::Real && is_on_top {
            continue;
        }
        if path.is_dir() && !path.ends_with("generated") {
            copy_sources(&path, &copy, api)?;
        } else if path.is_file() {
            fs::copy(&path, &copy)?;
        }
    }
    Ok(())
}
