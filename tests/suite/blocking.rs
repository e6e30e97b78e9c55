//! Programs without an executor.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use modelarts::training_jobs_v1::TrainingJobList;
use modelarts::{Client, Credentials, CredentialsFuture, CredentialsProvider, Error, ErrorKind, wait_until};
use modelarts_emulator::Emulator;

#[test]
fn everything_that_is_awaited_can_block() {
    let emulator = Emulator::builder().jobs(25).start().unwrap();
    let client = emulator.account_client().unwrap();
    assert_eq!(client.training_jobs_v1().list().send().blocking().unwrap().jobs.len(), 10);
    let jobs: Result<Vec<_>, _> = client.training_jobs_v1().list().items().concurrency(3).blocking().collect();
    assert_eq!(jobs.unwrap().len(), 25);
    assert_eq!(client.training_jobs_v1().list().pages().blocking().count(), 3);
    let error = client.training_jobs_v1().list().per_page(0).send().blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidParameter);

    let fetching = client.clone();
    let page = wait_until(move || fetching.training_jobs_v1().list().send(), |page| page.job_total_count > 0)
        .backoff(Duration::from_millis(1), Duration::from_millis(1))
        .blocking();
    assert_eq!(page.unwrap().job_total_count, 25);
}

#[test]
fn threads_share_a_client() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(client.training_jobs_v1().list().send().blocking().unwrap().jobs.len(), 10);
                }
            });
        }
    });
    assert_eq!(emulator.requests().iter().filter(|request| request.path == "/v3/auth/tokens").count(), 1);
}

fn list(client: &Client) -> modelarts::Result<usize> {
    Ok(client.training_jobs_v1().list().send().blocking()?.jobs.len())
}

#[test]
fn closures_run_on_the_callers_thread_and_may_block() {
    let emulator = Emulator::builder().jobs(25).start().unwrap();
    let client = emulator.account_client().unwrap();
    let caller = std::thread::current().id();
    let mut looks = 0;
    let page = wait_until(
        || {
            assert_eq!(std::thread::current().id(), caller);
            assert_eq!(list(&client).unwrap(), 10);
            client.training_jobs_v1().list().send()
        },
        |page| {
            assert_eq!(std::thread::current().id(), caller);
            looks += 1;
            let all: Result<Vec<_>, _> = client.training_jobs_v1().list().items().concurrency(2).blocking().collect();
            looks == 3 && all.unwrap().len() == 25 && page.job_total_count == 25
        },
    )
    .backoff(Duration::from_millis(1), Duration::from_millis(1))
    .blocking();
    assert_eq!((page.unwrap().jobs.len(), looks), (10, 3));
}

#[test]
fn a_panic_of_a_closure_continues_in_the_caller() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let fetches = || {
        let fetch = || -> std::future::Ready<Result<TrainingJobList, Error>> { panic!("of fetch") };
        wait_until(fetch, |_| true).blocking().map(drop)
    };
    let looks = || {
        let is_reached = |_: &TrainingJobList| panic!("of is_reached");
        wait_until(|| client.training_jobs_v1().list().send(), is_reached).blocking().map(drop)
    };
    let said = |panic: Box<dyn std::any::Any + Send>| panic.downcast_ref::<&str>().map(ToString::to_string);
    assert_eq!(catch_unwind(AssertUnwindSafe(fetches)).map_err(said).unwrap_err().as_deref(), Some("of fetch"));
    assert_eq!(catch_unwind(AssertUnwindSafe(looks)).map_err(said).unwrap_err().as_deref(), Some("of is_reached"));
    assert_eq!(list(&client).unwrap(), 10, "blocking calls go on");
}

/// Gives a token after a blocking call of another client, or of the client that asks for it.
#[derive(Debug)]
struct Nested(Arc<OnceLock<Client>>, String);

impl CredentialsProvider for Nested {
    fn provide(&self) -> CredentialsFuture<'_> {
        Box::pin(async {
            list(self.0.get().ok_or("no client")?)?;
            Ok(Credentials::token(self.1.clone()))
        })
    }
}

#[test]
fn a_provider_may_make_blocking_calls() {
    let emulator = Emulator::start().unwrap();
    let other = Arc::new(OnceLock::from(emulator.account_client().unwrap()));
    let provider = Credentials::provider(Nested(other, emulator.issue_token()));
    let client = emulator.client_builder().credentials(provider).build().unwrap();
    assert_eq!(list(&client).unwrap(), 10);
    // The page is asked for on the thread of the executor.
    let items = client.training_jobs_v1().list().items().concurrency(2).blocking();
    assert_eq!(items.filter_map(Result::ok).count(), 25);
}

#[test]
fn a_provider_that_makes_a_blocking_call_of_its_own_client_gets_an_error() {
    let emulator = Emulator::start().unwrap();
    let own = Arc::new(OnceLock::new());
    let provider = Credentials::provider(Nested(Arc::clone(&own), emulator.issue_token()));
    let client = emulator.client_builder().credentials(provider).build().unwrap();
    own.set(client.clone()).unwrap();
    let error = list(&client).unwrap_err();
    assert!(error.to_string().contains("another client"), "{error}");
}

/// Makes a blocking call on the thread of the executor, where providers spawn tasks.
#[derive(Debug)]
struct Spawning(Client);

impl CredentialsProvider for Spawning {
    fn provide(&self) -> CredentialsFuture<'_> {
        let other = self.0.clone();
        Box::pin(async move {
            let error = tokio::spawn(async move { list(&other) }).await?.unwrap_err();
            Err(error.to_string().into())
        })
    }
}

#[test]
fn a_blocking_call_on_the_executors_own_thread_is_an_error() {
    let emulator = Emulator::start().unwrap();
    let other = emulator.account_client().unwrap();
    let provider = Credentials::provider(Spawning(other.clone()));
    let client = emulator.client_builder().credentials(provider).build().unwrap();
    let error = list(&client).unwrap_err();
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("would wait for itself"), "{source}");
    assert_eq!(list(&other).unwrap(), 10, "blocking calls go on");
}
