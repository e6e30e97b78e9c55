//! Spans and events: their names and fields, and no secret anywhere.

use std::time::Duration;

use modelarts::{Client, Credentials, Error, MetadataProvider, RetryPolicy};
use modelarts_emulator::{Emulator, EmulatorBuilder};
use modelarts_tests::{Fault, FaultProxy};

use crate::recorded_log::RecordedLog;
use crate::snapshots::assert_snapshot;

/// A part of every secret of a caller.
const CANARY: &str = "canary-of-a-secret";

fn emulator() -> EmulatorBuilder {
    Emulator::builder().secret_key(CANARY).password(format!("{CANARY}-password"))
}

#[tokio::test]
async fn a_call_is_a_span_and_an_attempt_an_event() {
    let emulator = emulator().start().unwrap();
    let busy = Fault::Answer(503, "", "text/html", "");
    let proxy =
        FaultProxy::start(&emulator.url(), move |_, _, number| if number == 0 { busy.clone() } else { Fault::None })
            .await;
    let client = emulator.client_builder().endpoint(proxy.url());
    let client = client.credentials(Credentials::ak_sk("emulator-access-key", CANARY)).build().unwrap();
    let (written, _guard) = RecordedLog::start(tracing::Level::TRACE);
    client.training_jobs_v1().list().search_content("private").send().await.unwrap();
    let ours: String = written
        .take()
        .lines()
        .filter(|line| line.contains(": modelarts_runtime: "))
        .map(|line| format!("{line}\n"))
        .collect();
    let port = proxy.url().rsplit_once(':').unwrap().1.to_owned();
    let mut settings = insta::Settings::clone_current();
    settings.add_filter(&port, "[port]");
    settings.add_filter(r"time\.\w+=\S+", "[time]");
    settings.add_filter(r"delay_ms=\d+", "delay_ms=[delay]");
    settings.add_filter(r"body.size=\d+", "body.size=[size]");
    settings.bind(|| assert_snapshot!(ours));
    assert!(!ours.contains("private"));
}

/// Makes calls of every kind, valid and invalid; returns what a caller would print.
async fn everything(emulator: &Emulator, endpoint: &str) -> Vec<String> {
    let right = format!("{CANARY}-password");
    let mut shown = Vec::new();
    for credentials in [
        Credentials::ak_sk("emulator-access-key", CANARY),
        Credentials::ak_sk("emulator-access-key", format!("{CANARY}-wrong")),
        Credentials::temporary_ak_sk("emulator-access-key", CANARY, format!("{CANARY}-security-token")),
        Credentials::account("emulator-domain", "emulator-user", right),
        Credentials::account("emulator-domain", "emulator-user", format!("{CANARY}-wrong")),
        Credentials::token(format!("{CANARY}-token")),
        Credentials::token(emulator.issue_token()),
        Credentials::provider(MetadataProvider::with_endpoint(emulator.url())),
    ] {
        let builder = emulator.client_builder().endpoint(endpoint).credentials(credentials.clone());
        let builder =
            builder.retry_policy(RetryPolicy::default().backoff(Duration::from_millis(1), Duration::from_millis(5)));
        shown.push(format!("{credentials:?} {builder:?}"));
        let client = builder.build().unwrap();
        shown.push(format!("{client:?} {client:#?} {:?}", client.training_jobs_v1().list().search_content("a")));
        for outcome in calls(&client).await {
            if let Err(error) = outcome {
                let mut source: Option<&dyn std::error::Error> = Some(&error);
                while let Some(error) = source {
                    shown.push(format!("{error} {error:?} {error:#?}"));
                    source = error.source();
                }
            }
        }
    }
    shown
}

async fn calls(client: &Client) -> [Result<(), Error>; 4] {
    [
        client.training_jobs_v1().list().send().await.map(drop),
        client.training_jobs_v1().list().items().concurrency(4).try_next().await.map(drop),
        client.training_jobs_v1().delete(1).send().await,
        client.training_jobs().get("unknown").send().await.map(drop),
    ]
}

#[tokio::test]
async fn no_secret_is_in_what_is_written_or_shown() {
    let emulator = emulator().start().unwrap();
    let proxy = FaultProxy::start(&emulator.url(), |_, _, number| match number % 5 {
        0 => Fault::ResetAfter,
        1 => Fault::Answer(503, "", "application/json", "{}"),
        2 => Fault::AnswerAfter(500),
        _ => Fault::None,
    })
    .await;
    let (written, _guard) = RecordedLog::start(tracing::Level::TRACE);
    let mut shown = everything(&emulator, &proxy.url()).await;
    shown.extend(everything(&emulator, &emulator.url()).await);
    let written = written.take();
    assert!(written.contains("rpc.method") && written.lines().count() > 100, "{written}");
    // Tokens of the emulator are secrets too, those of a login and those of temporary keys.
    for secret in [CANARY, "emulator-token-", "emulator-metadata-token"] {
        for text in shown.iter().map(String::as_str).chain(written.lines()) {
            assert!(!text.contains(secret), "`{secret}` is in: {text}");
        }
    }
}
