//! Sessions: logins, temporary keys, projects, clocks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use futures_util::future::join_all;
use modelarts::{Client, Credentials, CredentialsFuture, CredentialsProvider, ErrorKind, MetadataProvider};
use modelarts_emulator::{Emulator, defaults};
use modelarts_tests::{Fault, FaultProxy, FrozenClock, amount};

/// How many requests of a path have come.
fn count(emulator: &Emulator, path: &str) -> usize {
    emulator.requests().iter().filter(|request| request.path == path).count()
}

async fn list(client: &Client) -> modelarts::Result<usize> {
    Ok(client.training_jobs_v1().list().send().await?.jobs.len())
}

fn account() -> Credentials {
    Credentials::account(defaults::DOMAIN, defaults::USER, defaults::PASSWORD)
}

#[tokio::test(flavor = "multi_thread")]
async fn many_tasks_log_in_once() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let calls = amount("CALLS", 10, 100);
    let tasks = (0..200).map(|_| {
        let client = client.clone();
        tokio::spawn(async move {
            for _ in 0..calls {
                assert_eq!(list(&client).await.unwrap(), 10);
            }
        })
    });
    for task in join_all(tasks).await {
        task.unwrap();
    }
    assert_eq!(count(&emulator, "/v3/auth/tokens"), 1);
    assert_eq!(emulator.requests().len(), 200 * calls + 1);
}

#[tokio::test]
async fn calls_that_wait_for_a_failed_login_fail_with_it() {
    let emulator = Emulator::start().unwrap();
    let wrong = Credentials::account(defaults::DOMAIN, defaults::USER, "wrong");
    let client = emulator.client_builder().credentials(wrong).build().unwrap();
    let errors = join_all((0..50).map(|_| list(&client))).await;
    for error in errors {
        let error = error.unwrap_err();
        assert_eq!((error.kind(), error.status(), error.is_auth()), (ErrorKind::Authentication, Some(401), true));
    }
    assert_eq!(count(&emulator, "/v3/auth/tokens"), 1);
}

#[tokio::test]
async fn a_call_after_cancelled_logins_succeeds() {
    let emulator = Emulator::start().unwrap();
    let slow = FaultProxy::start(&emulator.url(), |_, path, _| match path {
        "/v3/auth/tokens" => Fault::Latency(Duration::from_millis(300)),
        _ => Fault::None,
    })
    .await;
    let client = emulator.client_builder().endpoint(slow.url()).iam_endpoint(slow.url());
    let client = client.credentials(account()).build().unwrap();
    let _frozen = FrozenClock::freeze();
    slow.run_clock();
    for _ in 0..3 {
        // The login has begun, and is given up.
        assert!(tokio::time::timeout(Duration::from_millis(50), list(&client)).await.is_err());
    }
    assert_eq!(list(&client).await.unwrap(), 10);
}

#[tokio::test]
async fn projects_are_found_by_their_names() {
    let emulator = Emulator::builder().project_name("eu-de").start().unwrap();
    let base = || Client::builder().region("eu-de").endpoint(emulator.url()).iam_endpoint(emulator.url());
    for (credentials, requests) in [
        (account(), ["/v3/auth/tokens"].as_slice()),
        (Credentials::ak_sk(defaults::ACCESS_KEY, defaults::SECRET_KEY), &["/v3/projects"]),
        (Credentials::token(emulator.issue_token()), &["/v3/auth/projects"]),
    ] {
        let before = emulator.requests().len();
        let client = base().credentials(credentials.clone()).build().unwrap();
        assert_eq!((list(&client).await.unwrap(), list(&client).await.unwrap()), (10, 10));
        let made: Vec<_> = emulator.requests()[before..].iter().map(|request| request.path.clone()).collect();
        assert_eq!(made[..made.len() - 2], *requests, "once");

        let error = list(&base().credentials(credentials).project_name("eu-xx").build().unwrap()).await.unwrap_err();
        assert_eq!((error.kind(), error.is_retryable()), (ErrorKind::Authentication, false), "{error}");
    }
    let nowhere = Client::builder().endpoint(emulator.url()).credentials(account()).build().unwrap_err();
    assert_eq!(nowhere.to_string(), "missing project; set `project_id`, or `project_name` or `region` to look it up");
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let emulator = Emulator::builder().token_lifetime(Duration::from_secs(60 * 60)).start().unwrap();
    let client = emulator.account_client().unwrap();
    let _frozen = FrozenClock::freeze();
    for minute in 0..120 {
        list(&client).await.unwrap();
        tokio::time::advance(Duration::from_secs(60)).await;
        emulator.set_clock_ahead((minute + 1) * 60);
    }
    assert_eq!(emulator.requests().iter().filter(|request| request.status == 401).count(), 0);
    // After 50 to 56 minutes each: 5 to 10 before the token ends, at the next call.
    assert_eq!(count(&emulator, "/v3/auth/tokens"), 3);
}

