//! The schema in an editor: a YAML language server offers what belongs at each place, shows the text of each key, and
//! reports errors.

use std::fs;
use std::path::{Path, PathBuf};

use modelarts_codegen::{Api, Sources, schema};
use modelarts_tests::{FEATURES, feature, workspace};
use serde_json::Value;

use super::language_server::{CURSOR, LanguageServer};

/// Starts a server in a folder with the schema of a spec.
fn editor(name: &str, api: &Api) -> LanguageServer {
    LanguageServer::start(&folder(name, api))
}

/// Creates a folder with the schema of a spec.
fn folder(name: &str, api: &Api) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("editor").join(name);
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join(schema::FILE), schema::schema(api).to_string()).unwrap();
    folder
}

fn spec() -> (Sources, Api) {
    let sources = Sources::read(&workspace().join("spec")).unwrap();
    let api = modelarts_codegen::read(&sources).unwrap();
    (sources, api)
}

/// Returns a document with a text in it.
fn document(text: &str) -> String {
    format!("# yaml-language-server: $schema={}\n{text}\n", schema::FILE)
}

const FIELD: &str = "doc: A.\ntables:\n  T:\n    doc: A.\n    fields:\n      a:\n        ";
const OPERATION: &str = "doc: A.\noperations:\n  t:\n    http: GET /v1/a\n    doc: A.\n    ";
const CODES: &str = "doc: A.\ncodes:\n  JobStatus:\n    doc: A.\n    ";

const RESOURCE: &str = "doc: A.\nresources:\n  t:\n    doc: A.\n    ";

/// Places of names, names that are offered there, and names that are not.
const PLACES: &[(&str, &str, &[&str], &[&str])] = &[
    (FIELD, "type: ¦", &["Long", "JSON Array", "Map<String,String>", "TrainingJob", "JobStatus"], &["null"]),
    (FIELD, "items: ¦", &["Long", "TrainingJob", "JobStatus"], &["JSON Array"]),
    (FIELD, "{type: ¦}", &["Long", "TrainingJob", "JobStatus"], &[]),
    (FIELD, "{ type: T¦, doc: A. }", &["Long", "TrainingJob", "JobStatus"], &[]),
    (FIELD, "format: ¦", &["timestamp", "duration"], &["null"]),
    (FIELD, "unit: ¦", &["milliseconds", "seconds", "bytes"], &["null"]),
    (FIELD, "absent_on: ¦", &["success"], &["null"]),
    (FIELD, "not_found: ¦", &["ModelArts.0104"], &[]),
    (FIELD, "optional: ¦", &["true"], &["null"]),
    (OPERATION, "response: ¦", &["TrainingJobList"], &["JobStatus", "Long"]),
    (OPERATION, "success: ¦", &["201"], &["404"]),
    (OPERATION, "parameters:\n      a:\n        type: ¦", &["Integer", "JobStatus"], &["TrainingJob", "JSON"]),
    (OPERATION, "parameters:\n      a:\n        in: ¦", &["header"], &["null"]),
    (OPERATION, "parameters:\n      a:\n        not_found: ¦", &["ModelArts.0104"], &[]),
    (OPERATION, "parameters:\n      a:\n        filters_by: ¦", &["status"], &[]),
    (OPERATION, "parameters:\n      a:\n        searches_in: [¦]", &["job_name"], &[]),
    (OPERATION, "parameters:\n      a:\n        name:\n          ¦", &["ak_sk", "account"], &[]),
    (OPERATION, "body:\n      a:\n        type: ¦", &["Integer", "JobStatus", "TrainingJobConfig", "JSON"], &[]),
    (OPERATION, "body:\n      a:\n        items: ¦", &["Integer", "JobStatus", "TrainingJobConfig"], &["JSON Array"]),
    (OPERATION, "body:\n      a:\n        not_found: ¦", &["ModelArts.0104"], &[]),
    (OPERATION, "body:\n      a:\n        ¦", &["mandatory", "range"], &["in", "filters_by", "searches_in"]),
    (OPERATION, "pages:\n      page: ¦", &["page"], &["job_name"]),
    (OPERATION, "pages:\n      offset: ¦", &["offset"], &["job_name"]),
    (OPERATION, "failure: ¦", &["TrainingJobList"], &["JobStatus", "JSON"]),
    (OPERATION, "pages:\n      size: ¦", &["per_page"], &["job_name"]),
    (OPERATION, "pages:\n      items: ¦", &["jobs"], &["job_total_count"]),
    (OPERATION, "pages:\n      total: ¦", &["job_total_count"], &["jobs"]),
    (OPERATION, "pages:\n      key: ¦", &["job_id"], &[]),
    (OPERATION, "sort:\n      by: ¦", &["sort_by"], &["per_page"]),
    (OPERATION, "sort:\n      order: ¦", &["order"], &["per_page"]),
    (OPERATION, "rules:\n      - ¦", &["exactly_one", "at_most_one", "together"], &[]),
    (OPERATION, "rules:\n      - exactly_one: [¦]", &["job_name"], &[]),
    (CODES, "type: ¦", &["Byte", "String"], &["Boolean", "JobStatus"]),
    (CODES, "groups:\n      a:\n        values: [¦]", &["RUNNING"], &["asc"]),
    ("", "service: a\nstatuses:\n  200:\n    action: ¦", &["proceed", "repeat"], &[]),
    ("", "service: a\nauthentication:\n  ¦", &["ak_sk", "account"], &[]),
    ("", "¦", &["codes", "tables", "operations"], &[]),
    (RESOURCE, "create: ¦", &["update_description", "list"], &["null"]),
    (RESOURCE, "key: ¦", &["training_job_id"], &["null"]),
    (RESOURCE, "unique:\n      name: ¦", &["job_name"], &["null"]),
    (RESOURCE, "states:\n      initial: ¦", &["Creating", "INIT"], &["null"]),
    (RESOURCE, "states:\n      terminal: ¦", &["terminal"], &["null"]),
    (RESOURCE, "actions:\n      stop:\n        to: ¦", &["Terminating"], &["null"]),
    (RESOURCE, "actions:\n      stop:\n        refused: ¦", &["ModelArts.2796"], &["null"]),
];

