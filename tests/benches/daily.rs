//! For day-to-day work: decoding, signing, a call, the spec. `cargo bench --package modelarts-tests`.
//!
//! `cargo xtask bench` compares with others; this only reports whether a change made things slower.

use std::path::Path;
use std::time::Duration;

use divan::Bencher;
use divan::counter::BytesCount;
use futures_util::TryStreamExt as _;
use modelarts::Credentials;
use modelarts::signing::{Request, SigningKey};
use modelarts::training_jobs_v1::TrainingJobList;
use modelarts_codegen::{Sources, read, write};
use modelarts_emulator::Emulator;
use modelarts_tests::{Fault, FaultProxy};
use serde_json::json;

fn main() {
    divan::main();
}

fn page(jobs: usize) -> String {
    let job = |id: usize| {
        json!({
            "job_id": id, "job_name": format!("trainjob-{id:06}"), "version_id": id, "status": id % 23,
            "create_time": 1_524_189_990_635u64, "duration": 532_003, "job_desc": "a description", "version_count": 1,
        })
    };
    let jobs: Vec<_> = (0..jobs).map(job).collect();
    json!({ "is_success": true, "job_total_count": 5000, "job_count_limit": 95, "quotas": 100, "jobs": jobs })
        .to_string()
}

#[divan::bench(args = [10, 1000])]
fn decode(bencher: Bencher<'_, '_>, jobs: usize) {
    let page = page(jobs);
    bencher.counter(BytesCount::of_str(&page)).bench(|| serde_json::from_str::<TrainingJobList>(&page).unwrap());
}

#[divan::bench]
fn sign(bencher: Bencher<'_, '_>) {
    let key = SigningKey::new("access key", "secret key");
    bencher.bench(|| {
        let mut request = Request::new("GET", "modelarts.eu-de.otc.t-systems.com", "/v1/0f2c/training-jobs");
        request.query.push(("per_page".into(), "10".into()));
        request.headers.push(("X-Sdk-Date".into(), "20260102T030405Z".into()));
        key.sign(&mut request)
    });
}

fn spec() -> Sources {
    Sources::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")).unwrap()
}

/// What `check` is compared with.
#[divan::bench]
fn parse_the_yaml_alone(bencher: Bencher<'_, '_>) {
    let sources = spec();
    bencher.bench(|| {
        for (_, text) in sources.files() {
            serde_yaml::from_str::<serde_yaml::Value>(text).unwrap();
        }
    });
}

#[divan::bench]
fn load_and_check(bencher: Bencher<'_, '_>) {
    let sources = spec();
    bencher.bench(|| read(&sources).unwrap());
}

#[divan::bench]
fn load_check_and_render(bencher: Bencher<'_, '_>) {
    let sources = spec();
    bencher.bench(|| write::render(&read(&sources).unwrap()).unwrap());
}

#[divan::bench]
fn call(bencher: Bencher<'_, '_>) {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    bencher.bench_local(|| runtime.block_on(client.training_jobs_v1().list().send()).unwrap());
}

/// 100 pages with 20 ms of latency: one and sixteen requests at once.
#[divan::bench(args = [1, 16], sample_count = 3, sample_size = 1)]
fn hundred_pages(bencher: Bencher<'_, '_>, at_once: usize) {
    let emulator = Emulator::builder().jobs(1000).start().unwrap();
    // The network takes nothing of the client's time.
    let network = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let latency = |_: &str, _: &str, _| Fault::Latency(Duration::from_millis(20));
    let proxy = network.block_on(FaultProxy::start(&emulator.url(), latency));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let credentials = Credentials::token(emulator.issue_token());
    let client = emulator.client_builder().endpoint(proxy.url()).credentials(credentials).build().unwrap();
    bencher.bench_local(|| {
        let jobs = client.training_jobs_v1().list().per_page(10).items().concurrency(at_once);
        let jobs: Vec<_> = runtime.block_on(jobs.try_collect()).unwrap();
        assert_eq!(jobs.len(), 1000);
    });
}
