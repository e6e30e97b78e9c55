//! Logins are shared and bounded: no caller harms another, and no server makes a client
//! log in again and again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures_util::FutureExt as _;
use futures_util::future::{join, join_all};
use modelarts::{Client, ClientBuilder, Credentials, Error, ErrorKind, MetadataProvider, RetryPolicy};
use modelarts_emulator::{Emulator, defaults};
use modelarts_tests::{Fault, FaultProxy};

const LOGIN: &str = "/v3/auth/tokens";
const KEYS: &str = "/openstack/latest/securitykey";

fn logins(emulator: &Emulator) -> usize {
    emulator.requests().iter().filter(|request| request.path == LOGIN).count()
}

async fn list(client: &Client) -> modelarts::Result<usize> {
    Ok(client.training_jobs_v1().list().send().await?.jobs.len())
}

fn account() -> Credentials {
    Credentials::account(defaults::DOMAIN, defaults::USER, defaults::PASSWORD)
}

fn with_wrong_password(emulator: &Emulator) -> Client {
    let wrong = Credentials::account(defaults::DOMAIN, defaults::USER, "wrong");
    emulator.client_builder().credentials(wrong).build().unwrap()
}

fn is_refused(error: &Error) -> bool {
    (error.kind(), error.status(), error.is_retryable()) == (ErrorKind::Authentication, Some(401), false)
}

#[tokio::test]
async fn a_wrong_password_is_sent_once_by_1000_calls_in_a_row() {
    let emulator = Emulator::start().unwrap();
    let client = with_wrong_password(&emulator);
    for _ in 0..1000 {
        assert!(is_refused(&list(&client).await.unwrap_err()));
    }
    assert_eq!(logins(&emulator), 1);
    let right = emulator.account_client().unwrap();
    assert_eq!(list(&right).await.unwrap(), 10, "another client is not affected");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_sent_once_by_1000_calls_at_once() {
    let emulator = Emulator::start().unwrap();
    let client = with_wrong_password(&emulator);
    let tasks = (0..1000).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { list(&client).await })
    });
    for task in join_all(tasks).await {
        assert!(is_refused(&task.unwrap().unwrap_err()));
    }
    assert_eq!(logins(&emulator), 1);
}

/// A proxy that responds in place of the API, and a client of it with an honest identity service.
async fn refusing(emulator: &Emulator, status: u16) -> (FaultProxy, Arc<AtomicUsize>, ClientBuilder) {
    let left = Arc::new(AtomicUsize::new(usize::MAX));
    let counter = Arc::clone(&left);
    let proxy = FaultProxy::start(&emulator.url(), move |_, _, _| {
        match counter.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
            Ok(_) => Fault::Answer(status, "", "application/json", r#"{"error_msg": "no"}"#),
            Err(_) => Fault::None,
        }
    })
    .await;
    let builder = emulator.client_builder().endpoint(proxy.url());
    (proxy, left, builder)
}

#[tokio::test]
async fn a_service_that_refuses_every_session_gets_few_of_them() {
    let emulator = Emulator::start().unwrap();
    let (_proxy, left, builder) = refusing(&emulator, 401).await;
    let client = builder.credentials(account()).build().unwrap();
    for _ in 0..200 {
        assert_eq!(list(&client).await.unwrap_err().status(), Some(401));
    }
    assert_eq!(logins(&emulator), 3);
    left.store(0, Ordering::SeqCst);
    assert_eq!(list(&client).await.unwrap(), 10, "the last session is kept");
    assert_eq!(logins(&emulator), 3);
}

#[tokio::test]
async fn a_proxy_that_wants_authentication_leads_to_no_login() {
    let emulator = Emulator::start().unwrap();
    let (_proxy, left, builder) = refusing(&emulator, 407).await;
    let client = builder.credentials(account()).build().unwrap();
    for _ in 0..200 {
        assert_eq!(list(&client).await.unwrap_err().status(), Some(407));
    }
    assert_eq!(logins(&emulator), 1);
    left.store(0, Ordering::SeqCst);
    assert_eq!(list(&client).await.unwrap(), 10);
    assert_eq!(logins(&emulator), 1);
}

/// An identity service that is unavailable for some requests, and a client of it.
async fn unavailable_for(emulator: &Emulator, requests: usize) -> (FaultProxy, ClientBuilder) {
    let busy = Fault::Answer(503, "", "text/html", "busy");
    let proxy = FaultProxy::start(
        &emulator.url(),
        move |_, _, number| if number < requests { busy.clone() } else { Fault::None },
    )
    .await;
    let builder = emulator.client_builder().iam_endpoint(proxy.url()).credentials(account());
    (proxy, builder)
}

