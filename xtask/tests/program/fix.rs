//! `check --fix` and the formats of diagnostics.

use std::fs;

use serde_json::Value;

use crate::support::{failed, folder, run, run_in, small_spec, stderr, succeeded, write_spec, xtask};

const CHECK: &str = "check --spec {}/spec --out {}/out";

/// Returns a folder with a spec whose client is current, after a change of `things.yaml`.
fn changed(from: &str, to: &str) -> tempfile::TempDir {
    let place = folder();
    let spec = write_spec(&small_spec("A."), &place.path().join("spec"));
    succeeded(&run("generate --spec {}/spec --out {}/out", place.path()));
    let text = fs::read_to_string(spec.join("things.yaml")).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(spec.join("things.yaml"), text.replacen(from, to, 1)).unwrap();
    place
}

fn text(place: &tempfile::TempDir) -> String {
    fs::read_to_string(place.path().join("spec/things.yaml")).unwrap()
}

#[test]
fn certain_corrections_are_applied_and_reported() {
    let expected = small_spec("A.").text("things.yaml").unwrap().to_owned();
    for (from, to) in [
        ("type: Integer, range", "type:\u{a0}Integer, range"),
        ("type: Integer, range", "type\u{ff1a}Integer, range"),
        ("type: Integer, range", "type:Integer, range"),
        ("type: Integer, range", "type Integer, range"),
        ("type: Integer, range", "type: int, range"),
        ("  Color:", "  Color"),
    ] {
        let place = changed(from, to);
        let output = run(&format!("{CHECK} --fix"), place.path());
        succeeded(&output);
        assert!(stderr(&output).contains("things.yaml:"), "{}", stderr(&output));
        assert_eq!(text(&place), expected, "{to}");
    }
}

#[test]
fn an_error_that_cannot_be_fixed_does_not_hinder_the_others() {
    for (from, to, fixed) in [
        ("type: Integer, range", "type Integer, rnage", "type: Integer, rnage"),
        ("type: Integer, range", "type:Integer, rnage", "type: Integer, rnage"),
        ("    http: GET", "    foo: 1\n    http GET", "    foo: 1\n    http: GET"),
    ] {
        let place = changed(from, to);
        let output = run(&format!("{CHECK} --fix"), place.path());
        assert!(failed(&output).contains("fixed: "), "{}", stderr(&output));
        assert!(text(&place).contains(fixed), "{}", text(&place));
    }
}

#[test]
fn a_spec_without_certain_corrections_stays_and_the_command_says_so() {
    let place = changed("range:", "rnage:");
    let before = text(&place);
    assert!(failed(&run(&format!("{CHECK} --fix"), place.path())).contains("nothing to fix: "));
    assert_eq!(text(&place), before);
}

/// Programs read the standard output, and find nothing in their logs that is for people.
#[test]
fn formats_for_programs_leave_the_standard_error_empty() {
    for format in ["json", "github"] {
        let place = changed("range:", "rnage:");
        let output = run(&format!("{CHECK} --message-format {format}"), place.path());
        assert!(!output.status.success() && !output.stdout.is_empty());
        assert_eq!(stderr(&output), "", "{format}");
    }
}

#[test]
fn the_summary_of_several_kinds_of_errors_names_no_kind_alone() {
    let place = changed("type: Integer, range", "type: Intger, rnage");
    let said = failed(&run(CHECK, place.path()));
    assert!(said.contains("the spec has 2 errors; for more about an error, run `cargo xtask explain`"), "{said}");
    let place = changed("type: Integer, range", "type: Intger, range");
    let said = failed(&run(CHECK, place.path()));
    assert!(said.contains("the spec has 1 error; run `cargo xtask explain E0010` for details"), "{said}");
}

#[test]
fn several_certain_corrections_are_applied_in_one_run() {
    let place = changed("type: Integer, range", "type\u{ff1a}int, range");
    succeeded(&run(&format!("{CHECK} --fix"), place.path()));
    assert_eq!(text(&place), small_spec("A.").text("things.yaml").unwrap());
}

#[test]
fn the_edition_is_added_or_corrected() {
    let expected = small_spec("A.").text("service.yaml").unwrap().to_owned();
    for old in ["", "edition: 1\n"] {
        let place = changed("tables:", "tables:");
        let file = place.path().join("spec/service.yaml");
        fs::write(&file, expected.replacen("edition: 2\n", old, 1)).unwrap();
        succeeded(&run(&format!("{CHECK} --fix"), place.path()));
        assert_eq!(fs::read_to_string(&file).unwrap(), expected, "{old}");
    }
}

