//! What is proposed for an operation that the spec does not have.

use modelarts_codegen::propose::{Request, Shape, propose};
use modelarts_codegen::{Sources, read};
use modelarts_tests::feature;
use serde_json::json;

use crate::snapshots::assert_snapshot;

fn sample() -> Shape {
    let sample = json!({
        "is_success": true,
        "error_msg": "",
        "total_count": 2,
        "count": 1,
        "services": [{
            "service_id": 17, "name": "mnist", "publish_at": 1_574_249_109_002_i64, "progress": 100, "rate": 2.5,
            "owner": { "id": 12, "names": ["a"] }, "shared_thing": { "id": 1 }, "copy": { "owner": { "id": 3, "names": [] } }, "matrix": [[1, 2], [3]], "labels": { "free key": "x" },
            "nothing": null, "empty": [], "is_shared": false,
        }],
    });
    serde_json::from_value(sample).unwrap()
}

/// A spec to which a proposal was added, its documentation written.
fn with(request: &Request<'_>) -> (String, Sources) {
    let before = feature("two_files");
    let api = read(&before).unwrap();
    let proposal = propose(request, &api).unwrap();
    let tables: String = proposal.tables.iter().map(|(_, text)| text.as_str()).collect();
    let text = format!("doc: \"\"\ntables:\n{tables}operations:\n{}", proposal.operation);
    let files = before.files().iter().cloned().chain([("services.yaml".to_owned(), text.clone())]);
    (text, Sources::new(files))
}

#[test]
fn tables_types_and_pages_are_proposed_from_a_sample() {
    let sample = sample();
    let path = "/v1/{project_id}/services/{kind}?offset=0&limit=1000&sortBy=name&is_shared=true";
    let request = Request {
        name: "list_services",
        file: "services.yaml",
        method: "GET",
        path,
        sample: Some(&sample),
        request_sample: None,
    };
    let (text, sources) = with(&request);
    assert_snapshot!(text);
    read(&sources).unwrap_or_else(|found| panic!("{found}"));
}

#[test]
fn a_response_without_a_body_is_proposed() {
    let path = "/v1/{project_id}/services/{service_id}";
    let request = Request {
        name: "delete_service",
        file: "services.yaml",
        method: "DELETE",
        path,
        sample: None,
        request_sample: None,
    };
    let (text, sources) = with(&request);
    assert!(!text.contains("response"), "{text}");
    assert!(read(&sources).is_ok_and(|api| api.operations().any(|known| known.name == "delete_service")));
}