#[tokio::test]
async fn a_token_is_renewed_once_when_it_is_refused() {
    let emulator = Emulator::builder().start().unwrap();
    let client = emulator.account_client().unwrap();
    list(&client).await.unwrap();
    emulator.expire_tokens();
    list(&client).await.unwrap();
    assert_eq!(emulator.requests().iter().filter(|request| request.status == 401).count(), 1);
    assert_eq!(count(&emulator, "/v3/auth/tokens"), 2);
}

#[tokio::test]
async fn a_machine_gives_temporary_keys() {
    let emulator = Emulator::builder().token_lifetime(Duration::from_secs(60 * 60)).start().unwrap();
    let provider = Credentials::provider(MetadataProvider::with_endpoint(emulator.url()));
    let client = emulator.client_builder().credentials(provider).build().unwrap();
    let _frozen = FrozenClock::freeze();
    list(&client).await.unwrap();
    list(&client).await.unwrap();
    assert_eq!(count(&emulator, "/openstack/latest/securitykey"), 1);
    tokio::time::advance(Duration::from_secs(60 * 60)).await;
    list(&client).await.unwrap();
    assert_eq!(count(&emulator, "/openstack/latest/securitykey"), 2);
    emulator.expire_tokens();
    list(&client).await.unwrap();
    assert_eq!(count(&emulator, "/openstack/latest/securitykey"), 3);
}

#[tokio::test]
async fn a_program_outside_of_the_cloud_gets_an_error_that_says_what_to_set() {
    let provider = Credentials::provider(MetadataProvider::with_endpoint("http://127.0.0.1:1"));
    let client = Client::builder().endpoint("http://127.0.0.1:1").project_id("p").credentials(provider);
    let error = list(&client.build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.is_auth()), (ErrorKind::Credentials, true));
    assert!(error.to_string().contains("HUAWEICLOUD_SDK_AK"), "{error}");
}

/// Gives a token that ends soon, and then fails.
#[derive(Debug)]
struct Failing {
    emulator: Arc<Emulator>,
    asked: AtomicUsize,
}

impl CredentialsProvider for Failing {
    fn provide(&self) -> CredentialsFuture<'_> {
        Box::pin(async {
            match self.asked.fetch_add(1, Ordering::SeqCst) {
                0 => {
                    let end = SystemTime::now() + Duration::from_secs(4);
                    Ok(Credentials::token(self.emulator.issue_token()).with_expiry(end))
                }
                _ => Err("the vault is closed".into()),
            }
        })
    }
}

