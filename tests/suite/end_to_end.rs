//! The client against the emulator.

use std::collections::HashSet;
use std::time::{Duration, SystemTime};

use futures_util::{StreamExt as _, TryStreamExt as _};
use modelarts::resources::{EngineList, JobType, ResourceSpecList};
use modelarts::training_jobs_v1::{JobSortKey, JobStatus, List, SortOrder, TrainingJob, TrainingJobList};
use modelarts::training_logs::{LogDirection, LogPart};
use modelarts::{Client, Credentials, signing};
use modelarts_codegen::Sources;
use modelarts_emulator::Emulator;
use modelarts_tests::{FrozenClock, Random, amount};
use serde_json::{Map, Value, json};

use crate::snapshots::assert_snapshot;

type Record = Map<String, Value>;

/// The parameters of a call.
#[derive(Clone, Debug, Default)]
struct Search {
    status: Option<i64>,
    per_page: Option<u32>,
    page: Option<u32>,
    sort_by: Option<String>,
    order: Option<String>,
    search_content: Option<String>,
}

impl Search {
    fn call(&self, client: &Client) -> List {
        let mut call = client.training_jobs_v1().list();
        if let Some(status) = self.status {
            call = call.status(JobStatus::from(status));
        }
        if let Some(per_page) = self.per_page {
            call = call.per_page(per_page);
        }
        if let Some(page) = self.page {
            call = call.page(page);
        }
        if let Some(key) = &self.sort_by {
            call = call.sort_by(key.parse().unwrap());
        }
        if let Some(order) = &self.order {
            call = call.order(order.parse().unwrap());
        }
        if let Some(text) = &self.search_content {
            call = call.search_content(text);
        }
        call
    }

    /// What the call must give, found without cleverness.
    fn brute_force(&self, all: &[Record]) -> (usize, Vec<Record>) {
        let text = self.search_content.as_deref().unwrap_or("");
        let mut found: Vec<Record> = all
            .iter()
            .filter(|record| self.status.is_none_or(|status| record["status"] == status))
            .filter(|record| record["job_name"].as_str().unwrap().contains(text))
            .cloned()
            .collect();
        let key = self.sort_by.as_deref().unwrap_or("job_name");
        let ascending = self.order.as_deref() == Some("asc");
        found.sort_by(|a, b| {
            let order = match (&a[key], &b[key]) {
                (Value::String(a), Value::String(b)) => a.cmp(b),
                (a, b) => a.as_i64().unwrap().cmp(&b.as_i64().unwrap()),
            };
            if ascending { order } else { order.reverse() }
        });
        let size = self.per_page.unwrap_or(10) as usize;
        let skip = (self.page.unwrap_or(1) as usize - 1) * size;
        (found.len(), found.into_iter().skip(skip).take(size).map(shown).collect())
    }
}

/// A record as the list shows it.
fn shown(mut record: Record) -> Record {
    record.remove("engine_type");
    record
}

/// A search with any of its parameters.
fn search(random: &mut Random) -> Search {
    const KEYS: &[&str] =
        &["job_name", "job_desc", "status", "duration", "engine_type", "version_count", "create_time"];
    const LETTERS: &[char] = &['a', 'z', '\u{e4}', '\u{df}', ' ', '&', '=', '+', '%', '/', '?', '#'];
    let is_set: [bool; 6] = std::array::from_fn(|_| random.below(2) == 0);
    let text = match random.below(4) {
        0 => random.below(100).to_string(),
        1 => (*random.one(&["job", "train", "TRAINJOB", "-"])).to_owned(),
        2 => (0..random.below(6)).map(|_| *random.one(LETTERS)).collect(),
        _ => String::new(),
    };
    let most_pages = *random.one(&[20, 2_000_000_000]);
    Search {
        status: is_set[0].then(|| random.below(23) as i64),
        per_page: is_set[1].then(|| 1 + random.below(1000) as u32),
        page: is_set[2].then(|| 1 + random.below(most_pages) as u32),
        sort_by: is_set[3].then(|| (*random.one(KEYS)).to_owned()),
        order: is_set[4].then(|| (*random.one(&["asc", "desc"])).to_owned()),
        search_content: is_set[5].then_some(text),
    }
}

