//! From an empty folder to a typed call of another service, in six commands.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use modelarts_emulator::{Emulator, defaults};
use modelarts_tests::{SERVICES, service, workspace};

/// The sample of the vendor's page about listing disks.
const SAMPLE: &str =
    r#"{"count": 1, "volumes": [{"id": "b104b8db", "name": "data", "size": 10, "status": "available"}]}"#;
/// A typed call.
const CALL: &str = r#"
#[tokio::main(flavor = "current_thread")]
async fn main() -> evs::Result<()> {
    let page = evs::Client::from_env()?.volumes().list().send().await?;
    println!("{} disks, the first is {}", page.volumes.len(), page.volumes[0].id);
    Ok(())
}
"#;

fn cargo(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(folder);
    if folder != workspace() {
        // The packages share what is compiled.
        command.env("CARGO_TARGET_DIR", workspace().join("target/new-service"));
    }
    command
}

fn succeeded(mut command: Command) -> Output {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// Makes the package of a service, with the dependencies of this workspace.
fn new_service(name: &str, folder: &str) -> PathBuf {
    let folder = workspace().join("target/new-services").join(folder);
    let _ = fs::remove_dir_all(&folder);
    let path = folder.to_str().unwrap();
    succeeded(cargo(workspace(), &["xtask", "new", "service", name, "--path", path]));
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    folder
}

fn generate(folder: &Path) {
    let (spec, out) = (folder.join("spec"), folder.join("src/generated"));
    let options = ["--spec", spec.to_str().unwrap(), "--out", out.to_str().unwrap()];
    succeeded(cargo(workspace(), &[&["xtask", "generate"], &options[..]].concat()));
}

#[test]
fn six_commands_lead_from_an_empty_folder_to_a_typed_call() {
    // 1. The package.
    let folder = new_service("evs", "six-commands");
    let spec = folder.join("spec");
    let sample = folder.join("volumes.json");
    fs::write(&sample, SAMPLE).unwrap();
    // 2. An operation, from the sample of a page.
    let http = "GET /v2/{project_id}/cloudvolumes/detail?limit=10";
    let (sample, spec_path) = (sample.to_str().unwrap(), spec.to_str().unwrap());
    let new = ["xtask", "new", "operation", "volumes.list", http, "--sample", sample, "--spec", spec_path];
    succeeded(cargo(workspace(), &new));
    // 3. The client.
    generate(&folder);
    // 4. A service to call. `cargo run --package modelarts-emulator -- --spec …` starts it, too.
    let emulator = Emulator::builder().spec(modelarts_codegen::Sources::read(&spec).unwrap()).start().unwrap();
    // 5. A program with a call.
    fs::create_dir_all(folder.join("examples")).unwrap();
    fs::write(folder.join("examples/call.rs"), CALL).unwrap();
    // 6. The call. Without TLS, because compiling that takes minutes.
    let mut call = cargo(&folder, &["run", "--quiet", "--offline", "--no-default-features", "--example", "call"]);
    call.env("EVS_ENDPOINT", emulator.url()).env("OS_AUTH_URL", emulator.url());
    call.env("HUAWEICLOUD_SDK_PROJECT_ID", defaults::PROJECT_ID);
    call.env("HUAWEICLOUD_SDK_AK", defaults::ACCESS_KEY).env("HUAWEICLOUD_SDK_SK", defaults::SECRET_KEY);
    let said = String::from_utf8(succeeded(call).stdout).unwrap();
    assert!(said.contains("3 disks, the first is"), "{said}");
}

#[test]
fn clients_of_other_services_compile_without_warnings_and_their_examples_do() {
    for name in SERVICES {
        let folder = new_service(name, name);
        for (file, text) in service(name).files() {
            fs::write(folder.join("spec").join(file), text).unwrap();
        }
        generate(&folder);
        let said =
            succeeded(cargo(&folder, &["test", "--quiet", "--offline", "--no-default-features", "--doc"])).stderr;
        assert!(!String::from_utf8_lossy(&said).contains("warning"), "{name}: {}", String::from_utf8_lossy(&said));
    }
}

#[test]
fn a_folder_with_files_is_refused() {
    let folder = new_service("evs", "not-empty");
    let path = folder.to_str().unwrap().to_owned();
    let output = cargo(workspace(), &["xtask", "new", "service", "other", "--path", &path]).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && said.contains("it is not empty; choose another folder"), "{said}");
    let output = cargo(workspace(), &["xtask", "new", "service", "1st", "--path", "never-made"]).output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("invalid name `1st`"));
}
