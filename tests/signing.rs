//! Signatures, against those that the vendor's own signer made.

use std::collections::BTreeMap;
use std::time::{Duration, UNIX_EPOCH};

use modelarts::signing::{self, Request, SigningKey};
use serde_json::Value;

fn vectors() -> Vec<Value> {
    let file: Value = serde_json::from_str(include_str!("vectors/signing.json")).unwrap();
    file["vectors"].as_array().unwrap().clone()
}

fn text<'a>(vector: &'a Value, key: &str) -> &'a str {
    vector[key].as_str().unwrap_or_default()
}

fn request(vector: &Value) -> Request<'_> {
    let mut request = Request::new(text(vector, "method"), text(vector, "host"), text(vector, "path"));
    let pair =
        |pair: &Value| (pair[0].as_str().unwrap().to_owned().into(), pair[1].as_str().unwrap().to_owned().into());
    request.query = vector["query"].as_array().unwrap().iter().map(pair).collect();
    let headers = vector["headers"].as_object().unwrap();
    let header = |(name, value): (&String, &Value)| (name.clone().into(), value.as_str().unwrap().to_owned().into());
    request.headers = headers.iter().map(header).collect();
    if !headers.keys().any(|name| name.eq_ignore_ascii_case(signing::DATE_HEADER)) {
        request.headers.push((signing::DATE_HEADER.into(), text(vector, "date").into()));
    }
    request.body = text(vector, "body").as_bytes();
    request
}

#[test]
fn every_stage_is_the_vendors() {
    let vectors = vectors();
    assert_eq!(vectors.len(), 120);
    for vector in &vectors {
        let mut request = request(vector);
        let signature = SigningKey::new(text(vector, "ak"), text(vector, "sk")).sign(&mut request);
        let name = text(vector, "name");
        assert_eq!(signature.canonical_request, text(vector, "canonical_request"), "canonical request of {name}");
        assert_eq!(signature.string_to_sign, text(vector, "string_to_sign"), "string to sign of {name}");
        assert_eq!(signature.authorization, text(vector, "expected_authorization"), "authorization of {name}");
        // Some callers of the vendor's signer set the date themselves, under a name in lower case.
        let sent: BTreeMap<_, _> =
            request.headers.iter().map(|(name, value)| (name.to_lowercase(), value.trim().to_owned())).collect();
        let expected: BTreeMap<_, _> = vector["sent_headers"]
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.to_lowercase(), value.as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(sent, expected, "headers of {name}");
    }
}

#[test]
fn the_query_is_sent_as_it_is_signed() {
    for vector in &vectors() {
        let mut query = request(vector).query;
        query.sort();
        let sent = text(vector, "sent_uri").split_once('?').map_or("", |(_, query)| query);
        assert_eq!(signing::encode_query(&query), sent, "query of {}", text(vector, "name"));
    }
}

#[test]
fn dates_are_those_of_the_header() {
    assert_eq!(signing::date(UNIX_EPOCH + Duration::from_secs(1_767_323_045)), "20260102T030405Z");
    assert_eq!(signing::date(UNIX_EPOCH - Duration::from_secs(1)), "19700101T000000Z");
}

#[test]
fn no_secret_key_is_shown() {
    let shown = format!("{:?}", SigningKey::new("access", "canary"));
    assert!(shown.contains("access") && !shown.contains("canary"), "{shown}");
}