/// What a page holds, as JSON: through the types and back.
fn as_records(page: &TrainingJobList) -> Vec<Record> {
    page.jobs.iter().map(|job| serde_json::to_value(job).unwrap().as_object().unwrap().clone()).collect()
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// How many jobs are searched.
fn jobs() -> usize {
    amount("JOBS", 1_200, 5_000)
}

fn finds_what_brute_force_finds(client: &Client, emulator: &Emulator) {
    let all = emulator.records("TrainingJob");
    assert_eq!(all.len(), jobs());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut random = Random::new(amount("SEED", 1, 1) as u64);
    for _ in 0..amount("CASES", 100, 500) {
        let search = search(&mut random);
        let page = runtime.block_on(search.call(client).send()).unwrap_or_else(|error| panic!("{search:?}: {error}"));
        let (total, expected) = search.brute_force(&all);
        assert_eq!((page.job_total_count as usize, as_records(&page)), (total, expected), "{search:?}");
    }
}

#[test]
fn random_searches_under_ak_sk() {
    let emulator = Emulator::builder().jobs(jobs()).start().unwrap();
    finds_what_brute_force_finds(&emulator.ak_sk_client().unwrap(), &emulator);
}

#[test]
fn random_searches_under_account() {
    let emulator = Emulator::builder().jobs(jobs()).start().unwrap();
    finds_what_brute_force_finds(&emulator.account_client().unwrap(), &emulator);
}

#[tokio::test]
async fn sample_of_the_vendors_page() {
    let emulator = Emulator::builder().jobs(jobs()).start().unwrap();
    let sample = Search {
        status: Some(8),
        per_page: Some(10),
        page: Some(1),
        order: Some("asc".to_owned()),
        search_content: Some("job".to_owned()),
        sort_by: None,
    };
    let (total, expected) = sample.brute_force(&emulator.records("TrainingJob"));
    assert!(total > 10, "the sample finds more than a page");
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        let page = sample.call(&client).send().await.unwrap();
        assert_eq!((page.job_total_count as usize, as_records(&page)), (total, expected.clone()));
    }
}

#[tokio::test]
async fn resources_are_complete_with_both_authentication_schemes() {
    let emulator = Emulator::start().unwrap();
    let mut answers: Vec<(EngineList, ResourceSpecList)> = Vec::new();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        let engines = client.resources().list_engines().job_type(JobType::Train).send().await.unwrap();
        let specs = client.resources().list_specs().job_type(JobType::Inference).engine_id(1).project_type(2);
        answers.push((engines, specs.send().await.unwrap()));
    }
    assert_eq!(answers[0], answers[1]);
    assert_snapshot!(serde_json::to_string_pretty(&answers[0]).unwrap());
    for query in ["job_type=train", "engine_id=1&job_type=inference&project_type=2"] {
        assert_eq!(emulator.requests().iter().filter(|request| request.query == query).count(), 2, "{query}");
    }
}

#[tokio::test]
async fn logs_are_read_with_both_authentication_schemes() {
    let emulator = Emulator::start().unwrap();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        let jobs = client.training_jobs_v1().list().per_page(25).send().await.unwrap().jobs;
        let job = jobs.iter().find(|job| job.status.is_terminal()).unwrap();
        let (id, version) = (job.job_id, job.version_id);
        let files = client.training_logs().list_files(id, version).send().await.unwrap().log_file_list;
        assert!(files[0].starts_with(&job.job_name) && files[0].ends_with(".0"), "{files:?}");
        let part = client.training_logs().read(id, version, &files[0]).lines(500).order(LogDirection::Desc);
        let part = part.send().await.unwrap();
        assert!(!part.content.is_empty() && !part.start_line.is_empty() && !part.end_line.is_empty(), "{part:?}");
        let refused = client.training_logs().read(id, version, "log").lines(501).send().await.unwrap_err();
        assert_eq!(refused.to_string(), "training_logs.read: invalid `lines`: 501 is out of range 0..=500");
    }
    let requests = emulator.requests();
    let logs: Vec<_> = requests.iter().filter(|request| request.path.ends_with("/aom-log")).collect();
    assert_eq!(logs.len(), 2);
    assert!(logs.iter().all(|request| request.query.ends_with("&order=desc")), "{logs:?}");
}