#[test]
fn editors_offer_the_names_that_belong_at_each_place() {
    let mut editor = editor("names", &spec().1);
    for (before, place, wanted, unwanted) in PLACES {
        let found = editor.completions(&document(&format!("{before}{place}")));
        let offered = |name: &str| found.iter().any(|(label, ..)| label == name);
        for name in *wanted {
            assert!(offered(name), "`{name}` is not offered at `{place}`: {found:?}");
            let is_documented = |(label, _, doc): &(String, String, String)| label == name && !doc.is_empty();
            let is_plain = ["true"].contains(name);
            assert!(is_plain || found.iter().any(is_documented), "`{name}` has no text at `{place}`");
        }
        for name in *unwanted {
            assert!(!offered(name), "`{name}` is offered at `{place}`");
        }
    }
}

/// The kinds of entries, the text before a key of such an entry, and the key that such a file must have.
const KEYS: &[(&str, &str, &str)] = &[
    ("Field", FIELD, ""),
    ("Operation", "doc: A.\noperations:\n  t:\n    ", ""),
    ("Parameter", "doc: A.\noperations:\n  t:\n    parameters:\n      a:\n        ", ""),
    ("BodyField", "doc: A.\noperations:\n  t:\n    body:\n      a:\n        ", ""),
    ("Table", "doc: A.\ntables:\n  T:\n    ", ""),
    ("Codes", "doc: A.\ncodes:\n  Other:\n    ", ""),
    ("Codes", "doc: A.\ncodes:\n  JobStatus:\n    ", ""),
    ("CodeGroup", "doc: A.\ncodes:\n  JobStatus:\n    groups:\n      a:\n        ", ""),
    ("Resource", "doc: A.\nresources:\n  a:\n    ", ""),
    ("States", "doc: A.\nresources:\n  a:\n    states:\n      ", ""),
    ("Move", "doc: A.\nresources:\n  a:\n    states:\n      moves:\n        a:\n          ", ""),
    ("Action", "doc: A.\nresources:\n  a:\n    actions:\n      a:\n        ", ""),
    ("Group", "", ""),
    ("Service", "", "service"),
    ("ErrorCodes", "", "error_codes"),
    ("Failure", "service: a\nfailure:\n  ", ""),
    ("Pages", "doc: A.\noperations:\n  t:\n    pages:\n      ", ""),
    ("Sort", "doc: A.\noperations:\n  t:\n    sort:\n      ", ""),
    ("Cloud", "service: a\nclouds:\n  a:\n    ", ""),
    ("Status", "service: a\nstatuses:\n  200:\n    ", ""),
    ("ErrorCode", "error_codes:\n  A.1:\n    ", ""),
];

