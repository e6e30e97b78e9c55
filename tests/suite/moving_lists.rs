//! Lists that change while they are read: every item that is in the list all the time is returned once.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use modelarts::training_jobs::Job;
use modelarts::training_jobs_v1::{JobSortKey, JobStatus};
use modelarts::{Client, Credentials, ErrorKind};
use modelarts_emulator::Emulator;
use modelarts_tests::{json, serve, some_job};

/// Numbers of jobs, and the sizes of pages that they are read with.
const LISTS: &[(usize, &[u32])] = &[
    (5, &[1, 3, 10]),
    (25, &[1, 3, 10, 1000]),
    if cfg!(feature = "slow") { (1000, &[10, 999]) } else { (200, &[10, 199]) },
];

/// What the reader does to each job.
#[derive(Clone, Copy, Debug)]
enum Act {
    Stop,
    Delete,
    /// The description, by which the list is sorted.
    Update,
}

async fn create(client: &Client, name: &str) -> i64 {
    client.training_jobs_v1().create(name, some_job()).send().await.unwrap().job_id
}

/// Others create jobs, as long as the list is read but not without end.
async fn create_some(client: &Client, jobs: usize) {
    for number in 0..jobs.min(50) {
        create(client, &format!("other-{number}")).await;
    }
}

async fn read_and_act(client: &Client, act: Act, per_page: u32, width: usize) -> Vec<i64> {
    let list = client.training_jobs_v1().list().per_page(per_page);
    let list = match act {
        Act::Stop => list.status(JobStatus::Running),
        Act::Delete => list,
        Act::Update => list.sort_by(JobSortKey::JobDesc),
    };
    let (mut jobs, mut seen) = (list.items().concurrency(width), Vec::new());
    while let Some(job) = jobs.try_next().await.unwrap() {
        seen.push(job.job_id);
        match act {
            // It may have ended by itself.
            Act::Stop => drop(client.training_job_versions().stop(job.job_id, job.version_id).send().await),
            Act::Delete => client.training_jobs_v1().delete(job.job_id).send().await.unwrap(),
            Act::Update => {
                let description = format!("{}", job.job_id % 7);
                client.training_jobs_v1().update_description(job.job_id, &description).send().await.unwrap();
            }
        }
    }
    seen
}

async fn every_job_comes_once(act: Act, jobs: usize, per_page: u32, width: usize) {
    let emulator = Emulator::builder().jobs(0).start().unwrap();
    let (client, other) = (emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap());
    let mut there = BTreeSet::new();
    for number in 0..jobs {
        there.insert(create(&client, &format!("job-{number:04}")).await);
    }
    emulator.advance(Duration::from_secs(3));
    let (came, ()) = tokio::join!(read_and_act(&client, act, per_page, width), create_some(&other, jobs));
    let seen: BTreeSet<i64> = came.iter().copied().collect();
    let shown = format!("{act:?}, {jobs} jobs, {per_page} a page, {width} at once");
    assert_eq!(seen.len(), came.len(), "a job came twice: {shown}");
    let missed: Vec<_> = match act {
        // Those that ended by themselves were not there all the time.
        Act::Stop => running(&client).await.intersection(&there).copied().collect(),
        Act::Delete | Act::Update => there.difference(&seen).copied().collect(),
    };
    assert_eq!(missed, [0; 0], "{shown}");
}

async fn running(client: &Client) -> BTreeSet<i64> {
    let page = client.training_jobs_v1().list().status(JobStatus::Running).per_page(1000).send().await.unwrap();
    page.jobs.iter().map(|job| job.job_id).collect()
}

async fn every_job_of_each_list_comes_once(act: Act) {
    for (jobs, sizes) in LISTS {
        for per_page in *sizes {
            every_job_comes_once(act, *jobs, *per_page, 1).await;
        }
    }
    every_job_comes_once(act, 100, 10, 4).await;
}

#[tokio::test]
async fn stopping_listed_jobs_skips_none() {
    every_job_of_each_list_comes_once(Act::Stop).await;
}

#[tokio::test]
async fn deleting_listed_jobs_skips_none() {
    every_job_of_each_list_comes_once(Act::Delete).await;
}

#[tokio::test]
async fn updating_listed_jobs_skips_none() {
    every_job_of_each_list_comes_once(Act::Update).await;
}