#[test]
fn the_edition_is_added_with_the_line_ends_of_the_file() {
    let expected = small_spec("A.").text("service.yaml").unwrap().replace('\n', "\r\n");
    let place = changed("tables:", "tables:");
    let file = place.path().join("spec/service.yaml");
    fs::write(&file, expected.replacen("edition: 2\r\n", "", 1)).unwrap();
    succeeded(&run(&format!("{CHECK} --fix"), place.path()));
    assert_eq!(fs::read_to_string(&file).unwrap(), expected);
}

#[test]
fn corrections_keep_line_ends_and_byte_order_marks() {
    let place = changed("type: Integer, range", "type: int, range");
    let file = place.path().join("spec/things.yaml");
    fs::write(&file, format!("\u{feff}{}", text(&place).replace('\n', "\r\n"))).unwrap();
    succeeded(&run(&format!("{CHECK} --fix"), place.path()));
    let expected = small_spec("A.").text("things.yaml").unwrap().replace('\n', "\r\n");
    assert_eq!(text(&place), format!("\u{feff}{expected}"));
}

#[test]
fn files_with_errors_that_have_no_certain_correction_stay_as_they_are() {
    for (from, to) in [
        ("range: 1..1000", "range: 1000"),
        ("range: 1..1000", "range: 1-1000"),
        ("response: ThingList", "response: ThingLits"),
        ("range: 1..1000", "rnage: 1..1000"),
        ("    fields:", "\tfields:"),
        ("doc: A. ", "doc: \"A. "),
    ] {
        let place = changed(from, to);
        let before = text(&place);
        failed(&run(&format!("{CHECK} --fix"), place.path()));
        assert_eq!(text(&place), before, "{to}");
    }
}

#[test]
fn json_names_the_file_the_bytes_and_the_replacement() {
    let place = changed("type: Integer, range", "type: int, range");
    let output = run(&format!("{CHECK} --message-format json"), place.path());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let file = place.path().join("spec/things.yaml");
    let bytes = |object: &Value| {
        let at = |key: &str| object[key].as_u64().unwrap() as usize;
        fs::read_to_string(object["file"].as_str().unwrap()).unwrap()[at("byte_start")..at("byte_end")].to_owned()
    };
    assert_eq!((report["level"].as_str(), report["code"].as_str()), (Some("error"), Some("E0010")));
    assert_eq!(report["spans"][0]["file"].as_str(), file.to_str());
    assert_eq!(report["spans"][0]["is_primary"], true);
    assert_eq!(bytes(&report["spans"][0]), "int");
    let replacement = &report["replacements"][0];
    assert_eq!((bytes(replacement).as_str(), &replacement["text"]), ("int", &Value::from("Integer")));
    assert_eq!(replacement["is_certain"], true);
}

#[test]
fn bytes_in_json_are_those_of_the_file_on_disk() {
    let place = changed("type: Integer, range", "type: int, range");
    let file = place.path().join("spec/things.yaml");
    fs::write(&file, format!("\u{feff}{}", text(&place).replace('\n', "\r\n"))).unwrap();
    let output = run(&format!("{CHECK} --message-format json"), place.path());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let at = |key: &str| report["spans"][0][key].as_u64().unwrap() as usize;
    assert_eq!(&fs::read(&file).unwrap()[at("byte_start")..at("byte_end")], b"int");
}

#[test]
fn github_annotations_are_one_line_each() {
    let place = changed("type: Integer, range", "type: int, range");
    let output = run(&format!("{CHECK} --message-format github"), place.path());
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), 1, "{said}");
    let file = place.path().join("spec/things.yaml");
    let opening = format!("::error file={},line=", file.display());
    assert!(said.starts_with(&opening) && said.contains("title=E0010%3A unknown type `int`::"), "{said}");
    assert!(said.contains("%0Ahelp: write `Integer`"), "{said}");
}

#[test]
fn paths_are_relative_to_the_current_folder() {
    let place = changed("type: Integer, range", "type: int, range");
    let mut command = xtask();
    command.current_dir(place.path());
    let said = failed(&run_in(command, "check --spec spec --out out", place.path()));
    assert!(said.contains("--> spec/things.yaml:"), "{said}");
}
