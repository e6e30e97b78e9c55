//! Random and mutated responses: each leads to a result or to an error that says what is wrong,
//! without a panic and without more memory than the limit of a response allows.
//!
//! `CASES=1000000 cargo test --release --package modelarts-tests arbitrary_responses -- --nocapture`

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use modelarts::{Client, Credentials, Error, RetryPolicy};
use modelarts_emulator::Emulator;
use modelarts_tests::{Random, amount};

use crate::own_process;

const LIMIT: usize = 256 * 1024;
/// The operations whose responses are mutated. Any call may get any of them.
const OPERATIONS: &[&str] = &[
    "training_jobs_v1.list",
    "training_job_versions.get",
    "training_jobs.get",
    "training_jobs.list",
    "training_logs.read",
    "training_job_configs.get",
];
const TYPES: &[&str] = &["application/json", "application/json; charset=utf-8", "text/html", "", "\u{e4}/x", "*/*"];
const WORDS: &[&str] = &[
    "null",
    "true",
    "-1",
    "9223372036854775808",
    "1e999",
    "0.1",
    "\"\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[[[",
    "{\"a\":",
    ",",
    ":",
    "\"",
    "\\",
    "\u{0}",
    "\u{feff}",
    "\"is_success\":false",
    "\"error_code\":\"ModelArts.0101\"",
    "\"jobs\":null",
];
const FIELDS: &[&str] = &[
    "Retry-After: 3\r\n",
    "Retry-After: -1\r\n",
    "Retry-After: Tue, 99 Foo 2026\r\n",
    "Date: never\r\n",
    "Date: Tue, 24 Nov 2026 10:00:00 GMT\r\n",
    "Location: http://127.0.0.1:1/\r\n",
    "Location: \r\n",
    "X-Request-Id: \u{e4}\u{0}\r\n",
    "X-Request-Id: id\r\n",
    "Content-Encoding: gzip\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Set-Cookie: a=b\r\n",
    ": nothing\r\n",
    "no colon\r\n",
    "Content-Length: 7\r\n",
    "Upgrade: h2c\r\n",
];

/// A response, and whether it has no end.
fn answer(random: &mut Random, samples: &[Vec<u8>]) -> (Vec<u8>, bool) {
    let mut body = match random.below(10) {
        0 => (0..random.below(200)).map(|_| random.below(256) as u8).collect(),
        1 => [b"[".as_slice(), b"{\"a\":", b"[{"][random.below(3)].repeat(random.below(50_000)),
        _ => samples[random.below(samples.len())].clone(),
    };
    for _ in 0..random.below(4) {
        mutate(&mut body, random);
    }
    let status = match random.below(4) {
        0 => 100 + random.below(900),
        1 => [204, 301, 401, 403, 429, 500, 503, 1000][random.below(8)],
        _ => 200,
    };
    let length = match random.below(12) {
        0 => random.below(1 << 20),
        1 => usize::MAX >> random.below(8),
        _ => body.len(),
    };
    let mut head = format!("HTTP/1.1 {status} Said\r\nConnection: close\r\n").into_bytes();
    head.extend(format!("Content-Type: {}\r\n", TYPES[random.below(TYPES.len())]).bytes());
    let is_endless = random.below(2000) == 0;
    if !is_endless && random.below(20) > 0 {
        head.extend(format!("Content-Length: {length}\r\n").bytes());
    }
    for _ in 0..random.below(3) {
        head.extend(FIELDS[random.below(FIELDS.len())].bytes());
    }
    head.extend(b"\r\n");
    if random.below(20) == 0 {
        mutate(&mut head, random);
    }
    head.extend(body);
    (head, is_endless)
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let at = random.below(bytes.len().max(1)).min(bytes.len());
    let end = (at + random.below(40)).min(bytes.len());
    match random.below(6) {
        0 => bytes.truncate(at),
        1 => drop(bytes.drain(at..end)),
        2 => {
            let piece = bytes[at..end].to_vec();
            bytes.splice(at..at, piece.repeat(1 + random.below(4)));
        }
        3 => {
            if let Some(byte) = bytes.get_mut(at) {
                *byte = random.below(256) as u8;
            }
        }
        4 => {
            // A value in the place of another.
            let value = bytes[at..].iter().position(|byte| *byte == b':').map_or(at, |colon| at + colon + 1);
            let behind =
                bytes[value..].iter().position(|byte| b",}]".contains(byte)).map_or(bytes.len(), |end| value + end);
            bytes.splice(value..behind, WORDS[random.below(WORDS.len())].bytes());
        }
        _ => drop(bytes.splice(at..at, WORDS[random.below(WORDS.len())].bytes())),
    }
}

