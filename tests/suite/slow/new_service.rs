//! Packages of other services: the commands that spec/README.md documents, and what they make.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use modelarts_emulator::Emulator;
use modelarts_tests::{SERVICES, service, workspace};

/// The sample of the vendor's page about listing disks.
const SAMPLE: &str =
    r#"{"count": 1, "volumes": [{"id": "b104b8db", "name": "data", "size": 10, "status": "available"}]}"#;

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

/// Returns the text of the first block of a language in a section of spec/README.md.
fn documented(section: &str, language: &str) -> String {
    let readme = fs::read_to_string(workspace().join("spec/README.md")).unwrap();
    let (_, section) = readme.split_once(&format!("\n## {section}\n")).unwrap();
    let (_, block) = section.split_once(&format!("```{language}\n")).unwrap();
    block.split_once("```").unwrap().0.to_owned()
}

/// Returns the words of a command, of which some are in single quotes.
fn words(command: &str) -> Vec<String> {
    let parts = command.split('\'').enumerate();
    let words = parts.flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![part.to_owned()],
    });
    words.collect()
}

#[test]
fn six_documented_commands_lead_from_an_empty_folder_to_a_typed_call() {
    let folder = workspace().join("target/new-services/six-commands");
    let _ = fs::remove_dir_all(&folder);
    let sample = workspace().join("target/new-services/volumes.json");
    fs::create_dir_all(sample.parent().unwrap()).unwrap();
    fs::write(&sample, SAMPLE).unwrap();
    let commands = documented("Another service", "sh");
    assert_eq!(commands.lines().count(), 6);
    let commands = commands.replace("../evs", folder.to_str().unwrap());
    let commands: Vec<_> = commands.replace("volumes.json", sample.to_str().unwrap()).lines().map(words).collect();
    let [package, operation, client, service, variables, call] = &commands[..] else { panic!("{commands:?}") };
    for command in [package, operation, client] {
        let arguments: Vec<_> = command.iter().map(String::as_str).collect();
        assert_eq!(arguments[..2], ["cargo", "xtask"]);
        succeeded(cargo(workspace(), &arguments[1..]));
    }
    // The emulator as a program is tested with its options in emulator/tests.
    let option = |name: &str| service[service.iter().position(|word| word == name).unwrap() + 1].as_str();
    assert!(service.join(" ").starts_with("cargo run --package modelarts-emulator -- --spec "));
    let emulator = Emulator::builder().spec(modelarts_codegen::Sources::read(option("--spec").as_ref()).unwrap());
    let emulator = emulator.access_key(option("--ak")).secret_key(option("--sk")).project_id(option("--project-id"));
    let emulator = emulator.start().unwrap();
    let address = format!("http://127.0.0.1:{}", option("--port"));
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    fs::create_dir_all(folder.join("examples")).unwrap();
    fs::write(folder.join("examples/call.rs"), documented("Another service", "rust")).unwrap();
    let arguments: Vec<_> = call[1..].iter().map(String::as_str).collect();
    // Without TLS, because compiling that takes minutes.
    let mut call = cargo(&folder, &[&arguments[..], &["--quiet", "--offline", "--no-default-features"]].concat());
    assert_eq!(variables[0], "export");
    for (name, value) in variables[1..].iter().map(|variable| variable.split_once('=').unwrap()) {
        call.env(name, value.replace(&address, &emulator.url()));
    }
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
