//! Thousands of calls through a network that fails: a read succeeds, or fails before its timeout with an
//! error that says why. A create happens once. Nothing is left over.
//!
//! Time is simulated. `CALLS=2000 TABLE=tests/FAULTS.md cargo test --release --package modelarts-tests network_faults` writes
//! the table.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use modelarts::{Client, ClientBuilder, Credentials, Error, RetryPolicy};
use modelarts_emulator::{Emulator, defaults};
use modelarts_tests::{Fault, FaultProxy, FrozenClock, Random, amount, some_job};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use tokio::time::Instant;

const TIMEOUT: Duration = Duration::from_secs(10);
/// What an error may come later than the deadline: two steps of the clock.
const SLACK: Duration = Duration::from_millis(10);
const CONCURRENT: usize = 64;

const HTML: &str = "text/html";

/// A kind of trouble.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    /// Which part of the requests meets it, in percent.
    share: usize,
    /// Whether it passes, so that reads succeed when they are repeated.
    passes: bool,
}

struct Trouble {
    kind: Kind,
    fault: Fault,
}

/// Trouble that passes.
const fn trouble(name: &'static str, share: usize, fault: Fault) -> Trouble {
    Trouble { kind: Kind { name, share, passes: true }, fault }
}

const fn lasting(name: &'static str, share: usize, fault: Fault) -> Trouble {
    Trouble { kind: Kind { name, share, passes: false }, fault }
}

const fn answered(status: u16, headers: &'static str) -> Fault {
    Fault::Answer(status, headers, HTML, "<html>no</html>")
}

const TROUBLES: &[Trouble] = &[
    trouble("none", 0, Fault::None),
    trouble("20 ms of latency", 100, Fault::Latency(Duration::from_millis(20))),
    trouble("3 s of latency, longer than the timeout of an attempt", 30, Fault::Latency(Duration::from_secs(3))),
    trouble("reset before the request", 30, Fault::ResetBefore),
    trouble("reset during the request", 30, Fault::ResetDuring),
    trouble("reset after the request", 30, Fault::ResetAfter),
    trouble("response cut off", 30, Fault::CutOff),
    trouble(
        "response byte by byte, for longer than the timeout of an attempt",
        30,
        Fault::Drip(Duration::from_millis(100)),
    ),
    trouble("429 without `Retry-After`", 30, answered(429, "")),
    trouble("429 with `Retry-After: 1`", 30, answered(429, "Retry-After: 1\r\n")),
    trouble("500", 30, answered(500, "")),
    trouble("500 after the request took effect", 30, Fault::AnswerAfter(500)),
    trouble("502", 30, answered(502, "")),
    trouble("502 after the request took effect", 30, Fault::AnswerAfter(502)),
    trouble("503 without `Retry-After`", 30, answered(503, "")),
    trouble("503 with `Retry-After: 1`", 30, answered(503, "Retry-After: 1\r\n")),
    trouble("504", 30, answered(504, "")),
    trouble("504 after the request took effect", 30, Fault::AnswerAfter(504)),
    lasting("200 with HTML instead of JSON", 30, answered(200, "")),
    lasting("service down: 503", 100, answered(503, "")),
];

/// How the calls of a kind ended.
#[derive(Default)]
struct Ended {
    right: usize,
    failed: BTreeMap<String, usize>,
    longest: Duration,
}

impl Ended {
    fn calls(&self) -> usize {
        self.right + self.failed.values().sum::<usize>()
    }

    fn add(&mut self, outcome: Result<(), Error>, took: Duration) {
        assert!(took < TIMEOUT + SLACK, "{took:?}");
        self.longest = self.longest.max(took);
        match outcome {
            Ok(()) => self.right += 1,
            Err(error) => {
                assert!(error.operation().is_some() && !error.to_string().is_empty());
                let status = error.status().map(|status| format!(" {status}")).unwrap_or_default();
                *self.failed.entry(format!("{:?}{status}", error.kind())).or_default() += 1;
            }
        }
    }

    fn errors(&self) -> String {
        let failed = self.failed.iter().map(|(kind, count)| format!("{count} × {kind}"));
        let failed = failed.collect::<Vec<_>>().join(", ");
        if failed.is_empty() { "–".to_owned() } else { failed }
    }
}