#[test]
fn a_position_in_a_log_may_be_a_number() {
    let part = json!({ "start_line": 1_551_252_759_254_000_002_i64, "content": "log", "end_line": "4", "lines": "1" });
    let part: LogPart = serde_json::from_value(part).unwrap();
    assert_eq!((part.start_line.as_str(), part.lines), ("1551252759254000002", 1));
}

#[tokio::test]
async fn every_item_is_returned_once_and_in_order() {
    let emulator = Emulator::builder().jobs(jobs()).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let everything = Search { per_page: Some(jobs() as u32), ..Search::default() };
    let expected: Vec<i64> = everything
        .brute_force(&emulator.records("TrainingJob"))
        .1
        .iter()
        .map(|record| record["job_id"].as_i64().unwrap())
        .collect();
    for per_page in [1, 10, 999, 1000] {
        let before = emulator.requests().len();
        let items = client.training_jobs_v1().list().per_page(per_page).items();
        let ids: Vec<i64> = items.map_ok(|job| job.job_id).try_collect().await.unwrap();
        assert_eq!(ids, expected, "{per_page} a page");
        let requests = emulator.requests().len() - before;
        assert_eq!(requests, jobs().div_ceil(per_page as usize), "{per_page} a page");
    }
    assert_eq!(expected.iter().collect::<HashSet<_>>().len(), jobs());
}

#[tokio::test]
async fn pages_start_at_the_requested_page() {
    let emulator = Emulator::builder().jobs(25).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let mut pages = client.training_jobs_v1().list().page(2).pages();
    let mut sizes = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        sizes.push(page.jobs.len());
    }
    assert_eq!(sizes, [10, 5]);
    // Behind the end there is an empty page, and no more.
    let beyond: Vec<_> = client.training_jobs_v1().list().page(9).pages().try_collect().await.unwrap();
    assert_eq!((beyond.len(), beyond[0].jobs.len()), (1, 0));
    let mut none = client.training_jobs_v1().list().search_content("nothing has this").items();
    assert!(none.next().await.is_none());
}

#[tokio::test]
async fn a_stream_ends_after_an_error() {
    let emulator = Emulator::start().unwrap();
    let mut items = emulator.ak_sk_client().unwrap().training_jobs_v1().list().per_page(0).items();
    assert!(items.try_next().await.is_err());
    assert!(items.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_login_serves_many_calls() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    let calls = (0..20).map(|_| client.training_jobs_v1().list().send());
    for page in futures_util::future::join_all(calls).await {
        assert_eq!(page.unwrap().jobs.len(), 10);
    }
    assert_eq!(logins(&emulator), 1);
}

#[tokio::test]
async fn a_refused_token_is_renewed_once() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    client.training_jobs_v1().list().send().await.unwrap();
    emulator.expire_tokens();
    client.training_jobs_v1().list().send().await.unwrap();
    assert_eq!(logins(&emulator), 2);
    client.training_jobs_v1().list().send().await.unwrap();
    assert_eq!(logins(&emulator), 2);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let emulator = Emulator::builder().token_lifetime(Duration::from_secs(60 * 60)).start().unwrap();
    let client = emulator.account_client().unwrap();
    let _frozen = FrozenClock::freeze();
    client.training_jobs_v1().list().send().await.unwrap();
    tokio::time::advance(Duration::from_secs(57 * 60)).await;
    client.training_jobs_v1().list().send().await.unwrap();
    let paths: Vec<_> = emulator.requests().iter().map(|request| request.method.clone()).collect();
    // A login before the second call, and no call that had to be repeated.
    assert_eq!(paths, ["POST", "GET", "POST", "GET"]);
}