fn id(job: &Job) -> &str {
    job.metadata.as_ref().and_then(|metadata| metadata.id.as_deref()).unwrap_or_default()
}

#[tokio::test]
async fn deleting_listed_items_of_version_2_skips_none() {
    for (jobs, size) in [(25, 1), (25, 7), (200, 50)] {
        let emulator = Emulator::builder().jobs(jobs).start().unwrap();
        let client = emulator.ak_sk_client().unwrap();
        let mut items = client.training_jobs().list().limit(size).items();
        while let Some(job) = items.try_next().await.unwrap() {
            client.training_jobs().delete(id(&job)).send().await.unwrap();
        }
        let left = client.training_jobs().list().limit(50).send().await.unwrap();
        assert_eq!(left.total, 0, "{jobs} jobs, {size} a page");
        let mut items = client.algorithms().list().limit(size).items();
        while let Some(algorithm) = items.try_next().await.unwrap() {
            let id = algorithm.metadata.unwrap().id.unwrap();
            client.algorithms().delete(&id).send().await.unwrap();
        }
        let left = client.algorithms().list().send().await.unwrap();
        assert_eq!(left.total, 0, "{jobs} algorithms, {size} a page");
    }
}

#[tokio::test]
async fn a_list_without_changes_costs_one_request_a_page_although_others_changed_before() {
    let emulator = Emulator::builder().jobs(95).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    create(&client, "before").await;
    let before = emulator.requests().len();
    let jobs: Vec<_> = client.training_jobs_v1().list().items().try_collect().await.unwrap();
    assert_eq!((jobs.len(), emulator.requests().len() - before), (96, 10));
}

fn page(jobs: std::ops::Range<usize>, total: i64, quotas: usize) -> Vec<u8> {
    let job = |id| {
        format!(
            r#"{{"job_id": {id}, "job_name": "n", "version_id": 2, "status": 8, "create_time": 3, "duration": 4,
               "job_desc": "d", "version_count": 5}}"#
        )
    };
    let jobs: Vec<_> = jobs.map(job).collect();
    json(&format!(
        r#"{{"is_success": true, "job_total_count": {total}, "job_count_limit": 1, "quotas": {quotas}, "jobs": [{}]}}"#,
        jobs.join(",")
    ))
}

fn client(pages: Vec<Vec<u8>>) -> Client {
    let client = Client::builder().endpoint(serve(pages)).project_id("p").credentials(Credentials::token("t"));
    client.retry_policy(modelarts::RetryPolicy::never()).build().unwrap()
}

#[tokio::test]
async fn a_list_does_not_end_at_a_wrong_total() {
    for total in [0, -1, 10] {
        let pages = [0..10, 10..20, 20..25, 25..25].map(|jobs| page(jobs, total, 1));
        let jobs: Vec<_> = client(pages.to_vec()).training_jobs_v1().list().items().try_collect().await.unwrap();
        assert_eq!(jobs.len(), 25, "{total}");
    }
}

#[tokio::test]
async fn an_end_that_contradicts_the_total_is_an_error() {
    let mut pages = vec![page(0..10, 30, 1), page(10..20, 30, 1), page(20..25, 30, 1)];
    pages.extend((0..5).map(|_| page(25..25, 30, 1)));
    let list = client(pages).training_jobs_v1().list().items().try_collect::<Vec<_>>().await;
    let error = list.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert!(error.to_string().contains("30"), "{error}");
}

#[tokio::test]
async fn the_position_is_counted_by_the_items_returned() {
    // The service returns 5 items a page.
    let pages = [10..15, 15..20, 20..25, 25..25].map(|jobs| page(jobs, 25, 1));
    let list = client(pages.to_vec()).training_jobs_v1().list().page(3).per_page(10).items();
    let jobs: Vec<i64> = list.map_ok(|job| job.job_id).try_collect().await.unwrap();
    assert_eq!(jobs, (10..25).collect::<Vec<_>>());
}

#[tokio::test]
async fn repeated_items_are_an_error() {
    let pages: Vec<_> = (0..100).map(|quotas| page(0..10, 25, quotas)).collect();
    let error = client(pages).training_jobs_v1().list().items().try_collect::<Vec<_>>().await.unwrap_err();
    assert!(error.to_string().contains("repeats the items"), "{error}");
}