#[tokio::test]
async fn a_failed_renewal_fails_no_call_while_the_token_is_valid() {
    let emulator = Arc::new(Emulator::start().unwrap());
    let failing = Arc::new(Failing { emulator: Arc::clone(&emulator), asked: AtomicUsize::new(0) });
    let client =
        emulator.client_builder().credentials(Credentials::provider(Shared(Arc::clone(&failing)))).build().unwrap();
    let _frozen = FrozenClock::freeze();
    for _ in 0..37 {
        list(&client).await.unwrap();
        tokio::time::advance(Duration::from_millis(100)).await;
    }
    assert_eq!(failing.asked.load(Ordering::SeqCst), 2, "it was tried once, and not again at once");
    tokio::time::advance(Duration::from_millis(400)).await;
    let error = list(&client).await.unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert_eq!((error.kind(), source.as_str()), (ErrorKind::Credentials, "the vault is closed"));
}

#[derive(Debug)]
struct Shared(Arc<Failing>);

impl CredentialsProvider for Shared {
    fn provide(&self) -> CredentialsFuture<'_> {
        self.0.provide()
    }
}

#[tokio::test]
async fn a_wrong_clock_is_corrected_once() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    for ahead in [3600, -3600] {
        emulator.set_clock_ahead(ahead);
        let before = emulator.requests().len();
        for _ in 0..3 {
            list(&client).await.unwrap();
        }
        let statuses: Vec<_> = emulator.requests()[before..].iter().map(|request| request.status).collect();
        assert_eq!(statuses, [401, 200, 200, 200]);
    }
    // A signature that is refused for something else is not sent again.
    let wrong = Credentials::ak_sk(defaults::ACCESS_KEY, "wrong");
    let before = emulator.requests().len();
    let error = list(&emulator.client_builder().credentials(wrong).build().unwrap()).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(403), 2), "once for the clock, {error}");
    assert_eq!(emulator.requests().len() - before, 2);
}

#[tokio::test]
async fn a_date_is_kept_only_when_the_repeated_request_succeeds() {
    let emulator = Emulator::start().unwrap();
    for date in ["Fri, 31 Dec 9999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", &far_ahead()] {
        let header: &'static str = format!("Date: {date}\r\n").leak();
        let keys = Credentials::ak_sk(defaults::ACCESS_KEY, defaults::SECRET_KEY);
        let machine = Credentials::provider(MetadataProvider::with_endpoint(emulator.url()));
        for credentials in [keys, machine] {
            let refusals = AtomicUsize::new(2);
            let proxy = FaultProxy::start(&emulator.url(), move |_, _, _| {
                match refusals.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)) {
                    Ok(_) => Fault::Answer(401, header, "application/json", "{}"),
                    Err(_) => Fault::None,
                }
            })
            .await;
            let client = emulator.client_builder().endpoint(proxy.url()).credentials(credentials).build().unwrap();
            while proxy.requests() < 2 {
                let _ = list(&client).await;
            }
            for _ in 0..3 {
                let before = proxy.requests();
                assert_eq!(list(&client).await.unwrap(), 10, "{date}");
                assert_eq!(proxy.requests(), before + 1, "the clock was never changed, {date}");
            }
        }
    }
}

/// A date that a service can have, 70 years from now.
fn far_ahead() -> String {
    httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(70 * 365 * 24 * 60 * 60))
}

#[tokio::test]
async fn credentials_that_have_expired_by_a_wrong_clock_are_sent() {
    let emulator = Arc::new(Emulator::start().unwrap());
    let expired = Expired { emulator: Arc::clone(&emulator), asked: Arc::default() };
    let asked = Arc::clone(&expired.asked);
    let client = emulator.client_builder().credentials(Credentials::provider(expired)).build().unwrap();
    for _ in 0..20 {
        assert_eq!(list(&client).await.unwrap(), 10);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

/// Gives valid tokens that expired yesterday, by the clock of this machine.
#[derive(Debug)]
struct Expired {
    emulator: Arc<Emulator>,
    asked: Arc<AtomicUsize>,
}

impl CredentialsProvider for Expired {
    fn provide(&self) -> CredentialsFuture<'_> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        let yesterday = SystemTime::now() - Duration::from_secs(24 * 60 * 60);
        Box::pin(async move { Ok(Credentials::token(self.emulator.issue_token()).with_expiry(yesterday)) })
    }
}
