//! Failures, and the errors that callers get: a snapshot of each message.

use std::error::Error as _;
use std::time::Duration;

use modelarts::training_jobs_v1::{JobStatus, TrainingJobConfig, TrainingJobList};
use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy, error_codes};
use modelarts_emulator::Emulator;
use modelarts_tests::{answer, json, serve};

use crate::snapshots::assert_snapshot;

/// A part of every secret: no message may contain it.
const CANARY: &str = "canary-of-a-secret";

const PAGE: &str = r#"{"is_success": true, "job_total_count": 1, "job_count_limit": 1, "quotas": 1, "jobs": [
    {"job_id": 1, "job_name": "n", "version_id": 2, "status": 8, "create_time": 3, "duration": 4, "job_desc": "d", "version_count": 5}
]}"#;

fn builder(endpoint: &str) -> ClientBuilder {
    let client = Client::builder().endpoint(endpoint).project_id("project").credentials(Credentials::token(CANARY));
    // Each server here responds once.
    client.retry_policy(RetryPolicy::never())
}

async fn list(client: Client) -> modelarts::Result<TrainingJobList> {
    client.training_jobs_v1().list().send().await
}

async fn read(bytes: Vec<u8>) -> modelarts::Result<TrainingJobList> {
    list(builder(&serve([bytes])).build().unwrap()).await
}

/// The whole chain of an error, which must not hold a secret.
fn shown(error: &Error) -> String {
    let mut shown = format!("{:?}: {error}", error.kind());
    let mut source = error.source();
    while let Some(cause) = source {
        shown.push_str(&format!("\n  because {cause}"));
        source = cause.source();
    }
    assert!(!shown.contains(CANARY) && !format!("{error:?}").contains(CANARY), "{shown}");
    shown
}

async fn failure(bytes: Vec<u8>) -> String {
    shown(&read(bytes).await.unwrap_err())
}

/// Compares texts that name a server of the test, but for its port.
fn without_ports() -> impl Drop {
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(r"127\.0\.0\.1:\d+", "127.0.0.1:[port]");
    settings.bind_to_scope()
}

#[tokio::test]
async fn wrong_secret_key() {
    let emulator = Emulator::start().unwrap();
    let credentials = Credentials::ak_sk("emulator-access-key", CANARY);
    let error = list(emulator.client_builder().credentials(credentials).build().unwrap()).await.unwrap_err();
    assert_eq!(
        (error.status(), error.code(), error.request_id()),
        (Some(403), Some("ModelArts.0206"), Some("emulator-1"))
    );
    assert_snapshot!(shown(&error));
}

#[tokio::test]
async fn wrong_password() {
    let emulator = Emulator::start().unwrap();
    let credentials = Credentials::account("emulator-domain", "emulator-user", CANARY);
    let error = list(emulator.client_builder().credentials(credentials).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Authentication, Some(401)));
    assert_snapshot!(shown(&error));
}

#[tokio::test]
async fn expired_token() {
    let emulator = Emulator::start().unwrap();
    let token = emulator.issue_token();
    emulator.expire_tokens();
    let error =
        list(emulator.client_builder().credentials(Credentials::token(token)).build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.status()), (ErrorKind::Service, Some(401)));
    assert_snapshot!(shown(&error));
}

#[tokio::test]
async fn other_project() {
    let emulator = Emulator::start().unwrap();
    let credentials = Credentials::token(emulator.issue_token());
    let client = emulator.client_builder().project_id("other").credentials(credentials).build().unwrap();
    assert_snapshot!(shown(&list(client).await.unwrap_err()));
}

#[tokio::test]
async fn identity_service_without_a_token() {
    let credentials = Credentials::account("domain", "user", CANARY);
    let client =
        builder("http://127.0.0.1:1").credentials(credentials).iam_endpoint(serve([json("{}")])).build().unwrap();
    assert_snapshot!(shown(&list(client).await.unwrap_err()));
}

#[tokio::test]
async fn failure_under_status_200() {
    let body = r#"{"is_success": false, "error_code": "ModelArts.0102", "error_message": "workspace 7 is unknown"}"#;
    assert_snapshot!(failure(json(body)).await);
}

#[tokio::test]
async fn failure_without_words() {
    assert_snapshot!(failure(answer("503 Busy", "text/html", "<html>try later</html>")).await);
}

#[tokio::test]
async fn failure_with_a_status_of_nowhere() {
    assert_snapshot!(failure(answer("799 Odd", "text/plain", "")).await);
}

#[tokio::test]
async fn html_in_place_of_json() {
    assert_snapshot!(failure(answer("200 OK", "text/html", "<html>please log in</html>")).await);
}

#[tokio::test]
async fn something_else_in_place_of_json() {
    assert_snapshot!(failure(json("not JSON")).await);
}

