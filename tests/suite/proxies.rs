//! Proxies: which requests use them, and which never do.

use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind, RetryPolicy};
use modelarts_emulator::Emulator;
use modelarts_tests::{answer, json, serve};

use crate::own_process;

const PAGE: &str = r#"{"is_success": true, "job_total_count": 0, "job_count_limit": 1, "quotas": 7, "jobs": []}"#;

fn builder(endpoint: &str) -> ClientBuilder {
    let client = Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"));
    client.allow_http(true)
}

async fn list(client: ClientBuilder) -> Result<i32, Error> {
    Ok(client.build()?.training_jobs_v1().list().send().await?.quotas)
}

/// Runs another test with a proxy in its environment.
fn run_with_proxy(test: &str, proxy: &str) {
    let mut command = own_process::command(test);
    command.env_remove("NO_PROXY").env_remove("no_proxy");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"] {
        command.env(name, proxy);
    }
    own_process::run(&mut command);
}

#[test]
fn the_proxy_of_the_environment_is_not_used_for_this_machine_itself() {
    // It answers two requests. Those to this machine must not be among them.
    let token = "HTTP/1.1 201 Created\r\nX-Subject-Token: t\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    run_with_proxy("proxies::calls_with_a_proxy_in_the_environment", &serve([json(PAGE), token.into()]));
}

#[tokio::test]
#[ignore = "another test runs it, with a proxy in the environment"]
async fn calls_with_a_proxy_in_the_environment() {
    let emulator = Emulator::start().unwrap();
    let local = emulator.url().replace("127.0.0.1", "localhost");
    for client in [emulator.client_builder(), emulator.client_builder().endpoint(&local).iam_endpoint(&local)] {
        let client = client.credentials(Credentials::account("emulator-domain", "emulator-user", "emulator-password"));
        assert!(list(client).await.unwrap() != 7, "the emulator answers");
    }
    let never = RetryPolicy::never();
    assert_eq!(list(builder("http://modelarts.invalid").retry_policy(never)).await.unwrap(), 7, "the proxy answers");
    // Only the identity service is elsewhere.
    let mixed = builder(&serve([json(PAGE)])).iam_endpoint("http://iam.invalid").retry_policy(never);
    assert_eq!(list(mixed.credentials(Credentials::account("d", "u", "password"))).await.unwrap(), 7);
}

#[tokio::test]
async fn a_proxy_that_is_set_is_used_for_everything() {
    for endpoint in ["http://modelarts.invalid", "http://localhost:1", "http://127.0.0.1:1", "http://[::1]:1"] {
        let proxy = serve([json(PAGE), json(PAGE)]);
        assert_eq!(list(builder(endpoint).proxy(&proxy)).await.unwrap(), 7);
        // The scheme is optional.
        assert_eq!(list(builder(endpoint).proxy(&proxy[7..])).await.unwrap(), 7);
    }
}

#[test]
fn proxies_that_cannot_be_used_are_refused_without_showing_their_passwords() {
    for proxy in [
        "ftp://canary:canary@proxy.invalid",
        "htp://canary:canary@proxy.invalid",
        "file:///canary",
        "socks://canary:canary@proxy.invalid",
        "canary://proxy.invalid",
        "http://canary:canary@",
        "http:///canary",
        "http://canary:canary@proxy.invalid:99999",
        "no address, canary",
        "",
    ] {
        let client = builder("https://modelarts.invalid").proxy(proxy);
        assert!(!format!("{client:?}").contains("canary"), "{client:?}");
        let error = client.build().expect_err(proxy);
        let text = error.to_string();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{proxy}");
        assert!(text.starts_with("invalid `proxy`: ") && !text.contains("canary:"), "{text}");
    }
    for proxy in ["http://user:pw@proxy.invalid", "HTTPS://proxy.invalid", "socks5h://proxy.invalid:1080", "proxy:3128"]
    {
        assert!(builder("https://modelarts.invalid").proxy(proxy).build().is_ok(), "{proxy}");
    }
}

#[tokio::test]
async fn a_proxy_that_wants_a_password_is_final_and_named() {
    let proxy = serve([answer("407 Proxy Authentication Required", "text/html", "")]);
    let error = list(builder("https://modelarts.invalid").proxy(proxy)).await.unwrap_err();
    let text = error.to_string();
    assert_eq!((error.kind(), error.attempts(), error.is_retryable()), (ErrorKind::Proxy, 1, false), "{text}");
    assert!(text.contains("`modelarts.invalid`") && text.contains("`proxy`"), "{text}");
}

#[test]
fn user_and_password_of_addresses_are_not_shown() {
    let address = "https://user:canary@host.example.com/?token=canary";
    let client = builder(address).iam_endpoint(address).proxy(address);
    let shown = format!("{client:?} {client:#?}");
    assert!(!shown.contains("canary") && shown.contains("host.example.com"), "{shown}");
}
