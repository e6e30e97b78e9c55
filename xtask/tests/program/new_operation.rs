//! `new operation` writes entries that pass `check` and `fmt --check`, whatever the samples and URLs are.

use std::fs;
use std::path::Path;
use std::process::Output;

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::support::{amount, failed, folder, run, small_spec, stderr, succeeded, write_spec, xtask};

/// The number of operations in each spec.
const IN_ONE_SPEC: usize = 25;

/// Adds an operation to the spec in a folder, with samples.
fn new_operation(place: &Path, name: &str, http: &str, request: Option<&str>, response: Option<&str>) -> Output {
    let mut command = xtask();
    command.args(["new", "operation", name, http, "--spec"]).arg(place.join("spec"));
    for (option, sample) in [("--request-sample", request), ("--sample", response)] {
        if let Some(sample) = sample {
            let file = place.join(format!("sample{option}.json"));
            fs::write(&file, sample).unwrap();
            command.arg(option).arg(file);
        }
    }
    command.output().unwrap()
}

/// Asserts that the spec in a folder is valid and formatted.
fn check(place: &Path) {
    succeeded(&run("fmt --check --spec {}/spec", place));
    succeeded(&run("generate --spec {}/spec --out {}/out", place));
    succeeded(&run("check --spec {}/spec --out {}/out", place));
}