#[tokio::test]
async fn body_that_is_not_utf_8() {
    let mut bytes = answer("200 OK", "application/json", "..");
    let end = bytes.len() - 2;
    bytes.splice(end.., [0xff, 0xfe]);
    assert_snapshot!(failure(bytes).await);
}

#[tokio::test]
async fn body_cut_off_by_the_connection() {
    let mut bytes = json(PAGE);
    bytes.truncate(bytes.len() - PAGE.len() / 2);
    let _settings = without_ports();
    assert_snapshot!(failure(bytes).await);
}

#[tokio::test]
async fn body_cut_off_by_the_server() {
    assert_snapshot!(failure(json(&PAGE[..PAGE.len() / 2])).await);
}

#[tokio::test]
async fn empty_body() {
    assert_snapshot!(failure(json("")).await);
}

#[tokio::test]
async fn missing_field() {
    assert_snapshot!(failure(json(&PAGE.replace(r#""job_id": 1, "#, ""))).await);
}

#[tokio::test]
async fn null_where_a_number_is_promised() {
    assert_snapshot!(failure(json(&PAGE.replace(r#""job_id": 1"#, r#""job_id": null"#))).await);
}

#[tokio::test]
async fn value_of_another_type() {
    assert_snapshot!(failure(json(&PAGE.replace(r#""job_id": 1"#, r#""job_id": {}"#))).await);
}

#[tokio::test]
async fn number_that_does_not_fit() {
    assert_snapshot!(failure(json(&PAGE.replace(r#""quotas": 1"#, r#""quotas": 3000000000"#))).await);
}

#[tokio::test]
async fn unknown_code_is_kept() {
    let page = read(json(&PAGE.replace(r#""status": 8"#, r#""status": 99"#))).await.unwrap();
    let JobStatus::Unrecognized(code) = page.jobs[0].status else { panic!("99 is not in the table") };
    assert_eq!((*code.get(), page.jobs[0].status.code()), (99, 99));
    assert_snapshot!(page.jobs[0].status);
}

#[tokio::test]
async fn loose_values_are_read() {
    let loose = r#"{"quotas": "1", "job_count_limit": 1.0, "job_total_count": " 1", "is_success": "true", "new": [{}], "jobs": [
        {"version_count": 5, "job_id": "1", "job_name": 7, "version_id": "2", "status": "8", "create_time": "3",
         "duration": "4", "job_desc": null, "newer": null}
    ]}"#;
    let mut expected = read(json(PAGE)).await.unwrap();
    expected.jobs[0].job_name = "7".to_owned();
    expected.jobs[0].job_desc = String::new();
    assert_eq!(read(json(loose)).await.unwrap(), expected);
}

#[tokio::test]
async fn large_body() {
    let body = PAGE.replace(r#""job_name": "n""#, &format!(r#""job_name": "{}""#, "n".repeat(20_000_000)));
    assert_snapshot!(failure(json(&body)).await);
    let client = builder(&serve([json(&body)])).max_response_bytes(21_000_000).build().unwrap();
    assert_eq!(list(client).await.unwrap().jobs[0].job_name.len(), 20_000_000);
}

#[tokio::test]
async fn large_body_of_unknown_length() {
    let mut bytes = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    bytes.resize(20_000_000, b' ');
    assert_snapshot!(failure(bytes).await);
}

#[tokio::test]
async fn redirect_is_not_followed() {
    let redirect =
        b"HTTP/1.1 302 Found\r\nLocation: https://evil.example.com/x?y\r\nContent-Length: 0\r\n\r\n".to_vec();
    assert_snapshot!(failure(redirect).await);
}

#[tokio::test]
async fn nobody_listens() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let error = list(builder(&format!("http://127.0.0.1:{port}")).build().unwrap()).await.unwrap_err();
    let _settings = without_ports();
    assert_snapshot!(error);
    assert!(shown(&error).contains("because"));
}

#[tokio::test]
async fn nobody_answers() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let client = builder(&endpoint).timeout(Duration::from_millis(50)).build().unwrap();
    let error = list(client).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_snapshot!(error);
    let hasty = builder(&endpoint).attempt_timeout(Duration::from_millis(50));
    let error = list(hasty.build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    insta::assert_snapshot!(error, @"training_jobs_v1.list: no response within 50ms (`attempt_timeout`)");
}

#[tokio::test]
async fn same_page_again_and_again() {
    let page = PAGE.replace(r#""job_total_count": 1"#, r#""job_total_count": 9"#);
    let client = builder(&serve([json(&page), json(&page)])).build().unwrap();
    let mut pages = client.training_jobs_v1().list().pages();
    assert!(pages.try_next().await.unwrap().is_some());
    assert_snapshot!(shown(&pages.try_next().await.unwrap_err()));
    assert!(pages.try_next().await.unwrap().is_none());
}

#[test]
fn clients_that_cannot_be_made() {
    let whole = || builder("https://host.example.com");
    let bare = || Client::builder().project_id("project");
    let made = [
        whole().project_id(""),
        whole().project_id("x".repeat(65)),
        bare().region("eu-de"),
        bare().credentials(Credentials::token(CANARY)),
        bare().credentials(Credentials::token(CANARY)).region("eu-ed"),
        whole().credentials(Credentials::token("")),
        whole().credentials(Credentials::ak_sk("", CANARY)),
        whole().credentials(Credentials::account("domain", "", CANARY)),
        whole().credentials(Credentials::account("domain", "user", CANARY)),
        whole().endpoint("no address"),
        whole().endpoint("ftp://host.example.com"),
        whole().endpoint("http://host.example.com"),
        whole().endpoint(format!("https://user:{CANARY}@host.example.com")),
        whole().endpoint("https://host.example.com?query"),
        whole().endpoint("https:///host.example.com"),
        whole().proxy(format!("ftp://user:{CANARY}@proxy.example.com")),
        whole().proxy(format!("user:{CANARY}@")),
        whole().root_certificate("no PEM"),
        whole().client_certificate("no PEM", CANARY),
    ];
    let shown: Vec<_> = made.into_iter().map(|builder| shown(&builder.build().unwrap_err())).collect();
    assert_snapshot!(shown.join("\n"));
}

#[test]
fn clients_that_can_be_made() {
    for endpoint in ["http://localhost:1", "http://127.0.0.9", "http://[::1]:8", "https://host.example.com/prefix"] {
        assert!(builder(endpoint).build().is_ok(), "{endpoint}");
    }
    assert!(builder("http://host.example.com").allow_http(true).build().is_ok());
}

#[test]
fn token_that_no_header_can_hold() {
    let client = builder("http://127.0.0.1:1").credentials(Credentials::token(format!("{CANARY}\n"))).build();
    assert_snapshot!(shown(&client.unwrap_err()));
}

#[test]
fn no_secret_is_shown() {
    let credentials = [
        Credentials::ak_sk("access", CANARY),
        Credentials::temporary_ak_sk("access", CANARY, CANARY),
        Credentials::account("domain", "user", CANARY),
        Credentials::token(CANARY),
    ];
    for credentials in credentials {
        let builder = builder("http://127.0.0.1:1").iam_endpoint("http://127.0.0.1:1").credentials(credentials);
        let shown = format!("{builder:?} {:?}", builder.clone().build().unwrap().training_jobs_v1().list());
        assert!(!shown.contains(CANARY), "{shown}");
    }
}

#[tokio::test]
async fn errors_say_what_can_be_done() {
    // Whether the call may be sent again, whether it was one too many, whether it is about who calls.
    for (status, read, create, throttled, auth) in [
        (400, false, false, false, false),
        (401, false, false, false, true),
        (403, false, false, false, true),
        (404, false, false, false, false),
        (408, true, true, false, false),
        (409, false, false, false, false),
        (429, true, true, true, false),
        (500, true, false, false, false),
        (503, true, false, false, false),
    ] {
        let body = r#"{"error_code": "ModelArts.2751", "error_msg": "no"}"#;
        let said = answer(&format!("{status} Said\r\nRetry-After: 7"), "application/json", body);
        let client = builder(&serve([said.clone(), said])).build().unwrap();
        let shown = |error: &Error| (error.is_retryable(), error.is_throttled(), error.is_auth());
        let reading = client.training_jobs_v1().list().send().await.unwrap_err();
        assert_eq!(shown(&reading), (read, throttled, auth), "{status}");
        let config = TrainingJobConfig::new(1).spec_id(1).model_id(7).data_url("/b/");
        let creating = client.training_jobs_v1().create("j", config).send().await;
        let creating = creating.unwrap_err();
        assert_eq!(shown(&creating), (create, throttled, auth), "{status}");
        assert_eq!(creating.to_string().contains("check before retrying"), read && !create, "{creating}");
        assert_eq!(reading.known_code(), Some(&error_codes::MODEL_ARTS_2751));
        assert_eq!(
            (reading.attempts(), reading.retry_after(), reading.request_id()),
            (1, Some(Duration::from_secs(7)), Some("canned"))
        );
    }
}

#[tokio::test]
async fn a_login_that_fails_leaves_no_doubt_about_the_call() {
    let busy = answer("503 Busy", "text/html", "");
    for iam in [serve([busy]), "http://127.0.0.1:1".to_owned(), serve([b"HTTP/1.1 201 Created\r\nContent-L".to_vec()])]
    {
        let client = builder("http://127.0.0.1:1").credentials(Credentials::account("domain", "user", CANARY));
        let client = client.iam_endpoint(iam).build().unwrap();
        let config = TrainingJobConfig::new(1).spec_id(1).model_id(7).data_url("/b/");
        let error = client.training_jobs_v1().create("j", config).send().await.unwrap_err();
        assert!(error.is_retryable() && !error.to_string().contains("check before"), "{error}");
    }
}
