//! What the commands take, and what they refuse.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use crate::support::{failed, folder, run, small_spec, snapshot, succeeded, write_spec, xtask};

const COMMANDS: &[&str] = &[
    "generate", "check", "watch", "fmt", "new", "diff", "explain", "schema", "openapi", "docs", "features", "demo",
    "bench",
];

#[test]
fn every_command_has_help_and_starts_nothing_by_that() {
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
fn options_that_a_command_does_not_have_are_refused() {
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
    assert_eq!(snapshot(place.path()), before);
    assert!(failed(&run("generate --chekc", place.path())).contains("unexpected argument '--chekc'"));
    assert!(failed(&run("chekc", place.path())).contains("'check'"));
    assert!(failed(&run("check --spce x", place.path())).contains("'--spec'"));
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_error() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    for words in
        ["openapi --spec {}/spec", "explain", "help", "check --spec {}/spec --out {}/out --message-format json"]
    {
        let mut command = xtask();
        command.args(words.split(' ').map(|word| word.replace("{}", place.path().to_str().unwrap())));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        let status = child.wait().unwrap();
        assert!(!said.contains("panicked") && status.code().is_some(), "{words}: {said}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_printed_is_an_error() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    let output = xtask().args(["openapi", "--spec"]).arg(place.path().join("spec")).stdout(full).output().unwrap();
    assert!(failed(&output).contains("cannot write to the standard output"));
}

#[test]
fn a_schema_is_checked_without_a_change() {
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