#[tokio::test]
async fn a_first_caller_without_retries_fails_alone() {
    let emulator = Emulator::start().unwrap();
    let (proxy, builder) = unavailable_for(&emulator, 1).await;
    let client = builder.build().unwrap();
    let hasty = client.with_retry_policy(RetryPolicy::never());
    let (first, others) = join(list(&hasty), join_all((0..999).map(|_| list(&client)))).await;
    assert_eq!(first.unwrap_err().status(), Some(503));
    others.into_iter().for_each(|jobs| assert_eq!(jobs.unwrap(), 10));
    assert_eq!(proxy.requests(), 2, "the one that failed, and one for all others");
}

#[tokio::test]
async fn callers_with_retries_do_not_depend_on_the_clients_own_policy() {
    let emulator = Emulator::start().unwrap();
    let (proxy, builder) = unavailable_for(&emulator, 2).await;
    let hasty = builder.retry_policy(RetryPolicy::never()).build().unwrap();
    let client = hasty.with_retry_policy(RetryPolicy::default());
    let (first, others) = join(list(&hasty), join_all((0..999).map(|_| list(&client)))).await;
    assert_eq!(first.unwrap_err().status(), Some(503));
    others.into_iter().for_each(|jobs| assert_eq!(jobs.unwrap(), 10));
    assert_eq!(proxy.requests(), 3);
}

#[tokio::test]
async fn calls_give_up_after_their_attempts_and_the_next_one_tries_again() {
    let emulator = Emulator::start().unwrap();
    let (proxy, builder) = unavailable_for(&emulator, 3).await;
    let client = builder.retry_policy(RetryPolicy::default().attempts(3)).build().unwrap();
    let error = list(&client).await.unwrap_err();
    assert_eq!((error.status(), error.attempts(), error.is_retryable()), (Some(503), 3, true));
    assert_eq!(list(&client).await.unwrap(), 10, "what may pass is not remembered");
    assert_eq!(proxy.requests(), 4);
}

#[tokio::test]
async fn a_first_caller_that_is_cancelled_harms_no_other() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let mut first = Box::pin(list(&client));
    assert!(first.as_mut().now_or_never().is_none());
    drop(first);
    join_all((0..999).map(|_| list(&client))).await.into_iter().for_each(|jobs| assert_eq!(jobs.unwrap(), 10));
    assert_eq!(logins(&emulator), 1);
}

#[tokio::test]
async fn a_first_caller_that_is_not_polled_harms_no_other() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let mut first = Box::pin(list(&client));
    assert!(first.as_mut().now_or_never().is_none());
    join_all((0..999).map(|_| list(&client))).await.into_iter().for_each(|jobs| assert_eq!(jobs.unwrap(), 10));
    assert_eq!(first.await.unwrap(), 10);
    assert_eq!(logins(&emulator), 1);
}

#[test]
fn a_login_ends_with_its_runtime_and_harms_no_other_runtime() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let first = runtime();
    let mut call = Box::pin(list(&client));
    first.block_on(async { assert!(call.as_mut().now_or_never().is_none()) });
    drop((call, first));
    assert_eq!(runtime().block_on(list(&client)).unwrap(), 10);
}

