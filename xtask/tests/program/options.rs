//! Options of the commands: help, refusals, suggestions, output.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use crate::support::{failed, folder, run, small_spec, snapshot, succeeded, write_spec, xtask};

const COMMANDS: &[&str] = &[
    "generate", "check", "watch", "fmt", "new", "diff", "explain", "schema", "openapi", "docs", "features", "demo",
    "bench",
];

#[test]
fn every_command_has_help() {
    let place = folder();
    let whole = succeeded(&run("help", place.path()));
    for command in COMMANDS {
        assert!(whole.contains(&format!("\n  {command} ")), "{whole}");
        for help in ["--help", "-h"] {
            let said = succeeded(&run(&format!("{command} {help}"), place.path()));
            assert!(said.contains(&format!("Usage: cargo xtask {command}")), "{said}");
        }
        assert!(succeeded(&run(&format!("help {command}"), place.path())).contains("Usage: "));
    }
    assert_eq!(succeeded(&xtask().output().unwrap()).lines().next(), Some("The maintainer's commands"));
    assert!(succeeded(&run("bench --quick --help", place.path())).contains("Usage: "));
}

#[test]
fn unknown_options_are_refused_without_effect() {
    let place = folder();
    let spec = write_spec(&small_spec("A."), &place.path().join("spec"));
    fs::write(spec.join("things.yaml"), small_spec("B.").text("things.yaml").unwrap()).unwrap();
    let before = snapshot(place.path());
    for words in [
        "generate --spec {}/spec --out {}/out --check",
        "generate --spec {}/spec --out {}/out --deny warnings",
        "generate --spec {}/spec --out {}/out --message-format json",
        "generate --spec {}/spec --out {}/out more",
        "generate --spec {}/spec --out",
        "schema --spec {}/spec --out {}/x.json",
        "fmt --spec {}/spec --out {}/out",
        "check --spec {}/spec --check",
        "check --deny errors",
        "check --message-format yaml",
        "docs --spec {}/spec --check",
        "openapi --spec {}/spec --deny warnings",
        "diff",
        "diff --spec {}/spec HEAD",
        "explain E0001 E0002",
        "features --all",
        "demo --spec {}/spec",
        "bench --fast",
        "bench --n=many",
        "new thing",
        "watch --check",
        "destroy",
    ] {
        failed(&run(words, place.path()));
    }
    for command in COMMANDS {
        let said = failed(&run(&format!("{command} --no-such-option"), place.path()));
        assert!(said.contains("unexpected argument '--no-such-option'"), "{command}: {said}");
    }
    assert_eq!(snapshot(place.path()), before);
}

#[test]
fn help_is_found_however_it_is_asked_for() {
    let place = folder();
    for words in ["help", "--help", "-h", "help --help", "help -h"] {
        assert!(succeeded(&run(words, place.path())).contains("Usage: cargo xtask [COMMAND]"), "{words}");
    }
    for words in ["check --help", "help check", "help check --help"] {
        assert!(succeeded(&run(words, place.path())).contains("Usage: cargo xtask check [OPTIONS]"), "{words}");
    }
}

#[test]
fn a_misspelled_command_or_option_gets_a_suggestion() {
    let place = folder();
    for command in COMMANDS {
        let misspelled = format!("{}x{}", &command[..2], &command[2..]);
        let said = failed(&run(&misspelled, place.path()));
        assert!(said.contains(&format!("'{command}'")), "{misspelled}: {said}");
    }
    assert!(failed(&run("check --spce x", place.path())).contains("'--spec'"));
}

#[test]
fn no_command_panics_if_the_pipe_closes_early() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    let new = "new operation list_a GET\u{a0}/v1/{project_id}/as --spec {}/spec";
    for words in [
        "openapi --spec {}/spec",
        "explain",
        "explain E0010",
        "help",
        "check --help",
        "generate --spec {}/spec --out {}/out",
        "check --spec {}/spec --out {}/out",
        "check --spec {}/spec --out {}/out --message-format json",
        "docs --spec {}/spec --out {}/docs",
        "diff {}/spec {}/spec",
        "diff {}/spec {}/spec --message-format json",
        "schema --spec {}/spec",
        "fmt --spec {}/spec",
        new,
    ] {
        let mut command = xtask();
        command.args(
            words.split(' ').map(|word| word.replace("{}", place.path().to_str().unwrap()).replace('\u{a0}', " ")),
        );
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert!(!said.contains("panicked") && status.success(), "{words}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_failed_write_to_the_standard_output_is_an_error() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = xtask().args(["openapi", "--spec"]).arg(place.path().join("spec")).stdout(full).output().unwrap();
    assert!(failed(&output).contains("cannot write to the standard output"));
}

#[test]
fn schema_check_writes_nothing() {
    let place = folder();
    let spec = write_spec(&small_spec("A."), &place.path().join("spec"));
    assert!(failed(&run("schema --check --spec {}/spec", place.path())).contains("is not current"));
    assert!(!spec.join("spec.schema.json").exists());
    succeeded(&run("schema --spec {}/spec", place.path()));
    succeeded(&run("schema --check --spec {}/spec", place.path()));
    let text = fs::read_to_string(spec.join("spec.schema.json")).unwrap();
    fs::write(spec.join("spec.schema.json"), text.replace('\n', "\r\n")).unwrap();
    succeeded(&run("schema --check --spec {}/spec", place.path()));
    fs::write(spec.join("spec.schema.json"), "{}").unwrap();
    assert!(failed(&run("schema --check --spec {}/spec", place.path())).contains("is not current"));
    assert_eq!(fs::read_to_string(spec.join("spec.schema.json")).unwrap(), "{}");
}
