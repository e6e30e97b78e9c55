//! Files in the folder of a spec that are not part of it.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{failed, folder, run, small_spec, stderr, succeeded, write_spec};

/// Commands that read a spec without changing it.
const READERS: &[&str] = &[
    "generate --spec {}/spec --out {}/out",
    "check --spec {}/spec --out {}/out",
    "openapi --spec {}/spec",
    "docs --spec {}/spec --out {}/docs",
    "diff {}/spec {}/spec",
];

#[test]
fn temporary_files_of_editors_are_ignored() {
    let place = folder();
    let spec = write_spec(&small_spec("A."), &place.path().join("spec"));
    symlink("somebody@host.1234:5678", spec.join(".#things.yaml")).unwrap();
    for name in ["._things.yaml", ".things.yaml.swp", "#things.yaml#", "things.yaml~", ".hidden.yaml", ".x.yml"] {
        fs::write(spec.join(name), b"\xff\xfe not YAML: [").unwrap();
    }
    fs::create_dir(spec.join(".git")).unwrap();
    fs::write(spec.join(".git/x.yaml"), "x").unwrap();
    for words in READERS.iter().chain(&["fmt --spec {}/spec --check", "fmt --spec {}/spec"]) {
        succeeded(&run(words, place.path()));
    }
}

fn made(make: impl FnOnce(&Path)) -> tempfile::TempDir {
    let place = folder();
    make(&write_spec(&small_spec("A."), &place.path().join("spec")));
    place
}

#[test]
fn misnamed_and_misplaced_files_are_reported() {
    let text = "doc: More.\ntables:\n  More: { doc: More., fields: { a: { type: Long, doc: A. } } }\n";
    let write = |name: &'static str| {
        made(|spec| {
            fs::create_dir_all(spec.join(name).parent().unwrap()).unwrap();
            fs::write(spec.join(name), text).unwrap();
        })
    };
    let places = [
        ("more.yml", write("more.yml"), "rename it to `more.yaml`"),
        ("more.YAML", write("more.YAML"), "rename it to `more.yaml`"),
        ("more.Yml", write("more.Yml"), "rename it to `more.yaml`"),
        ("sub/more.yaml", write("sub/more.yaml"), "move `more.yaml` into the folder of the spec"),
        ("sub/in/more.yml", write("sub/in/more.yml"), "move `more.yml`"),
        ("more.yaml", made(|spec| fs::create_dir(spec.join("more.yaml")).unwrap()), "it is a folder"),
        ("more.yaml", made(|spec| symlink("nowhere", spec.join("more.yaml")).unwrap()), "cannot read `more.yaml`"),
        ("more.yaml", made(|spec| symlink("more.yaml", spec.join("more.yaml")).unwrap()), "cannot read `more.yaml`"),
        ("more.yaml", made(|spec| symlink("/dev/zero", spec.join("more.yaml")).unwrap()), "not a regular file"),
        ("more.yaml", made(|spec| symlink("..", spec.join("more.yaml")).unwrap()), "it is a folder"),
        (
            "more.yaml",
            made(|spec| assert!(Command::new("mkfifo").arg(spec.join("more.yaml")).status().unwrap().success())),
            "not a regular file",
        ),
    ];
    for (name, place, expected) in &places {
        let said = failed(&run("check --spec {}/spec --out {}/out", place.path()));
        assert!(said.contains("error[E0031]") && said.contains(name) && said.contains(expected), "{name}: {said}");
        assert_eq!(said.matches("error[").count(), 1, "{name}: {said}");
        for words in READERS {
            assert!(failed(&run(words, place.path())).contains(name), "{words}");
        }
        assert!(failed(&run("fmt --spec {}/spec", place.path())).contains(name));
        let output = run("check --message-format json --spec {}/spec --out {}/out", place.path());
        let line: Value = serde_json::from_slice(&output.stdout).unwrap();
        let file = place.path().join("spec").join(name);
        assert_eq!((line["code"].as_str(), line["file"].as_str()), (Some("E0031"), file.to_str()));
    }
}

#[test]
fn each_misnamed_file_of_a_folder_is_reported() {
    let place = folder();
    let spec = place.path().join("spec");
    fs::create_dir(&spec).unwrap();
    for (name, text) in small_spec("A.").files() {
        fs::write(spec.join(name.replace(".yaml", ".yml")), text).unwrap();
    }
    let said = failed(&run("check --spec {}/spec --out {}/out", place.path()));
    assert!(said.contains("`service.yml` is not read") && said.contains("`things.yml` is not read"), "{said}");
}

#[test]
fn byte_order_marks_and_windows_line_ends_are_accepted() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    succeeded(&run("generate --spec {}/spec --out {}/out", place.path()));
    let spec = place.path().join("spec");
    for (name, text) in small_spec("A.").files() {
        fs::write(spec.join(name), format!("\u{feff}{}", text.replace('\n', "\r\n"))).unwrap();
    }
    succeeded(&run("check --spec {}/spec --out {}/out", place.path()));
    // The error is at the beginning of the file. Its column is that of an editor.
    fs::write(spec.join("things.yaml"), "\u{feff}dco: A.\r\ntables: 1\r\n").unwrap();
    let output = run("check --message-format json --spec {}/spec --out {}/out", place.path());
    let lines: Vec<Value> =
        String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let at = |line: &Value| (line["line"].as_u64(), line["column"].as_u64(), line["end_column"].as_u64());
    assert_eq!(at(&lines[0]), (Some(1), Some(1), Some(4)), "{lines:?}");
    let tables = lines.iter().find(|line| line["line"] == 2).unwrap();
    assert_eq!(at(tables).1, Some(9), "{lines:?}");
}

#[test]
fn utf_16_is_reported() {
    for mark in [[0xff, 0xfe], [0xfe, 0xff]] {
        let place = made(|spec| fs::write(spec.join("things.yaml"), [mark[0], mark[1], b'd', 0]).unwrap());
        let said = failed(&run("check --spec {}/spec --out {}/out", place.path()));
        assert!(said.contains("the file is UTF-16") && said.contains("save it as UTF-8"), "{said}");
    }
}

#[test]
fn new_operations_are_only_added_to_files_of_the_spec() {
    let place = folder();
    let spec = write_spec(&small_spec("A."), &place.path().join("spec"));
    for name in ["../x.yaml", "x.yml", "sub/x.yaml", ".x.yaml", "x", "/x.yaml", ""] {
        let mut command = crate::support::xtask();
        command.args(["new", "operation", "list_as", "GET /v1/{project_id}/as", "--file", name, "--spec"]).arg(&spec);
        assert!(failed(&command.output().unwrap()).contains("invalid file"), "{name}");
    }
    let mut command = crate::support::xtask();
    let twice = ["new", "operation", "parts.list", "GET /v1/{project_id}/parts", "--file", "parts.yaml", "--spec"];
    assert!(failed(&command.args(twice).arg(&spec).output().unwrap()).contains("--file"), "the file is named twice");
    let mut command = crate::support::xtask();
    command.args(["new", "operation", "list_parts", "GET /v1/{project_id}/parts", "--spec"]).arg(&spec);
    let output = command.output().unwrap();
    assert!(succeeded(&output).contains("parts.yaml: added `list_parts`"), "{}", stderr(&output));
    assert!(spec.join("parts.yaml").exists());
    assert!(!place.path().join("x.yaml").exists());
}