/// Returns the texts of all files of the spec, with a part of the last run's output.
fn spec_text(place: &Path) -> String {
    let mut files: Vec<_> = fs::read_dir(place.join("spec")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let is_resource = |path: &&std::path::PathBuf| !path.ends_with("service.yaml");
    files.iter().filter(is_resource).map(|path| fs::read_to_string(path).unwrap()).collect()
}

/// Creates a spec, adds an operation, and checks it. Returns the text of the spec, and the warnings.
fn added(http: &str, request: Option<&Value>, response: Option<&Value>) -> (String, String) {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    let [request, response] = [request, response].map(|sample| sample.map(Value::to_string));
    let output = new_operation(place.path(), "do_it", http, request.as_deref(), response.as_deref());
    succeeded(&output);
    check(place.path());
    (spec_text(place.path()), stderr(&output))
}

/// Names on the wire that are hard to say in Rust, in YAML or in this language, and ordinary ones.
const NAMES: &[&str] = &[
    "",
    " ",
    "#",
    "-",
    "1st",
    "@modelarts:color",
    "Default",
    "Result",
    "Self",
    "String",
    "_",
    "__",
    "a",
    "a b",
    "a-b",
    "a.b",
    "a: b",
    "a_b",
    "a_b_",
    "aB",
    "build",
    "clone",
    "client",
    "crate",
    "default",
    "do_it",
    "error_code",
    "gen",
    "größe",
    "id",
    "is_success",
    "items",
    "job_id",
    "jobs",
    "JSON",
    "new",
    "new_",
    "no",
    "null",
    "option",
    "order",
    "os.modelarts/name",
    "page",
    "pages",
    "project_id",
    "r#type",
    "self",
    "send",
    "size",
    "status",
    "super",
    "tag_list",
    "total_count",
    "true",
    "try",
    "type",
    "update_time",
    "wire",
    "y",
    "{",
    "\"",
    "'",
    "\\",
    "\n",
    "\u{0}",
    "\u{85}",
    "\u{a0}",
    "\u{202e}",
    "\u{feff}",
    "\u{1f980}",
    "…",
    "“x”",
    "項目",
    "1606233612612",
    "~",
    "!tag",
    "&anchor",
    "*alias",
    "DoIt",
    "DoItResponse",
    "Thing",
];

fn name(random: &mut Rng) -> String {
    let name = random.choice(NAMES).unwrap().to_string();
    if random.u8(..4) == 0 { name + random.choice(NAMES).unwrap() } else { name }
}

/// Returns a random object.
fn object(random: &mut Rng, depth: usize) -> Value {
    let size = if random.u8(..40) == 0 { 70 } else { random.usize(..6) };
    let number = |index: usize| if size > 10 { format!("{index}") } else { String::new() };
    let members = (0..size).map(|index| (name(random) + &number(index), value(random, depth + 1)));
    Value::Object(members.collect::<Map<_, _>>())
}

/// Returns a random value.
fn value(random: &mut Rng, depth: usize) -> Value {
    match random.u8(..if depth > 5 { 7 } else { 13 }) {
        0 => Value::Null,
        1 => json!(random.bool()),
        2 => json!(random.i32(..)),
        3 => json!(*random.choice(&[1_574_249_109_002_i64, i64::MIN, i64::MAX]).unwrap()),
        4 => json!(u64::MAX),
        5 => json!(0.5),
        6 => json!("a text"),
        7..=9 => object(random, depth),
        10 => {
            let mut list = object(random, depth);
            for _ in 0..random.u8(..12) {
                list = json!([list]);
            }
            list
        }
        // Items that have members in common.
        11 => (0..random.usize(..4)).map(|_| Rng::with_seed(random.u64(..3))).map(|mut r| object(&mut r, 4)).collect(),
        _ => (0..random.usize(..4)).map(|_| value(random, depth + 1)).collect(),
    }
}

/// Returns a random method and URL.
fn http(random: &mut Rng, number: usize) -> String {
    let method = random.choice(["GET", "POST", "PUT", "DELETE", "post"]).unwrap();
    let host = random.choice(["", "", "https://{endpoint}", "https://example.com"]).unwrap();
    let version = random.choice(["v1", "v2", "v1.0"]).unwrap();
    let resource = random.choice(["things", "Big-Things", "tasks.all"]).unwrap();
    let path_name = random.choice(["id", "thingId", "1st", "größe", "type", "projectId", "limit", "items"]).unwrap();
    let names =
        ["limit", "offset", "page", "per_page", "sortBy", "send", "größe", "a%20b", "%FF", "", "1st", "id", "a[]"];
    let values =
        ["", "=", "=1", "=0", "=true", "=name", "=007", "=99999999999", "=%E9", "=a b", "=#x", "==", "=\"", "=: {"];
    let pairs =
        (0..random.usize(..6)).map(|_| format!("{}{}", random.choice(names).unwrap(), random.choice(values).unwrap()));
    let query = pairs.collect::<Vec<_>>().join("&");
    let query = if query.is_empty() { query } else { format!("?{query}") };
    format!("{method} {host}/{version}/{{project_id}}/{resource}/n{number}/{{{path_name}}}/{{id}}{query}")
}

/// Adds random operations to a spec.
fn add_random(seed: u64) {
    let (place, mut random) = (folder(), Rng::with_seed(seed));
    write_spec(&small_spec("A."), &place.path().join("spec"));
    for number in 0..IN_ONE_SPEC {
        let http = http(&mut random, number);
        let [request, response] = [(); 2].map(|()| (random.u8(..4) > 0).then(|| object(&mut random, 0).to_string()));
        // Not `do_2` and `do_24`: a table in the first one may be named `Do24`.
        let name = format!("do_{number}_it");
        let output = new_operation(place.path(), &name, &http, request.as_deref(), response.as_deref());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{seed}, {http}:\n{request:?}\n{response:?}\n{said}");
    }
    check(place.path());
}

#[test]
fn operations_from_random_samples_and_urls_are_valid_and_formatted() {
    (0..amount("NEW_OPERATIONS", 1)).for_each(add_random);
}

/// Shapes of bodies in the vendor's API reference, with other values.
const VENDOR_BODIES: &str = include_str!("vendor_bodies.jsonl");

#[test]
fn bodies_of_the_vendor_are_described_as_requests_and_as_responses() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    for (number, body) in VENDOR_BODIES.lines().enumerate() {
        let http = format!("POST https://{{endpoint}}/v2/{{project_id}}/bodies/n{number}/{{jobId}}?limit=10");
        succeeded(&new_operation(place.path(), &format!("op_{number}"), &http, Some(body), Some(body)));
    }
    check(place.path());
}

