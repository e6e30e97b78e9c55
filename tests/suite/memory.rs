//! The memory that a response takes: at most eight times its limit, for any content and any size of chunks.
//!
//! Each case runs in a process of its own, which reports its peak: `cargo test --package modelarts-tests memory --
//! --nocapture` shows them. `LIMIT_MIB=16` measures all lists with all items, also in chunks of one byte.

use std::io::{Read as _, Write};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use modelarts::{Client, Credentials, Error, RetryPolicy};
use modelarts_tests::amount;

use crate::own_process;

/// What a process needs in addition: buffers, stacks, what the allocator keeps.
const MACHINERY: usize = 12;
const FACTOR: usize = 8;
const MIB: usize = 1024 * 1024;

/// Each list of the spec with the fields that hold its items and its total, and others that are required.
const LISTS: &[(&str, &str, &str)] = &[
    ("training_jobs_v1.list", "jobs", r#""job_total_count":1,"job_count_limit":1,"quotas":1"#),
    ("training_job_versions.list", "versions", r#""job_id":1,"job_name":"n","job_desc":"","version_count":1"#),
    ("training_job_configs.list", "configs", r#""config_total_count":1"#),
    ("visualization_jobs.list", "jobs", r#""job_total_count":1,"job_count_limit":1,"quotas":1"#),
    ("built_in_algorithms.list", "models", r#""model_total_count":1"#),
    (
        "training_jobs.list",
        "items",
        r#""total":1,"count":1,"limit":1,"offset":0,"sort_by":"","order":"","group_by":"","workspace_id":"","ai_project":"""#,
    ),
    ("training_jobs.list_events", "events", r#""total":1,"count":1"#),
    ("algorithms.list", "items", r#""total":1,"count":1"#),
    // Lists that do not come in pages, one of them with JSON of any shape.
    ("auto_search.get_trial", "data", r#""header":[]"#),
    ("resources.list_specs", "specs", r#""spec_total_count":1"#),
    ("training_jobs.list_flavors", "flavors", r#""total_count":1"#),
];

/// Items that are small on the wire.
const ITEMS: &[&str] = &["{}", "null", "[]", "0", "\"\"", "[{}]", "[0]", r#"{"a":{}}"#, r#"[{"":0}]"#];

/// The case that the process of a case runs: operation, field, other fields, item, limit in MiB, bytes of a chunk.
const CASE: &str = "MEMORY_CASE";

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok()?.parse().ok()
}

async fn call(client: &Client, operation: &str) -> Result<(), Error> {
    match operation {
        "training_jobs_v1.list" => client.training_jobs_v1().list().items().try_next().await.map(drop),
        "training_job_versions.list" => client.training_job_versions().list(1).items().try_next().await.map(drop),
        "training_job_configs.list" => client.training_job_configs().list().items().try_next().await.map(drop),
        "visualization_jobs.list" => client.visualization_jobs().list().items().try_next().await.map(drop),
        "built_in_algorithms.list" => client.built_in_algorithms().list().items().try_next().await.map(drop),
        "training_jobs.list" => client.training_jobs().list().items().try_next().await.map(drop),
        "training_jobs.list_events" => client.training_jobs().list_events("j").items().try_next().await.map(drop),
        "algorithms.list" => client.algorithms().list().items().try_next().await.map(drop),
        "auto_search.get_trial" => client.auto_search().get_trial("j", "t").send().await.map(drop),
        "resources.list_specs" => client.resources().list_specs().send().await.map(drop),
        "training_jobs.list_flavors" => client.training_jobs().list_flavors().send().await.map(drop),
        operation => panic!("there is no call of `{operation}`"),
    }
}

/// Writes a response of the largest size that is allowed, without holding it.
fn respond(mut stream: TcpStream, before: &str, item: &str, limit: usize, chunk: usize) -> std::io::Result<()> {
    let mut request = [0; 8192];
    let _ = stream.read(&mut request)?;
    write!(stream, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    let items = (limit - before.len() - 2) / (item.len() + 1) - 1;
    write_chunks(&mut stream, before, chunk)?;
    // Many items at once are written fast, and some of them take little memory.
    let item = format!("{item},");
    let block = item.repeat(1000);
    for _ in 0..items / 1000 {
        write_chunks(&mut stream, &block, chunk)?;
    }
    write_chunks(&mut stream, &item.repeat(items % 1000), chunk)?;
    write_chunks(&mut stream, &format!("{}]}}", item.trim_end_matches(',')), chunk)?;
    stream.write_all(b"0\r\n\r\n")
}

fn write_chunks(stream: &mut TcpStream, text: &str, size: usize) -> std::io::Result<()> {
    let mut chunks = Vec::new();
    for chunk in text.as_bytes().chunks(size) {
        write!(chunks, "{:x}\r\n", chunk.len())?;
        chunks.extend_from_slice(chunk);
        chunks.extend_from_slice(b"\r\n");
    }
    stream.write_all(&chunks)
}

/// The most memory that this process has had, in KiB, where the system reports it.
fn peak() -> Option<usize> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().trim_end_matches(" kB").parse().ok()
}

#[test]
#[ignore = "the other tests run it, in a process of its own"]
fn a_case() {
    let case = std::env::var(CASE).unwrap();
    let parts: Vec<String> = case.split('|').map(str::to_owned).collect();
    let [operation, before, item, limit, chunk] = parts.try_into().unwrap();
    let (limit, chunk): (usize, usize) = (limit.parse().unwrap(), chunk.parse().unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // The client may go away early.
            let _ = respond(stream, &before, &item, limit, chunk);
        }
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let outcome = runtime.block_on(async {
        let client = Client::builder().endpoint(address).project_id("p").credentials(Credentials::token("t"));
        let client = client.retry_policy(RetryPolicy::never()).max_response_bytes(limit);
        let client = client.timeout(Duration::from_secs(600)).attempt_timeout(Duration::from_secs(600));
        let client = client.build().unwrap();
        let before = peak();
        let outcome = call(&client, &operation).await;
        let outcome = outcome.map_or_else(|error| format!("{:?}: {error}", error.kind()), |()| "a result".to_owned());
        (before, outcome)
    });
    let (before, outcome) = outcome;
    let outcome: String = outcome.chars().take(160).collect();
    own_process::report(format_args!("{} {} {outcome}", before.unwrap_or_default(), peak().unwrap_or_default()));
}

/// Runs a case; returns how many KiB it took, and how the call ended.
fn run(operation: &str, before: &str, item: &str, limit: usize, chunk: usize) -> (usize, String) {
    let mut process = own_process::command("memory::a_case");
    let case = own_process::run(process.env(CASE, format!("{operation}|{before}|{item}|{limit}|{chunk}")));
    let mut words = case.trim_end().splitn(3, ' ');
    let mut number = || words.next().unwrap().parse::<usize>().unwrap();
    let (before, after) = (number(), number());
    (after.saturating_sub(before), words.next().unwrap().to_owned())
}

fn stays_within(operation: &str, field: &str, others: &str, item: &str, limit: usize, chunk: usize) -> String {
    let (took, outcome) = run(operation, &format!("{{{others},\"{field}\":["), item, limit, chunk);
    println!("{operation} {item}, {chunk} bytes a chunk: {took} KiB; {outcome}");
    let bound = (FACTOR * limit + MACHINERY * MIB) / 1024;
    assert!(took <= bound, "{operation} {item}: {took} KiB of {bound}; {outcome}");
    outcome
}

#[test]
fn small_items_take_no_more_than_the_bound() {
    let limit = amount("LIMIT_MIB", 8, 16) * MIB;
    let mut outcomes = String::new();
    for (operation, field, others) in LISTS {
        // One list of objects and one of JSON represent all lists for the rare items.
        let has_all =
            number("LIMIT_MIB").is_some() || ["training_jobs.list", "auto_search.get_trial"].contains(operation);
        for item in if has_all { ITEMS } else { &ITEMS[..2] } {
            outcomes += &stays_within(operation, field, others, item, limit, 64 * 1024);
        }
    }
    for outcome in ["TooLarge", "Decode"] {
        assert!(outcomes.contains(outcome), "{outcome}: {outcomes}");
    }
}

#[test]
fn a_body_in_chunks_of_one_byte_takes_no_more_than_the_bound() {
    let limit = number("LIMIT_MIB").map_or(amount("LIMIT_KIB", 128, 1024) * 1024, |limit| limit * MIB);
    let lists = if number("LIMIT_MIB").is_some() { LISTS } else { &LISTS[5..6] };
    for (operation, field, others) in lists {
        stays_within(operation, field, others, "{}", limit, 1);
    }
}

#[test]
fn an_error_says_what_takes_too_much_and_what_to_do() {
    let (_, outcome) = run("training_jobs.list", r#"{"total":1,"items":["#, "{}", 4 * MIB, 64 * 1024);
    assert!(outcome.starts_with("TooLarge: training_jobs.list: items["), "{outcome}");
    assert!(outcome.contains("33554432 bytes of memory"), "{outcome}");
}