/// Calls of one kind, all at once.
async fn calls<F: Future<Output = Result<(), Error>>>(count: usize, call: impl Fn(usize) -> F) -> Ended {
    let mut ended = Ended::default();
    let mut all = stream::iter(0..count)
        .map(|number| {
            let call = call(number);
            async move {
                let begun = Instant::now();
                (call.await, begun.elapsed())
            }
        })
        .buffer_unordered(CONCURRENT);
    while let Some((outcome, took)) = all.next().await {
        ended.add(outcome, took);
    }
    ended
}

async fn read(client: &Client) -> Result<(), Error> {
    let page = client.training_jobs_v1().list().per_page(7).send().await?;
    assert_eq!((page.jobs.len(), page.job_total_count > 20), (7, true), "a wrong answer");
    Ok(())
}

async fn create(client: &Client, number: usize) -> Result<(), Error> {
    let job = client.training_jobs_v1().create(&format!("storm-{number}"), some_job()).send().await?;
    assert!(job.job_id > 0);
    Ok(())
}

/// The largest number of times that one job was created, and how many were.
fn created(emulator: &Emulator) -> (usize, usize) {
    let mut jobs: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    for request in emulator.requests() {
        // What is refused for who calls has not been looked at.
        if request.method == "POST" && request.path.ends_with("/training-jobs") && request.status != 401 {
            *jobs.entry(request.body.to_vec()).or_default() += 1;
        }
    }
    (jobs.values().copied().max().unwrap_or(0), jobs.len())
}

fn retries() -> RetryPolicy {
    RetryPolicy::default().backoff(Duration::from_millis(5), Duration::from_millis(50))
}

/// What a kind of trouble did.
struct Row {
    kind: Kind,
    reads: Ended,
    creates: Ended,
    requests: usize,
    jobs: usize,
    most: usize,
}