fn logins(emulator: &Emulator) -> usize {
    emulator.requests().iter().filter(|request| request.path == "/v3/auth/tokens").count()
}

#[tokio::test]
async fn temporary_keys_send_their_token_signed() {
    let emulator = Emulator::start().unwrap();
    let with = |token: &str| {
        let credentials = Credentials::temporary_ak_sk("emulator-access-key", "emulator-secret-key", token);
        emulator.client_builder().credentials(credentials).build().unwrap().training_jobs_v1().list().send()
    };
    assert_eq!(with(&emulator.issue_token()).await.unwrap().jobs.len(), 10);
    assert_eq!(with("another token").await.unwrap_err().status(), Some(401));
}

#[test]
fn the_emulator_refuses_what_the_service_would() {
    let emulator = Emulator::start().unwrap();
    let token = format!("X-Auth-Token: {}", emulator.issue_token());
    for (query, said) in [
        ("sort_by=status", ""),
        ("sortBy=status", "unknown parameter `sortBy`: with this authentication its name is `sort_by`"),
        ("colour=red", "unknown parameter `colour`"),
        ("page=1&page=2", "duplicate parameter `page`"),
        ("per_page=1001", "invalid `per_page`: 1001 is out of range 1..=1000"),
        ("per_page=ten", "invalid `per_page`: `ten` is not an integer in 1..=1000"),
        ("status=99", "invalid `status`: 99 is not a `JobStatus`"),
        ("order=up", "invalid `order`: `up` is not a `SortOrder`"),
    ] {
        let body = plain_get(&emulator, query, &token);
        assert_eq!(body["error_msg"].as_str().unwrap_or_default(), said, "{query}");
        assert_eq!(body["is_success"], json!(said.is_empty()), "{query}");
    }
}

#[test]
fn the_emulator_checks_signatures() {
    let emulator = Emulator::start().unwrap();
    let host = emulator.url().trim_start_matches("http://").to_owned();
    let now = SystemTime::now();
    let minutes = |count: u64| Duration::from_secs(count * 60);
    let signed = |date: SystemTime, signed_query: &'static str| {
        let mut request = signing::Request::new("GET", &host, "/v1/emulator-project/training-jobs");
        request.query.push(("sortBy".into(), signed_query.into()));
        request.headers.push((signing::DATE_HEADER.into(), signing::date(date).into()));
        let signature = signing::SigningKey::new("emulator-access-key", "emulator-secret-key").sign(&mut request);
        let headers = format!("X-Sdk-Date: {}\r\nAuthorization: {}", signing::date(date), signature.authorization);
        plain_get(&emulator, "sortBy=status", &headers)["error_message"].as_str().unwrap_or_default().to_owned()
    };
    let skewed = "invalid `X-Sdk-Date`: it differs from the service's clock by more than 15 minutes";
    assert_eq!(signed(now - minutes(14), "status"), "");
    assert_eq!(signed(now - minutes(16), "status"), skewed);
    assert_eq!(signed(now + minutes(16), "status"), skewed);
    let wrong = "unknown access key or wrong signature";
    assert_eq!(signed(now, "duration"), wrong);
}

