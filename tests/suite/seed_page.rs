//! Every row of the vendor's page that the project comes from: "Obtaining Training Jobs".
//!
//! A test for each row of its tables, named after it.

use std::time::Duration;

use modelarts::training_jobs_v1::{JobSortKey, JobStatus, List, SortOrder, TrainingJob, TrainingJobList};
use modelarts::{Client, Credentials, ErrorKind, Timestamp};
use modelarts_emulator::{AuthScheme, Emulator};
use modelarts_tests::{json, serve};

/// What a call sends under each way of authentication.
async fn sent(call: fn(List) -> List) -> [String; 2] {
    let emulator = Emulator::start().unwrap();
    let mut queries = Vec::new();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        call(client.training_jobs_v1().list()).send().await.unwrap();
        queries.push(emulator.requests().last().unwrap().query.clone());
    }
    queries.try_into().unwrap()
}

/// The same query under both ways.
fn both(query: &str) -> [String; 2] {
    [query.to_owned(), query.to_owned()]
}

/// The message of the error that a call gives before anything is sent.
async fn refused(call: fn(List) -> List) -> String {
    let emulator = Emulator::start().unwrap();
    let error = call(emulator.ak_sk_client().unwrap().training_jobs_v1().list()).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidParameter);
    assert_eq!(emulator.requests(), []);
    error.to_string()
}

/// A response of one job, with every field of the tables.
const ANSWER: &str = r#"{
    "is_success": true, "job_total_count": 4711, "job_count_limit": 95, "quotas": 100,
    "jobs": [{
        "job_id": 10, "job_name": "TestModelArtsJob", "version_id": 11, "status": 10, "create_time": 1524189990635,
        "duration": 532003, "job_desc": "a description", "version_count": 2
    }]
}"#;

async fn read(body: &str) -> modelarts::Result<TrainingJobList> {
    let client = Client::builder()
        .endpoint(serve([json(body)]))
        .project_id("project")
        .credentials(Credentials::token("token"))
        .build()
        .unwrap();
    client.training_jobs_v1().list().send().await
}

async fn page() -> TrainingJobList {
    read(ANSWER).await.unwrap()
}

async fn job() -> TrainingJob {
    page().await.jobs.remove(0)
}

#[tokio::test]
async fn sample_call() {
    let call =
        |jobs: List| jobs.status(JobStatus::Running).per_page(10).page(1).order(SortOrder::Asc).search_content("job");
    assert_eq!(sent(call).await, both("order=asc&page=1&per_page=10&search_content=job&status=8"));
}

#[tokio::test]
async fn request_modelarts_session() {
    let emulator = Emulator::start().unwrap();
    emulator.ak_sk_client().unwrap().training_jobs_v1().list().send().await.unwrap();
    emulator.account_client().unwrap().training_jobs_v1().list().send().await.unwrap();
    let client = emulator.client_builder().credentials(Credentials::token(emulator.issue_token())).build().unwrap();
    client.training_jobs_v1().list().send().await.unwrap();
    let ways: Vec<_> = emulator.requests().iter().filter_map(|request| request.auth_scheme).collect();
    assert_eq!(ways, [AuthScheme::AkSk, AuthScheme::Account, AuthScheme::Account]);
}

#[tokio::test]
async fn request_status() {
    assert_eq!(sent(|jobs| jobs).await, both(""));
    assert_eq!(sent(|jobs| jobs.status(JobStatus::Running)).await, both("status=8"));
    let failed: Vec<_> = JobStatus::CREATION_FAILED.iter().map(|status| status.code()).collect();
    assert_eq!(failed, [3, 5, 6, 13]);
    for code in 0..=22 {
        assert_eq!(JobStatus::from(code).code(), code);
        assert!(!matches!(JobStatus::from(code), JobStatus::Unrecognized(_)), "{code} is in the table");
    }
}

#[tokio::test]
async fn request_per_page() {
    assert_eq!(sent(|jobs| jobs.per_page(1)).await, both("per_page=1"));
    assert_eq!(sent(|jobs| jobs.per_page(1000)).await, both("per_page=1000"));
    let rule = "is out of range 1..=1000";
    assert_eq!(refused(|jobs| jobs.per_page(0)).await, format!("training_jobs_v1.list: invalid `per_page`: 0 {rule}"));
    assert_eq!(
        refused(|jobs| jobs.per_page(1001)).await,
        format!("training_jobs_v1.list: invalid `per_page`: 1001 {rule}")
    );
    let emulator = Emulator::builder().jobs(30).start().unwrap();
    let page = emulator.ak_sk_client().unwrap().training_jobs_v1().list().send().await.unwrap();
    assert_eq!(page.jobs.len(), 10);
}

#[tokio::test]
async fn request_page() {
    assert_eq!(sent(|jobs| jobs.page(1)).await, both("page=1"));
    assert_eq!(sent(|jobs| jobs.page(70_000)).await, both("page=70000"));
    assert_eq!(refused(|jobs| jobs.page(0)).await, "training_jobs_v1.list: invalid `page`: 0 is out of range 1..");
    let emulator = Emulator::builder().jobs(30).start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let unset = client.training_jobs_v1().list().send().await.unwrap();
    assert_eq!(unset, client.training_jobs_v1().list().page(1).send().await.unwrap());
    assert_ne!(unset, client.training_jobs_v1().list().page(2).send().await.unwrap());
}

