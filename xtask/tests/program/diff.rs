//! `diff`: what it prints, and when it fails.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{failed, folder, run, small_spec, succeeded, write_spec};

/// Writes two specs, `a` and `b`, which differ in the replaced text.
fn two_specs(place: &Path, from: &str, to: &str) {
    let spec = small_spec("A.");
    write_spec(&spec, &place.join("a"));
    write_spec(&spec, &place.join("b"));
    for (name, text) in spec.files() {
        fs::write(place.join("b").join(name), text.replacen(from, to, 1)).unwrap();
    }
}

const DENIED: [&str; 4] = ["breaking", "callers", "wire", "changes"];

#[test]
fn denied_changes_fail_and_all_others_do_not() {
    for (from, to, denied) in [
        ("tables:\n", "# Tables.\ntables:\n", &[][..]),
        ("doc: A. Size of", "doc: A. The size of", &["changes"]),
        ("range: 1..1000", "range: 1..2000", &["changes"]),
        ("range: 1..1000", "range: 1..500", &["breaking", "wire", "changes"]),
        ("values: [RED]", "values: [BLUE]", &["breaking", "callers", "changes"]),
        ("thing_id: { type: Long", "thing_id: { type: String", &DENIED),
    ] {
        let place = folder();
        two_specs(place.path(), from, to);
        succeeded(&run("diff {}/a {}/b", place.path()));
        for what in DENIED {
            let output = run(&format!("diff {{}}/a {{}}/b --deny {what}"), place.path());
            if denied.contains(&what) {
                assert!(failed(&output).contains("error: denied "), "{to}: {what}");
                assert_eq!(output.status.code(), Some(1));
            } else {
                succeeded(&output);
            }
        }
        let output = run("diff {}/a {}/b --deny callers,wire", place.path());
        assert_eq!(output.status.success(), !denied.contains(&"breaking"), "{to}");
    }
}

#[test]
fn each_format_shows_the_place_both_values_and_both_judgments() {
    let place = folder();
    two_specs(place.path(), "range: 1..1000", "range: 1..500");
    let line =
        1 + small_spec("A.").text("things.yaml").unwrap().split("range: 1..1000").next().unwrap().matches('\n').count();
    let file = format!("{}/b/things.yaml", place.path().display());
    for (format, shown) in [
        ("human", format!("{file}:{line}:")),
        ("json", format!("\"line\":{line}")),
        ("github", format!("file={file},line={line},")),
        ("markdown", format!("{file}:{line}`")),
    ] {
        let said = succeeded(&run(&format!("diff {{}}/a {{}}/b --message-format {format}"), place.path()));
        for part in [&shown, "1..1000", "1..500", "callers", "documentation", "wire", "breaking", "major"] {
            assert!(said.contains(part), "{format} lacks {part}: {said}");
        }
    }
    let said = succeeded(&run("diff {}/a {}/b --message-format json", place.path()));
    let json: Value = serde_json::from_str(&said).unwrap();
    let change = &json["changes"][0];
    assert_eq!(json["bump"], "major");
    assert_eq!((&change["old"], &change["new"]), (&"1..1000".into(), &"1..500".into()));
    assert_eq!((&change["callers"]["class"], &change["wire"]["class"]), (&"documentation".into(), &"breaking".into()));
}

/// GitHub shows the lines of the new state only.
#[test]
fn what_is_removed_has_its_place_in_the_old_spec() {
    let place = folder();
    two_specs(place.path(), "      path: {", "      way: {");
    fs::write(place.path().join("b/things.yaml"), {
        let text = fs::read_to_string(place.path().join("b/things.yaml")).unwrap();
        text.replace("[path, address]", "[way, address]")
    })
    .unwrap();
    let said = succeeded(&run("diff {}/a {}/b", place.path()));
    let (old, new) =
        (format!("{}/a/things.yaml:", place.path().display()), format!("{}/b/things.yaml:", place.path().display()));
    let place_of =
        |what: &str| said.split(what).nth(1).and_then(|rest| rest.lines().nth(1)).unwrap_or_default().to_owned();
    assert!(place_of("removed field `path` of `NewThing`").contains(&old), "{said}");
    assert!(place_of("added field `way` of `NewThing`").contains(&new), "{said}");
    let said = succeeded(&run("diff {}/a {}/b --message-format github", place.path()));
    let removed = said.lines().find(|line| line.contains("removed field")).unwrap();
    assert!(!removed.contains("file="), "{removed}");
}

#[test]
fn specs_from_before_they_stated_an_edition_can_be_compared() {
    let place = folder();
    two_specs(place.path(), "edition: 2\n", "");
    assert!(succeeded(&run("diff {}/a {}/b", place.path())).contains("no changes"));
    assert!(succeeded(&run("diff {}/b {}/a", place.path())).contains("no changes"));
}

#[test]
fn errors_of_a_spec_are_shown_with_their_place() {
    let place = folder();
    two_specs(place.path(), "items: Thing", "items: Thingy");
    let said = failed(&run("diff {}/a {}/b", place.path()));
    assert!(
        said.contains("/b/` has errors") && said.contains("unknown type `Thingy`") && said.contains("things.yaml:"),
        "{said}"
    );
}

#[test]
fn a_folder_has_no_version_that_could_be_too_low() {
    let place = folder();
    two_specs(place.path(), "range: 1..1000", "range: 1..500");
    let said = succeeded(&run("diff {}/a {}/b --deny version", place.path()));
    assert!(said.contains("required version bump: major") && !said.contains("too low"), "{said}");
}
