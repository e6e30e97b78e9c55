//! Pages that are requested concurrently: the same list, in the same order, with the same requests.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::TryStreamExt as _;
use modelarts::training_jobs_v1::{JobSortKey, SortOrder};
use modelarts::{Client, Credentials, Items, Paged, RetryPolicy};
use modelarts_emulator::Emulator;
use modelarts_tests::{Fault, FaultProxy, FrozenClock, amount, some_job};
use tokio::sync::Semaphore;

/// The whole list, by the debug texts of its items, and how many requests it took.
async fn whole<T: Paged>(items: Items<T>, emulator: &Emulator) -> (Vec<String>, usize)
where
    T::Item: std::fmt::Debug + Unpin,
{
    let before = emulator.requests().len();
    let items: Vec<_> = items.try_collect().await.unwrap();
    (items.iter().map(|item| format!("{item:?}")).collect(), emulator.requests().len() - before)
}

#[tokio::test]
async fn the_list_and_the_requests_do_not_depend_on_concurrency() {
    for jobs in [0, 1, 9, 10, 11, amount("JOBS", 60, 250)] {
        let emulator = Emulator::builder().jobs(jobs).start().unwrap();
        let client = emulator.ak_sk_client().unwrap();
        // Pages by their number from 1, by their number from 0, and by their first item; from the first
        // page on or from another.
        let numbered = |width: usize, page: u32| client.training_jobs_v1().list().page(page).items().concurrency(width);
        let from_zero = |width: usize| client.training_jobs().list().limit(7).items().concurrency(width);
        let by_item = |width: usize| client.algorithms().list().limit(7).items().concurrency(width);
        let one = [
            whole(numbered(1, 1), &emulator).await,
            whole(numbered(1, 3), &emulator).await,
            whole(from_zero(1), &emulator).await,
            whole(by_item(1), &emulator).await,
        ];
        assert_eq!([one[0].0.len(), one[2].0.len(), one[3].0.len()], [jobs; 3]);
        for width in [2, 3, 16, 1000] {
            let several = [
                whole(numbered(width, 1), &emulator).await,
                whole(numbered(width, 3), &emulator).await,
                whole(from_zero(width), &emulator).await,
                whole(by_item(width), &emulator).await,
            ];
            assert_eq!(several, one, "{jobs} jobs, {width} pages at once");
        }
    }
}

#[tokio::test]
async fn no_more_requests_run_at_once_than_were_set() {
    let emulator = Emulator::builder().jobs(100).start().unwrap();
    let proxy = FaultProxy::start(&emulator.url(), |_, _, _| Fault::Latency(Duration::from_millis(30))).await;
    let _frozen = FrozenClock::freeze();
    proxy.run_clock();
    for (width, most) in [(1, 1), (4, 4), (16, 16)] {
        let before = proxy.most_under_way();
        let credentials = Credentials::token(emulator.issue_token());
        let client = emulator.client_builder().endpoint(proxy.url()).credentials(credentials).build().unwrap();
        let jobs: Vec<_> =
            client.training_jobs_v1().list().per_page(2).items().concurrency(width).try_collect().await.unwrap();
        assert_eq!((jobs.len(), proxy.most_under_way().max(before)), (100, most));
    }
}

async fn create(client: &Client, name: &str) -> i64 {
    client.training_jobs_v1().create(name, some_job()).send().await.unwrap().job_id
}

#[tokio::test]
async fn items_that_stay_are_returned_once_while_others_change_after_them() {
    let emulator = Emulator::builder().jobs(60).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let list = || client.training_jobs_v1().list().per_page(3).sort_by(JobSortKey::JobName).order(SortOrder::Asc);
    let names = |jobs: Vec<modelarts::training_jobs_v1::TrainingJob>| {
        jobs.into_iter().map(|job| job.job_name).collect::<Vec<_>>()
    };
    let stay: Vec<String> = names(list().items().try_collect().await.unwrap());
    for round in 0..10 {
        let changes = async {
            for number in 0..5 {
                let job = create(&client, &format!("zz-{round}-{number}")).await;
                if number % 2 == 0 {
                    client.training_jobs_v1().delete(job).send().await.unwrap();
                }
            }
        };
        let (jobs, ()) = tokio::join!(list().items().concurrency(8).try_collect::<Vec<_>>(), changes);
        let came = names(jobs.unwrap());
        assert_eq!(came[..stay.len()], stay, "round {round}");
    }
}

#[tokio::test]
async fn a_list_ends_after_an_error() {
    let emulator = Emulator::builder().jobs(100).start().unwrap();
    let proxy = FaultProxy::start(&emulator.url(), |_, path, _| match path.ends_with("page=4") {
        true => Fault::Answer(404, "", "application/json", "{}"),
        false => Fault::None,
    })
    .await;
    let client = emulator.client_builder().endpoint(proxy.url());
    let client = client.credentials(Credentials::token(emulator.issue_token())).build().unwrap();
    let mut jobs = client.training_jobs_v1().list().items().concurrency(5);
    let mut came = 0;
    let error = loop {
        match jobs.try_next().await {
            Ok(Some(_)) => came += 1,
            Ok(None) => panic!("the list ended"),
            Err(error) => break error,
        }
    };
    assert_eq!((came, error.status()), (30, Some(404)), "those before the error come first");
    assert!(jobs.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn pages_ahead_are_read_while_the_consumer_works() {
    let emulator = Emulator::builder().jobs(12).start().unwrap();
    let (works, served) = (Arc::new(AtomicBool::new(false)), Arc::new(Semaphore::new(0)));
    let (consumer_works, counted) = (Arc::clone(&works), Arc::clone(&served));
    // Pages 3 to 5 are refused before page 2 comes, and have to be asked for again while the consumer works.
    let refused = Mutex::new(BTreeSet::new());
    let proxy = FaultProxy::start(&emulator.url(), move |_, path, _| {
        let mut refused = refused.lock().unwrap();
        let is_ready = match path.contains("?page=2&") {
            true => refused.len() == 3,
            false => path.contains("?page=1&") || consumer_works.load(Ordering::SeqCst),
        };
        if !is_ready {
            refused.extend((!path.contains("?page=2&")).then(|| path.to_owned()));
            return Fault::Answer(503, "", "text/html", "busy");
        }
        counted.add_permits(usize::from(consumer_works.load(Ordering::SeqCst)));
        Fault::None
    })
    .await;
    let retries = RetryPolicy::default().attempts(1000).backoff(Duration::from_millis(500), Duration::from_millis(500));
    let credentials = Credentials::token(emulator.issue_token());
    let client =
        emulator.client_builder().endpoint(proxy.url()).credentials(credentials).retry_policy(retries).build().unwrap();
    let _frozen = FrozenClock::freeze();
    proxy.run_clock();
    let mut items = client.training_jobs_v1().list().per_page(2).items().concurrency(4);
    let mut seen = 0;
    while let Some(_item) = items.try_next().await.unwrap() {
        seen += 1;
        if seen == 3 {
            works.store(true, Ordering::SeqCst);
            let pages = tokio::time::timeout(Duration::from_secs(60), served.acquire_many(3)).await;
            pages.expect("pages 3 to 5 come while nobody asks for them").unwrap().forget();
        }
    }
    assert_eq!(seen, 12);
}