#[tokio::test]
async fn request_sort_by() {
    let keys = |way: &str| {
        ["job_name", "job_desc", "status", "duration", "engine_type", "create_time"].map(|key| format!("{way}={key}"))
    };
    let mut queries = [Vec::new(), Vec::new()];
    for call in [
        (|jobs| jobs.sort_by(JobSortKey::JobName)) as fn(List) -> List,
        |jobs| jobs.sort_by(JobSortKey::JobDesc),
        |jobs| jobs.sort_by(JobSortKey::Status),
        |jobs| jobs.sort_by(JobSortKey::Duration),
        |jobs| jobs.sort_by(JobSortKey::EngineType),
        |jobs| jobs.sort_by(JobSortKey::CreateTime),
    ] {
        let [ak_sk, account] = sent(call).await;
        queries[0].push(ak_sk);
        queries[1].push(account);
    }
    assert_eq!(queries, [keys("sortBy"), keys("sort_by")]);
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let unset = client.training_jobs_v1().list().send().await.unwrap();
    assert_eq!(unset, client.training_jobs_v1().list().sort_by(JobSortKey::JobName).send().await.unwrap());
}

#[tokio::test]
async fn request_order() {
    assert_eq!(sent(|jobs| jobs.order(SortOrder::Asc)).await, both("order=asc"));
    assert_eq!(sent(|jobs| jobs.order(SortOrder::Desc)).await, both("order=desc"));
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let unset = client.training_jobs_v1().list().send().await.unwrap();
    assert_eq!(unset, client.training_jobs_v1().list().order(SortOrder::Desc).send().await.unwrap());
    assert_ne!(unset, client.training_jobs_v1().list().order(SortOrder::Asc).send().await.unwrap());
}

#[tokio::test]
async fn request_search_content() {
    assert_eq!(sent(|jobs| jobs.search_content("")).await, both("search_content="));
    assert_eq!(sent(|jobs| jobs.search_content("a b&c=ü/+")).await, both("search_content=a%20b%26c%3D%C3%BC%2F%2B"));
    // Characters are counted, not bytes.
    let longest = sent(|jobs| jobs.search_content(&"ü".repeat(100))).await;
    assert_eq!(longest, both(&format!("search_content={}", "%C3%BC".repeat(100))));
    assert_eq!(
        refused(|jobs| jobs.search_content(&"ü".repeat(101))).await,
        format!(
            "training_jobs_v1.list: invalid `search_content`: length 101 of `{}…` is out of range 0..=100",
            "ü".repeat(20)
        )
    );
}

#[tokio::test]
async fn response_error_msg() {
    for name in ["error_msg", "error_message"] {
        let error = read(&format!(r#"{{"is_success": false, "{name}": "quota exceeded"}}"#)).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (ErrorKind::Service, "quota exceeded"));
    }
}

#[tokio::test]
async fn response_error_code() {
    let body = r#"{"is_success": false, "error_code": "ModelArts.0118", "error_msg": "no"}"#;
    let error = read(body).await.unwrap_err();
    assert_eq!(error.code(), Some("ModelArts.0118"));
    let known = error.known_code().unwrap();
    assert_eq!((known.name(), known.meaning()), (Some("QuotaInsufficient"), Some("The quota is exhausted.")));
    // Pages use codes that the table does not have.
    let error = read(r#"{"is_success": false, "error_code": "ModelArts.0105"}"#).await.unwrap_err();
    assert_eq!((error.code(), error.known_code()), (Some("ModelArts.0105"), None));
}

#[tokio::test]
async fn response_job_total_count() {
    assert_eq!(page().await.job_total_count, 4711);
}

#[tokio::test]
async fn response_job_count_limit() {
    assert_eq!(page().await.job_count_limit, 95);
}

#[tokio::test]
async fn response_is_success() {
    assert!(read(ANSWER).await.is_ok());
    let failed = ANSWER.replace(r#""is_success": true"#, r#""is_success": false"#);
    assert_eq!(read(&failed).await.unwrap_err().kind(), ErrorKind::Service);
    // Some pages do not have the field.
    assert!(read(&ANSWER.replace(r#""is_success": true,"#, "")).await.is_ok());
}

#[tokio::test]
async fn response_quotas() {
    assert_eq!(page().await.quotas, 100);
}

#[tokio::test]
async fn response_jobs() {
    assert_eq!(page().await.jobs.len(), 1);
}

#[tokio::test]
async fn job_job_id() {
    assert_eq!(job().await.job_id, 10);
}

#[tokio::test]
async fn job_job_name() {
    assert_eq!(job().await.job_name, "TestModelArtsJob");
}

#[tokio::test]
async fn job_version_id() {
    assert_eq!(job().await.version_id, 11);
}

#[tokio::test]
async fn job_status() {
    assert_eq!(job().await.status, JobStatus::Completed);
}

#[tokio::test]
async fn job_create_time() {
    assert_eq!(job().await.create_time, Timestamp::from_millis(1_524_189_990_635));
}

#[tokio::test]
async fn job_duration() {
    assert_eq!(job().await.duration, Duration::from_millis(532_003));
}

#[tokio::test]
async fn job_job_desc() {
    assert_eq!(job().await.job_desc, "a description");
}

#[tokio::test]
async fn job_version_count() {
    assert_eq!(job().await.version_count, 2);
}

#[tokio::test]
async fn rest_page_rows() {
    // What only the page of the REST API names may be sent too.
    assert_eq!(
        sent(|jobs| jobs.sort_by(JobSortKey::VersionCount).workspace_id("0")).await,
        ["sortBy=version_count&workspace_id=0", "sort_by=version_count&workspace_id=0"]
    );
}
