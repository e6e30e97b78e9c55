//! What the service says, in errors and traces: without the client's secrets, escaped, and cut.

use std::error::Error as StdError;

use modelarts::{Client, ClientBuilder, Credentials, Error, RetryPolicy};
use modelarts_tests::{answer, serve};

use crate::recorded_log::RecordedLog;

const PASSWORD: &str = "canary-of-a-password";
const TOKEN: &str = "canary-of-a-token-that-is-longer-than-others";

fn record() -> (RecordedLog, tracing::subscriber::DefaultGuard) {
    RecordedLog::start(tracing::Level::DEBUG)
}

fn builder(credentials: Credentials) -> ClientBuilder {
    let client = Client::builder().project_id("p").credentials(credentials);
    client.endpoint("http://127.0.0.1:1").iam_endpoint("http://127.0.0.1:1").retry_policy(RetryPolicy::never())
}

async fn failure(client: ClientBuilder) -> Error {
    client.build().unwrap().training_jobs_v1().list().send().await.unwrap_err()
}

/// Everything that an error shows or gives.
fn shown(error: &Error) -> String {
    let mut shown = format!("{error} {error:?} {error:#?} {} {:?}", error.message(), error.request_id());
    shown += &format!(" {:?} {:?}", error.code(), error.solution());
    let mut source = error.source();
    while let Some(cause) = source {
        shown += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    shown
}

/// A failure that repeats a text wherever it can.
fn echo(status: &str, text: &str) -> Vec<u8> {
    let body = format!(r#"{{"error_code": "{text}", "error_msg": "rejected ({text}): {text}.", "extra": "{text}"}}"#);
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\nX-Request-Id: {text}\r\n\
         Location: https://{text}.example.com/\r\nConnection: close\r\n\r\n{body}"
    )
    .into_bytes()
}

#[tokio::test]
async fn secrets_that_a_service_repeats_are_removed() {
    let secret = format!("{PASSWORD}-of-the-key");
    let all = [
        (Credentials::token(TOKEN), TOKEN),
        (Credentials::ak_sk("access", &secret), &secret),
        (Credentials::temporary_ak_sk("access", &secret, TOKEN), TOKEN),
        (Credentials::temporary_ak_sk("access", &secret, TOKEN), &secret),
    ];
    for status in ["400 Bad Request", "401 Unauthorized", "500 Internal Server Error", "200 OK", "302 Found"] {
        for (credentials, secret) in &all {
            let (written, _guard) = record();
            let client = builder(credentials.clone()).endpoint(serve([echo(status, secret), echo(status, secret)]));
            let error = failure(client).await;
            let seen = shown(&error) + &written.take();
            assert!(!seen.contains("canary"), "{status}: {seen}");
            assert!(seen.contains("rpc.method"), "{seen}");
            assert!(status == "200 OK" || seen.contains("[redacted]"), "{seen}");
        }
    }
}

#[tokio::test]
async fn the_password_and_the_token_of_a_login_are_removed() {
    let account = || builder(Credentials::account("domain", "user", PASSWORD));
    for text in
        [format!(r#"{{"error": {{"message": "wrong: {PASSWORD}"}}}}"#), format!("{{\"error_msg\": \"{PASSWORD}\"}}")]
    {
        let error =
            failure(account().iam_endpoint(serve([answer("401 Unauthorized", "application/json", &text)]))).await;
        assert!(!shown(&error).contains("canary") && error.message().contains("[redacted]"), "{error:?}");
    }
    let login =
        format!("HTTP/1.1 201 Created\r\nX-Subject-Token: {TOKEN}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    for text in [TOKEN, PASSWORD, &TOKEN[..20]] {
        let client = account().iam_endpoint(serve([login.clone().into_bytes()]));
        let error = failure(client.endpoint(serve([echo("400 Bad Request", text)]))).await;
        assert!(!shown(&error).contains("canary") && error.message().contains("[redacted]"), "{error:?}");
    }
}

#[tokio::test]
async fn what_a_terminal_obeys_is_escaped_where_it_is_shown_and_kept_where_it_is_asked_for() {
    let body =
        "{\"error_msg\": \"\\u001b[2J\\r\\nERROR forged\\u202e\\u2066 \\u009b作业\", \"error_code\": \"a\\u0007\\nb\"}";
    let (written, _guard) = record();
    let client =
        builder(Credentials::token(TOKEN)).endpoint(serve([answer("400 Bad Request", "application/json", body)]));
    let error = failure(client).await;
    assert_eq!(error.message(), "\u{1b}[2J\r\nERROR forged\u{202e}\u{2066} \u{9b}作业");
    assert_eq!(error.code(), Some("a\u{7}\nb"));
    let mut shown = format!("{error}{error:?}");
    assert!(shown.contains("\\u{1b}[2J\\r\\nERROR forged\\u{202e}\\u{2066} \\u{9b}作业"), "{shown}");
    shown += &written.take().replace('\n', "");
    assert!(!shown.contains(|char: char| char.is_control() || matches!(char, '\u{202e}' | '\u{2066}')), "{shown:?}");
}

#[tokio::test]
async fn long_texts_are_cut_where_they_are_shown_and_bounded_where_they_are_kept() {
    const KIB: usize = 1024;
    for (length, kept) in [(60 * KIB, 60 * KIB), (7 * KIB * KIB, 64 * KIB)] {
        let body = format!(r#"{{"error_msg": "{}", "error_code": "{0}"}}"#, "é".repeat(length / 2));
        let id = "i".repeat(300_000);
        let head = format!("HTTP/1.1 400 No\r\nX-Request-Id: {id}\r\nContent-Length: {}\r\n\r\n", body.len());
        let (written, _guard) = record();
        let client = builder(Credentials::token(TOKEN)).endpoint(serve([[head, body].concat().into_bytes()]));
        let error = failure(client).await;
        assert_eq!(error.status(), Some(400), "{error}");
        assert_eq!((error.message().len(), error.code().unwrap().len()), (kept, kept));
        assert_eq!(error.request_id().unwrap().len(), 64 * KIB);
        for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            assert!(text.len() < 4 * KIB && text.contains("éé… ("), "{} bytes", text.len());
        }
        let written = written.take();
        assert!(written.contains("ii… (300000 bytes)") && written.lines().all(|line| line.len() < 4 * KIB));
    }
}