#[test]
fn a_body_that_is_no_object_is_refused() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    let before = spec_text(place.path());
    for (sample, kind) in
        [("[{}]", "a list"), ("1", "a number"), ("\"x\"", "a string"), ("true", "a boolean"), ("null", "null")]
    {
        for (request, response, option) in [(Some(sample), None, "--request-sample"), (None, Some(sample), "--sample")]
        {
            let said = failed(&new_operation(place.path(), "do_it", "PUT /v1/{project_id}/its", request, response));
            assert!(said.contains(&format!("unsupported `{option}`: the body is {kind}")), "{said}");
        }
    }
    assert_eq!(spec_text(place.path()), before);
}

#[test]
fn a_method_that_the_spec_cannot_describe_is_refused() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    succeeded(&new_operation(place.path(), "change_it", "PATCH /v1/{project_id}/its/{it}", None, None));
    let before = spec_text(place.path());
    for method in ["HEAD", "OPTIONS", "TRACE", "CONNECT", "FETCH"] {
        let said =
            failed(&new_operation(place.path(), "do_it", &format!("{method} /v1/{{project_id}}/its"), None, None));
        assert!(
            said.contains("the methods are GET, POST, PUT, PATCH and DELETE") && said.contains("nothing was written"),
            "{said}"
        );
    }
    assert_eq!(spec_text(place.path()), before);
}