/// Runs calls through a proxy, with a client that is made of the emulator, and looks what is left.
fn storm(
    kind: Kind,
    count: usize,
    fault: impl Fn(&Emulator) -> Fault + Send + Sync + 'static,
    client: impl Fn(&Emulator, &str) -> ClientBuilder,
) -> Row {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = Arc::new(Emulator::start().unwrap());
    let row = runtime.block_on(async {
        let chance = Mutex::new(Random::new(7));
        let shared = Arc::clone(&emulator);
        let proxy = FaultProxy::start(&emulator.url(), move |_, path, _| {
            let is_met = !path.contains("/auth/") && chance.lock().unwrap().below(100) < kind.share;
            if is_met { fault(&shared) } else { Fault::None }
        })
        .await;
        let _frozen = FrozenClock::freeze();
        let clock = proxy.run_clock();
        let builder = client(&emulator, &proxy.url()).timeout(TIMEOUT).retry_policy(retries());
        let client = builder.attempt_timeout(Duration::from_secs(1)).build().unwrap();
        let reads = calls(count, |_| read(&client)).await;
        let creates = calls(count, |number| create(&client, number)).await;
        drop(client);
        let (most, jobs) = created(&emulator);
        // Connections end with the client; their tasks, and those of the proxy, with them.
        for _ in 0..200 {
            if proxy.open() == 0 && alive() <= OWN_TASKS {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((proxy.open(), alive()), (0, OWN_TASKS), "connections and tasks that are left, {}", kind.name);
        clock.abort();
        Row { kind, reads, creates, requests: proxy.requests(), jobs, most }
    });
    check(&row, count);
    row
}

/// The proxy listens, and the clock runs.
const OWN_TASKS: usize = 2;

/// The tasks of this runtime.
fn alive() -> usize {
    tokio::runtime::Handle::current().metrics().num_alive_tasks()
}

fn check(row: &Row, count: usize) {
    let Row { kind: Kind { name, passes, .. }, reads, creates, most, jobs, .. } = row;
    assert_eq!((reads.calls(), creates.calls()), (count, count), "{name}");
    assert!(*most <= 1, "a job was created {most} times, {name}");
    assert!(*jobs >= creates.right, "{name}");
    let needed = if *passes { count - count.div_ceil(1000) } else { 0 };
    assert!(reads.right >= needed, "{name}: {} of {count}, {}", reads.right, reads.errors());
}

fn ak_sk(emulator: &Emulator, endpoint: &str) -> ClientBuilder {
    emulator
        .client_builder()
        .endpoint(endpoint)
        .credentials(Credentials::ak_sk(defaults::ACCESS_KEY, defaults::SECRET_KEY))
}

fn account(emulator: &Emulator, endpoint: &str) -> ClientBuilder {
    emulator.client_builder().endpoint(endpoint).iam_endpoint(endpoint).credentials(Credentials::account(
        defaults::DOMAIN,
        defaults::USER,
        defaults::PASSWORD,
    ))
}

#[test]
fn reads_succeed_and_creates_happen_once_on_a_faulty_network() {
    let count = amount("CALLS", 40, 100);
    let mut rows: Vec<Row> =
        TROUBLES.iter().map(|Trouble { kind, fault }| storm(*kind, count, |_| fault.clone(), ak_sk)).collect();
    let expire = at_every_300th(|emulator, _| emulator.expire_tokens());
    let kind = |name, share, passes| Kind { name, share, passes };
    rows.push(storm(kind("all tokens expire, at every 300th request", 100, true), count, expire, account));
    let turn_clock = at_every_300th(|emulator, turn| emulator.set_clock_ahead([3600, -3600, 0][turn % 3]));
    let name = "the service's clock is off by an hour, at every 300th request";
    rows.push(storm(kind(name, 100, true), count, turn_clock, ak_sk));
    for kind in [kind("DNS fails", 30, true), kind("unknown host", 100, false)] {
        let client = move |emulator: &Emulator, endpoint: &str| resolving(emulator, endpoint, kind.share);
        rows.push(storm(kind, count, |_| Fault::None, client));
    }
    publish(&rows, count);
}

/// Something that happens to the service now and then, and to no request.
fn at_every_300th(happens: impl Fn(&Emulator, usize) + Send + Sync) -> impl Fn(&Emulator) -> Fault + Send + Sync {
    let requests = AtomicUsize::new(0);
    move |emulator| {
        let number = requests.fetch_add(1, Ordering::Relaxed);
        if number % 300 == 150 {
            happens(emulator, number / 300);
        }
        Fault::None
    }
}

/// A resolver of names that fails for a share of them.
struct Resolver {
    share: usize,
    chance: Mutex<Random>,
}

impl Resolve for Resolver {
    fn resolve(&self, _: Name) -> Resolving {
        let fails = self.chance.lock().unwrap().below(100) < self.share;
        // The port is that of the address.
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        Box::pin(async move {
            if fails {
                return Err("no such host".into());
            }
            Ok(Box::new(std::iter::once(address)) as Addrs)
        })
    }
}

/// A client whose every connection looks the name of its host up.
fn resolving(emulator: &Emulator, endpoint: &str, share: usize) -> ClientBuilder {
    let resolver = Resolver { share, chance: Mutex::new(Random::new(11)) };
    let http = reqwest::Client::builder().dns_resolver(Arc::new(resolver)).pool_max_idle_per_host(0).no_proxy();
    ak_sk(emulator, &endpoint.replace("127.0.0.1", "localhost")).http_client(http.build().unwrap())
}

fn publish(rows: &[Row], count: usize) {
    let mut table = format!(
        "# Calls on a faulty network\n\n\
         Each row is {count} reads (`training_jobs_v1.list`) and {count} creates (`training_jobs_v1.create`), {CONCURRENT} at \
         once, through a proxy between the client and the emulator. The proxy applies the fault to a share of all \
         requests. Retries follow the default policy with shorter delays. The timeout of a call is {TIMEOUT:?}, that of \
         an attempt 1 s. Time is simulated.\n\n\
         A read is retried. A create is retried only if the first attempt certainly had no effect; otherwise it ends \
         with an error that says so. The test asserts that no call creates two jobs, that no call outlives its timeout, \
         and that no connection and no task is left after a row.\n\n\
         ```console\nCALLS={count} TABLE=tests/FAULTS.md cargo test --release --package modelarts-tests network_faults\n```\n\n\
         | fault | share | reads that succeeded | failed reads | creates that succeeded | failed creates | jobs | requests | longest call |\n\
         |---|---|---|---|---|---|---|---|---|\n"
    );
    for Row { kind: Kind { name, share, .. }, reads, creates, requests, jobs, .. } in rows {
        let longest = reads.longest.max(creates.longest).as_secs_f32();
        let _ = writeln!(
            table,
            "| {name} | {share} % | {} | {} | {} | {} | {jobs} | {requests} | {longest:.1} s |",
            reads.right,
            reads.errors(),
            creates.right,
            creates.errors()
        );
    }
    println!("{table}");
    if let Some(path) = std::env::var_os("TABLE") {
        // Tests run in the folder of their package.
        std::fs::write(std::path::Path::new("..").join(path), table).unwrap();
    }
}