#[test]
fn a_parameter_in_the_spec_is_one_everywhere() {
    const ADDED: &str = "parameters:\n      colour: { type: Integer, range: 3..7, default: 5, doc: Colour of the jobs. }\n      status:";
    let root = modelarts_tests::workspace();
    let committed = Sources::read(&root.join("spec")).unwrap();
    let sources = Sources::new(committed.files().iter().map(|(name, text)| {
        let text = if name == "training_jobs_v1.yaml" {
            text.replacen("parameters:\n      status:", ADDED, 1)
        } else {
            text.clone()
        };
        (name.clone(), text)
    }));
    let outputs = modelarts_codegen::write::render(&modelarts_codegen::read(&sources).unwrap()).unwrap();
    let types = &outputs.iter().find(|output| output.path == "training_jobs_v1.rs").unwrap().text;
    let setter =
        "    /// Colour of the jobs. Range: 3 to 7. Default: 5.\n    pub fn colour(self, colour: u32) -> Self {";
    assert!(types.contains(setter), "{types}");
    let wire = &outputs.iter().find(|output| output.path == "training_jobs_v1/wire.rs").unwrap().text;
    assert!(wire.contains(r#"query "colour".range(3, 7)"#), "{wire}");

    let ask = |emulator: &Emulator, colour: u32| {
        let token = format!("X-Auth-Token: {}", emulator.issue_token());
        plain_get(emulator, &format!("colour={colour}"), &token)["error_msg"].as_str().map(str::to_owned)
    };
    assert_eq!(ask(&Emulator::start().unwrap(), 3).unwrap(), "unknown parameter `colour`");
    let emulator = Emulator::builder().spec(sources).start().unwrap();
    assert_eq!(ask(&emulator, 3), None);
    assert_eq!(ask(&emulator, 8).unwrap(), "invalid `colour`: 8 is out of range 3..=7");
}

/// A request by hand, for what the client would not send.
fn plain_get(emulator: &Emulator, query: &str, headers: &str) -> Value {
    use std::io::{Read as _, Write as _};
    let host = emulator.url().trim_start_matches("http://").to_owned();
    let mut stream = std::net::TcpStream::connect(&host).unwrap();
    let path = "/v1/emulator-project/training-jobs";
    write!(stream, "GET {path}?{query} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
}

#[test]
fn records_survive_serde() {
    let emulator = Emulator::start().unwrap();
    let page = block_on(emulator.ak_sk_client().unwrap().training_jobs_v1().list().send()).unwrap();
    let text = serde_json::to_string(&page).unwrap();
    assert_eq!(serde_json::from_str::<TrainingJobList>(&text).unwrap(), page);
    let error = serde_json::from_str::<TrainingJobList>(&text.replacen("\"job_id\"", "\"no_id\"", 1)).unwrap_err();
    assert!(error.to_string().starts_with("jobs[0].job_id: missing field"), "{error}");
    let value = json!({ "job_id": 1 });
    assert!(serde_json::from_value::<TrainingJob>(value).unwrap_err().to_string().contains("job_name"));
    assert_eq!(serde_json::from_value::<JobSortKey>(json!("status")).unwrap(), JobSortKey::Status);
    assert!(serde_json::from_value::<SortOrder>(json!("up")).is_err());
    assert_eq!("job_desc".parse::<JobSortKey>().unwrap().to_string(), "job_desc");
    assert_eq!("up".parse::<SortOrder>().unwrap_err().to_string(), "unknown value `up`: it is not one of asc, desc");
}

#[test]
fn clients_and_calls_go_between_threads() {
    fn check<T: Send + Sync + Clone>(_: &T) {}
    fn check_send<T: Send + 'static>(_: T) {}
    let client =
        Client::builder().region("eu-de").project_id("p").credentials(Credentials::token("t")).build().unwrap();
    check(&client);
    check(&client.training_jobs_v1().list());
    check_send(client.training_jobs_v1().list().send());
    check_send(client.training_jobs_v1().list().items());
}

#[test]
fn what_is_given_out_can_be_shared_and_moved() {
    fn shared<T: Send + Sync + Clone>() {}
    fn moved<T: Send + Unpin>(_: T) {}
    shared::<Client>();
    shared::<modelarts::Client>();
    shared::<modelarts::Error>();
    shared::<Credentials>();
    shared::<List>();
    let client =
        Client::builder().region("eu-de").project_id("p").credentials(Credentials::token("t")).build().unwrap();
    moved(client.training_jobs_v1().list().send());
    moved(client.training_jobs_v1().list().pages());
    moved(client.training_jobs_v1().list().items().concurrency(4));
    moved(client.training_logs().follow(1, 2, "log"));
}