/// A server with one response for each connection.
fn serve(seed: u64, samples: Arc<Vec<Vec<u8>>>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut random = Random::new(seed);
        for stream in listener.incoming() {
            let (answer, is_endless) = answer(&mut random, &samples);
            // The client may close the connection before it has read everything.
            let _ = stream.and_then(|stream| write(stream, &answer, is_endless));
        }
    });
    address
}

fn write(mut stream: TcpStream, answer: &[u8], is_endless: bool) -> std::io::Result<()> {
    let mut request = [0; 8 * 1024];
    let _ = stream.read(&mut request)?;
    stream.write_all(answer)?;
    if !is_endless {
        return Ok(());
    }
    loop {
        stream.write_all(&[b' '; 64 * 1024])?;
    }
}

async fn call(client: &Client, random: &mut Random) -> Result<(), Error> {
    match random.below(6) {
        0 => client.training_jobs_v1().list().send().await.map(drop),
        1 => client.training_job_versions().get(1, 2).send().await.map(drop),
        2 => client.training_jobs().get("j").send().await.map(drop),
        3 => client.training_jobs().list().items().try_next().await.map(drop),
        4 => client.training_jobs_v1().delete(7).send().await,
        _ => client.training_job_configs().get("c").send().await.map(drop),
    }
}

async fn calls(seed: u64, cases: usize, samples: Arc<Vec<Vec<u8>>>) -> BTreeMap<String, usize> {
    let client = Client::builder()
        .endpoint(serve(seed, samples))
        .project_id("p")
        .credentials(Credentials::token("canary-of-a-secret"))
        .retry_policy(RetryPolicy::never())
        .attempt_timeout(Duration::from_secs(10))
        .max_response_bytes(LIMIT)
        .build()
        .unwrap();
    let mut random = Random::new(!seed);
    let mut ended: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..cases {
        let kind = match call(&client, &mut random).await {
            Ok(()) => "a result".to_owned(),
            Err(error) => {
                let shown = format!("{error} {error:?}");
                assert!(shown.len() < 64 * 1024 && !shown.contains("canary"), "{shown}");
                format!("{:?}", error.kind())
            }
        };
        *ended.entry(kind).or_default() += 1;
    }
    ended
}

/// The most memory that this process has had, in KiB, where the system reports it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
fn arbitrary_responses_are_results_or_errors() {
    println!("{}", own_process::run(&mut own_process::command("arbitrary_responses::random_responses")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "another test runs it, in a process of its own, as it measures memory"]
async fn random_responses() {
    let (cases, seed) = (amount("CASES", 2_000, 10_000), amount("SEED", 1, 1));
    let samples = {
        let emulator = Emulator::start().unwrap();
        let sample = |operation: &&str| emulator.sample(operation).unwrap_or_else(|| panic!("{operation}"));
        let samples = OPERATIONS.iter().map(|operation| sample(operation).to_string().into_bytes());
        Arc::new(samples.collect::<Vec<_>>())
    };
    let before = peak();
    let tasks = 2_usize;
    let running: Vec<_> = (0..tasks)
        .map(|task| tokio::spawn(calls((seed * tasks + task) as u64, cases / tasks, Arc::clone(&samples))))
        .collect();
    let mut ended: BTreeMap<String, usize> = BTreeMap::new();
    for task in running {
        for (kind, count) in task.await.unwrap() {
            *ended.entry(kind).or_default() += count;
        }
    }
    own_process::report(format_args!("{ended:?}, peak {before:?} KiB before and {:?} KiB after", peak()));
    assert_eq!(ended.values().sum::<usize>(), cases / tasks * tasks);
    for kind in ["a result", "Service", "Decode", "Connection", "TooLarge", "Redirect"] {
        assert!(ended.get(kind).is_some_and(|count| *count > cases / 10_000), "{kind}: {ended:?}");
    }
    if let (Some(before), Some(after)) = (before, peak()) {
        // What two responses at their limit take, read and in pieces, and buffers.
        assert!(after - before < 32 * 1024, "{} KiB more than before", after - before);
    }
}