#[test]
fn names_on_the_wire_get_keys_that_are_rust_names() {
    let body = json!({ "client": 1, "option": 1, "1st": 1, "größe": 1, "os.modelarts/name": "x", "send": 1, "wait_for": 1, "aB": 1, "a_b": 1 });
    let (text, said) = added("POST /v1/{project_id}/its/{1st}?größe=1&items=2&1st=3", Some(&body), Some(&body));
    for line in [
        "http: POST /v1/{project_id}/its/{parameter_1st}",
        "gr_e: { name: \"größe\", type: Integer, doc: \"\" }",
        "items_parameter: { name: items, type: Integer, doc: \"\" }",
        "parameter_1st_parameter: { name: \"1st\", type: Integer, doc: \"\" }",
        "client: { type: Integer, doc: \"\" }",
        "field_1st: { name: \"1st\", type: Integer, doc: \"\" }",
        "gr_e_field: { name: \"größe\", type: Integer, doc: \"\" }",
        "os_modelarts_name: { name: \"os.modelarts/name\", type: String, doc: \"\" }",
        "send_field: { name: send, type: Integer, doc: \"\" }",
        "wait_for_field: { name: wait_for, type: Integer, doc: \"\" }",
        "a_b: { name: aB, type: Integer, doc: \"\" }",
        "a_b_field: { name: a_b, type: Integer, doc: \"\" }",
        // The key of a field of a table is its name on the wire where Rust can have a similar name.
        "\"os.modelarts/name\": { type: String, doc: \"\" }",
        "aB: { type: Integer, doc: \"\" }",
        "gr_e: { name: \"größe\", type: Integer, doc: \"\" }",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    for name in ["1st", "größe", "a_b"] {
        let keys = text.matches(&format!("name: \"{name}\"")).count() + text.matches(&format!("name: {name},")).count();
        assert!(keys >= 2, "the body and the response have `{name}`:\n{text}");
    }
    assert!(!said.contains("left out"), "{said}");
}

#[test]
fn what_a_sample_leaves_open_is_json_with_a_warning() {
    let body = json!({
        "nothing": null, "empty": [], "object": {}, "mixed": [1, "x"], "nulls": [null], "some": [1, null], "large": u64::MAX,
        "data": { "1": 1, "2": "x" }, "items": [{ "a": 1 }, { "a": "x" }],
    });
    let warnings = [
        ("nothing", "the value is null"),
        ("empty[]", "the list is empty"),
        ("object", "the object is empty"),
        ("mixed[]", "the values have different types"),
        ("nulls[]", "all items are null"),
        ("some[]", "the values have different types"),
        ("large", "the number is too large"),
        ("data", "the names of the members are most likely data"),
        ("items[].a", "the values have different types"),
    ];
    let (text, said) = added("POST /v1/{project_id}/its", Some(&body), Some(&body));
    for (path, why) in warnings {
        let key = path.rsplit('.').next().unwrap();
        let ty = if key.ends_with("[]") { "JSON Array, items: JSON" } else { "JSON" };
        let lines = text.matches(&format!(" {}: {{ type: {ty}", key.trim_end_matches("[]"))).count();
        assert_eq!(lines, 2, "{key}:\n{text}");
        for side in ["request", "response"] {
            assert!(said.contains(&format!("warning: `{side}.{path}`: {why}")), "{side}.{path}: {said}");
        }
    }
    assert_eq!(said.matches("warning: `").count(), 2 * warnings.len(), "{said}");
}

#[test]
fn values_of_the_query_are_examples_and_not_defaults() {
    let (text, said) = added("GET /v1/{project_id}/its?limit=1000&a&limit=x&=1", None, None);
    assert!(text.contains("# An example of the query: limit=1000&a&limit=x&=1"), "{text}");
    assert!(text.contains("limit: { type: String, doc: \"\" }"), "{text}");
    for warning in [
        "`query.limit`: the parameter occurs more than once",
        "`query.a`: the parameter has no value",
        "`query.`: left out",
    ] {
        assert!(said.contains(warning), "{said}");
    }
}

#[test]
fn tables_have_names_of_their_places_and_equal_ones_are_one() {
    let owner = json!({ "id": 1 });
    let body = json!({
        "things": [{ "owner": owner, "statuses": [{ "a": 1 }] }], "owner": owner, "zones": [{ "owner": { "name": "x" } }],
        "null": { "a": 1 }, "String": { "a": 1 },
    });
    let (text, _) = added("GET /v1/{project_id}/its", None, Some(&body));
    for line in [
        // The spec has a table `Thing`.
        "things: { type: JSON Array, items: DoItThing, doc: \"\" }",
        "statuses: { type: JSON Array, items: Status, doc: \"\" }",
        "zones: { type: JSON Array, items: Zone, doc: \"\" }",
        "\"null\": { type: DoItNull, doc: \"\" }",
        "String: { type: DoItString, doc: \"\" }",
        "owner: { type: ZoneOwner, doc: \"\" }",
    ] {
        assert!(text.contains(line), "{line}:\n{text}");
    }
    assert_eq!(text.matches("owner: { type: Owner, doc: \"\" }").count(), 2, "{text}");
}

#[test]
fn a_duplicate_operation_is_refused() {
    let place = folder();
    write_spec(&small_spec("A."), &place.path().join("spec"));
    let output = new_operation(place.path(), "do_it", "GET /v1/{project_id}/its/{it}", None, None);
    assert!(succeeded(&output).contains("its.yaml: added `do_it`\n"), "no tables are counted: {}", stderr(&output));
    let before = spec_text(place.path());
    for (name, http) in [("its.do_it", "GET /v1/{project_id}/others"), ("do_that", "GET /v1/{project_id}/its/{other}")]
    {
        let said = failed(&new_operation(place.path(), name, http, None, None));
        assert!(said.contains("duplicate"), "{said}");
    }
    let said = failed(&new_operation(place.path(), "its.do_it", "GET /v1/{project_id}/others", None, None));
    assert!(said.contains("error: duplicate operation `do_it` in `its.yaml`: choose another name"), "{said}");
    assert_eq!(spec_text(place.path()), before);
}

#[test]
fn lines_of_a_file_with_windows_line_ends_do_not_change() {
    let place = folder();
    let spec = write_spec(&small_spec("A."), &place.path().join("spec"));
    let file = spec.join("things.yaml");
    let before = format!("\u{feff}{}", fs::read_to_string(&file).unwrap().replace('\n', "\r\n"));
    fs::write(&file, &before).unwrap();
    succeeded(&new_operation(
        place.path(),
        "do_it",
        "GET /v1/{project_id}/things/x/y",
        None,
        Some("{\"a\": {\"b\": 1}}"),
    ));
    let after = fs::read_to_string(&file).unwrap();
    assert!(before.lines().all(|line| after.contains(line)) && !after.replace("\r\n", "").contains('\n'), "{after:?}");
    check(place.path());
}