/// Returns the first lines of a text, without the characters that Markdown escapes.
fn plain(text: &str) -> String {
    text.replace(['\\', '`'], "").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn editors_show_the_text_of_each_key_and_insert_no_null() {
    let (_, api) = spec();
    let schema = schema::schema(&api);
    let mut editor = editor("keys", &api);
    for (kind, before, required) in KEYS {
        let properties: &Value = &schema["$defs"][kind]["properties"];
        for (key, property) in properties.as_object().unwrap() {
            // A word, a number, and an entry: at least one is a value of the key.
            let text = plain(property["description"].as_str().unwrap());
            let after = if required.is_empty() || required == key { String::new() } else { format!("\n{required}: a") };
            let of_value = |value: &str| document(&format!("{before}{CURSOR}{key}:{value}{after}"));
            let shown =
                [" A", " 1", " [A]", "\n              a: A"].map(|value| plain(&editor.hover(&of_value(value))));
            assert!(shown.iter().any(|shown| shown.starts_with(&text)), "{kind}.{key}: {text}\n{shown:?}");
        }
        for (label, inserted, _) in editor.completions(&document(&format!("{before}{CURSOR}"))) {
            assert!(!inserted.contains("null"), "{kind}: {label} inserts {inserted}");
        }
    }
}

#[test]
fn editors_report_no_error_in_a_valid_spec() {
    let (sources, api) = spec();
    let real = folder("valid", &api);
    let mut editor = LanguageServer::start(&real);
    for (name, text) in sources.files() {
        assert_eq!(editor.errors(text), [""; 0], "{name}");
    }
    for feature_name in FEATURES {
        let sources = feature(feature_name);
        let own = folder(feature_name, &modelarts_codegen::read(&sources).unwrap());
        // Names that the schema does not know are no errors: it may be older than the text.
        for schema in [&own, &real] {
            editor.folder.clone_from(schema);
            for (name, text) in sources.files() {
                assert_eq!(editor.errors(&document(text)), [""; 0], "{feature_name}/{name}");
            }
        }
    }
}

#[test]
fn editors_report_usual_errors_in_short_messages() {
    let mut editor = editor("errors", &spec().1);
    for (before, text) in [
        (FIELD, "{ type: int, doc: A. }"),
        (FIELD, "{ type: string, doc: A. }"),
        (FIELD, "{ type: ~, doc: A. }"),
        (FIELD, "{ type: Long }"),
        (FIELD, "{ type: Long, doc: A., rnage: 1..2 }"),
        (FIELD, "{ type: Long, doc: A., range: 1000 }"),
        (FIELD, "{ type: Long, doc: A., range: }"),
        (FIELD, "{ type: Long, doc: A., optional: yes please }"),
        (FIELD, "{ type: Long, doc: A., unit: hours }"),
        (FIELD, "{ type: JSON Array, items: JSON Array<, doc: A. }"),
        (OPERATION, "response: JobStatus"),
        (OPERATION, "response: Long"),
        (OPERATION, "response: ~"),
        (OPERATION, "success: 404"),
        (OPERATION, "parameters: { a: { type: TrainingJob, doc: A. } }"),
        (OPERATION, "body: { a: { type: Long, in: header, doc: A. } }"),
        (OPERATION, "pages: { page: page, items: jobs }"),
        (CODES, "type: Float\n    values: { A: A. }"),
        ("doc: A.\noperations:\n  t:\n    doc: A.\n    ", "http: FETCH /v1/a"),
    ] {
        let found = editor.errors(&document(&format!("{before}{text}")));
        assert!(!found.is_empty(), "`{text}` is accepted");
        assert!(found.iter().all(|message| message.len() < 120), "`{text}`: {found:?}");
    }
}