#[tokio::test]
async fn a_token_without_a_legible_end_serves_for_an_hour() {
    let emulator = Arc::new(Emulator::start().unwrap());
    for expires_at in
        ["null", r#""""#, "17", "-1", r#""10000-01-01T00:00:00Z""#, r#""1970-01-01T00:00:00Z""#, r#""soon""#, "true"]
    {
        let (issuer, body) = (Arc::clone(&emulator), format!(r#"{{"token": {{"expires_at": {expires_at}}}}}"#));
        let proxy = FaultProxy::start(&emulator.url(), move |_, _, _| {
            Fault::Reply(201, format!("X-Subject-Token: {}\r\n", issuer.issue_token()), body.clone())
        })
        .await;
        let client = emulator.client_builder().iam_endpoint(proxy.url()).credentials(account()).build().unwrap();
        for _ in 0..20 {
            assert_eq!(list(&client).await.unwrap(), 10);
        }
        assert_eq!(proxy.requests(), 1, "{expires_at}");
    }
}

#[tokio::test]
async fn keys_of_a_machine_without_a_legible_end_serve_for_an_hour() {
    let emulator = Arc::new(Emulator::start().unwrap());
    for expires_at in ["null", r#""""#, "17", r#""10000-01-01T00:00:00Z""#, r#""1970-01-01T00:00:00Z""#] {
        let issuer = Arc::clone(&emulator);
        let proxy = FaultProxy::start(&emulator.url(), move |_, path, _| {
            if path != KEYS {
                return Fault::None;
            }
            let (token, access, secret) = (issuer.issue_token(), defaults::ACCESS_KEY, defaults::SECRET_KEY);
            let body = format!(
                r#"{{"credential": {{"access": "{access}", "secret": "{secret}", "securitytoken": "{token}", "expires_at": {expires_at}}}}}"#
            );
            Fault::Reply(200, String::new(), body)
        })
        .await;
        let keys = Credentials::provider(MetadataProvider::with_endpoint(proxy.url()));
        let client = emulator.client_builder().credentials(keys).build().unwrap();
        for _ in 0..20 {
            assert_eq!(list(&client).await.unwrap(), 10, "{expires_at}");
        }
        assert_eq!(proxy.requests(), 2, "a token and the keys, {expires_at}");
    }
}

#[tokio::test]
async fn a_machine_outside_of_the_cloud_is_not_asked_again_by_every_call() {
    let emulator = Emulator::start().unwrap();
    let proxy = FaultProxy::start(&emulator.url(), |_, _, _| Fault::ResetBefore).await;
    let provider = Credentials::provider(MetadataProvider::with_endpoint(proxy.url()));
    let client = emulator.client_builder().credentials(provider).build().unwrap();
    let errors = join_all((0..50).map(|_| list(&client))).await;
    errors.into_iter().for_each(|error| assert_eq!(error.unwrap_err().kind(), ErrorKind::Credentials));
    let requests = proxy.requests();
    for _ in 0..50 {
        let error = list(&client).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Credentials);
        assert!(error.to_string().contains("HUAWEICLOUD_SDK_AK"), "{error}");
    }
    assert_eq!(proxy.requests(), requests);
}

#[test]
fn credentials_that_no_service_accepts_are_refused_when_the_client_is_built() {
    let build = |credentials| {
        let builder = Client::builder().region("eu-de").project_id("p").credentials(credentials);
        builder.build().map(|_| "accepted".to_owned()).unwrap_or_else(|error| {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            error.to_string()
        })
    };
    let refused = |rule: &str, credentials: [Credentials; 8]| {
        let parts = ["access key", "secret key", "security token", "token", "domain", "user", "password", "secret key"];
        for (part, credentials) in parts.into_iter().zip(credentials) {
            assert_eq!(build(credentials), format!("invalid credentials: the {part} {rule}"));
        }
    };
    let all = |part: &str| {
        [
            Credentials::ak_sk(part, "s"),
            Credentials::ak_sk("a", part),
            Credentials::temporary_ak_sk("a", "s", part),
            Credentials::token(part),
            Credentials::account(part, "u", "p"),
            Credentials::account("d", part, "p"),
            Credentials::account("d", "u", part),
            Credentials::temporary_ak_sk("a", part, "t"),
        ]
    };
    for part in ["", " ", "\t\n"] {
        refused("is empty", all(part));
    }
    for part in [" x", "x ", "x\n", "\r\nx", "\u{a0}x"] {
        refused("begins or ends with white space; remove it", all(part));
    }
    for part in ["x\ny", "x\0y", "x\u{7f}y", "x\u{85}y"] {
        refused("contains a control character; remove it", all(part));
    }
    assert!(build(Credentials::token("t\u{f6}ken")).contains("no header may have"));
    assert!(build(Credentials::ak_sk("\u{e9}", "s")).contains("no header may have"));
    assert_eq!(build(Credentials::account("d", "u", "p\u{e4}ss word")), "accepted");
}

#[test]
fn project_ids_that_would_change_the_path_are_refused() {
    for id in [".", "..", "", "a\nb"] {
        let client = Client::builder().region("eu-de").project_id(id).credentials(Credentials::ak_sk("a", "s"));
        let kind = client.build().unwrap_err().kind();
        assert!(matches!(kind, ErrorKind::InvalidParameter | ErrorKind::Configuration), "{id:?} {kind:?}");
    }
    for name in ["", " "] {
        let client = Client::builder().region("eu-de").project_name(name).credentials(Credentials::ak_sk("a", "s"));
        assert_eq!(client.build().unwrap_err().kind(), ErrorKind::Configuration, "{name:?}");
    }
}

#[test]
fn calls_outside_of_a_runtime_fail_with_an_error() {
    let emulator = Emulator::start().unwrap();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        let error = list(&client).now_or_never().unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains("tokio runtime"), "{error}");
        let mut pages = client.training_jobs_v1().list().items().concurrency(2);
        assert_eq!(pages.try_next().now_or_never().unwrap().unwrap_err().kind(), ErrorKind::Configuration);
    }
    assert_eq!(emulator.requests().len(), 0);
}
