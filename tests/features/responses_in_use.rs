//! Responses that are no objects, and responses without a body.

use modelarts_runtime::{Bytes, Credentials, ErrorKind};
use modelarts_tests::{answer, serve};
use serde_json::Value;

use crate::client::{Client, client_at, clients_of};

#[tokio::test]
async fn responses_are_lists_json_texts_bytes_and_streams() {
    let (_emulator, clients) = clients_of("responses");
    for client in clients {
        let reports = client.reports();
        let list = reports.list().send().await.unwrap();
        assert_eq!(list.len(), 3);
        assert!(list.iter().all(|report| report.error_code.is_some()), "a field of an item is data");
        assert_eq!(reports.list_kinds().send().await.unwrap().len(), 3);
        assert_eq!(reports.labels().send().await.unwrap().len(), 1);
        assert_eq!(reports.raw(7).send().await.unwrap(), Value::Object(serde_json::Map::new()));
        let text = reports.text(7).send().await.unwrap();
        assert!(text.starts_with("A text"), "{text}");
        assert_eq!(reports.download(7).send().await.unwrap(), Bytes::from(text.clone()));
        let mut stream = reports.stream(7).send().await.unwrap();
        let mut whole = Vec::new();
        while let Some(bytes) = stream.try_next().await.unwrap() {
            whole.extend_from_slice(&bytes);
        }
        assert_eq!(whole, text.as_bytes());
    }
}

#[tokio::test]
async fn a_response_without_a_body_is_none_where_others_have_one() {
    let (_emulator, clients) = clients_of("responses");
    for client in clients {
        assert!(client.reports().refresh().send().await.unwrap().is_some());
        assert_eq!(client.reports().check().send().await.unwrap(), None);
        client.reports().cancel().send().await.unwrap();
    }
}

/// Returns a client of a service with one response.
fn client_of(status: &str, content_type: &str, body: &str) -> Client {
    let url = serve([answer(status, content_type, body)]);
    client_at(&url, Credentials::token("t"))
}

#[tokio::test]
async fn a_failure_is_an_error_whatever_the_response_is() {
    let failure = r#"{"error_code": "ModelArts.0104", "error_msg": "no"}"#;
    let client = || client_of("400 Bad Request", "application/json", failure).reports();
    let errors = [
        client().list().send().await.map(drop),
        client().labels().send().await.map(drop),
        client().raw(7).send().await.map(drop),
        client().text(7).send().await.map(drop),
        client().download(7).send().await.map(drop),
        client().stream(7).send().await.map(drop),
        client().check().send().await.map(drop),
    ];
    for error in errors.map(Result::unwrap_err) {
        assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("ModelArts.0104")), "{error}");
    }
}

#[tokio::test]
async fn json_that_says_that_the_call_failed_is_an_error() {
    let failure = r#"{"is_success": false, "error_code": "ModelArts.0104", "error_msg": "no"}"#;
    let client = || client_of("200 OK", "application/json", failure).reports();
    let errors = [
        client().list().send().await.map(drop),
        client().raw(7).send().await.map(drop),
        client().text(7).send().await.map(drop),
        client().check().send().await.map(drop),
    ];
    for error in errors.map(Result::unwrap_err) {
        assert_eq!(error.kind(), ErrorKind::Service);
        assert!(error.to_string().contains("request rejected: 200 OK") && error.to_string().contains("no"), "{error}");
    }
}

#[tokio::test]
async fn a_text_is_read_as_it_is_or_from_json() {
    for (content_type, body, text) in [
        ("text/plain", "a \"text\"", "a \"text\""),
        ("application/json", "\"a text\"", "a text"),
        ("application/json", "{\"a\": 1}", "{\"a\": 1}"),
        ("text/plain", "", ""),
    ] {
        let read = client_of("200 OK", content_type, body).reports().text(7).send().await.unwrap();
        assert_eq!(read, text, "{content_type}: {body}");
    }
}

#[tokio::test]
async fn a_stream_that_is_cut_off_ends_with_an_error() {
    let cut_off = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: close\r\n\r\nabc".to_vec();
    let client = client_at(&serve([cut_off]), Credentials::token("t"));
    let mut stream = client.reports().stream(7).send().await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().as_deref(), Some(&b"abc"[..]));
    assert_eq!(stream.try_next().await.unwrap_err().kind(), ErrorKind::Connection);
    assert_eq!(stream.try_next().await.unwrap(), None);
}
