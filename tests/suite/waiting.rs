//! Waiting for a job, and following its log to the end.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use modelarts::training_jobs::{Job, JobPhase};
use modelarts::{Client, Credentials, ErrorKind, LogFollower, RetryPolicy, WaitError, wait_until};
use modelarts_tests::{Fault, FaultProxy, FrozenClock, answer, json, serve};
use serde_json::{Value, json};

const SHORT: Duration = Duration::from_millis(1);

/// A client whose calls get these responses, one after another.
fn answered(answers: &[Value]) -> Client {
    let answers: Vec<_> = answers.iter().map(|body| json(&body.to_string())).collect();
    Client::builder().endpoint(serve(answers)).project_id("p").credentials(Credentials::token("t")).build().unwrap()
}

fn job(phase: &str) -> Value {
    json!({ "status": { "phase": phase } })
}

fn phase(job: &Job) -> Option<JobPhase> {
    job.status.as_ref()?.phase.clone()
}

#[tokio::test]
async fn the_first_matching_response_ends_the_wait() {
    let client = answered(&[job("Creating"), job("Pending"), job("Running"), job("Failed")]);
    let running = |job: &Job| phase(job) == Some(JobPhase::Running);
    let job = wait_until(|| client.training_jobs().get("id").send(), running).backoff(SHORT, SHORT).await.unwrap();
    assert_eq!(phase(&job), Some(JobPhase::Running));
}

#[tokio::test]
async fn the_last_response_is_known_after_a_timeout() {
    let service = serve([job("Creating"), job("Pending"), job("Running")].map(|job| json(&job.to_string())));
    let proxy = FaultProxy::start(&service, |_, _, _| Fault::None).await;
    let client = Client::builder().endpoint(proxy.url()).project_id("p").credentials(Credentials::token("t"));
    let client = client.build().unwrap();
    let _frozen = FrozenClock::freeze();
    proxy.run_clock();
    let (first, timeout) = (Duration::from_secs(1), Duration::from_millis(2500));
    let wait = wait_until(|| client.training_jobs().get("id").send(), |_| false);
    let error = wait.backoff(first, Duration::from_secs(9)).timeout(timeout).await.unwrap_err();
    let WaitError::Elapsed { last: Some(last), .. } = error else { panic!("{error}") };
    assert_eq!(phase(&last), Some(JobPhase::Running), "after 0, 1 and 2.5 s");
}

#[tokio::test]
async fn a_call_that_fails_ends_the_wait() {
    let body = json!({ "error_code": "ModelArts.2788", "error_msg": "a parameter is wrong" }).to_string();
    let endpoint = serve([answer("400 Bad Request", "application/json", &body)]);
    let client = Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"));
    let client = client.build().unwrap();
    let error = wait_until(|| client.training_jobs().get("id").send(), |_| true).await.unwrap_err();
    let WaitError::Call { error, .. } = error else { panic!("{error}") };
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("ModelArts.2788")));
}

#[tokio::test]
async fn a_job_that_was_just_created_may_be_missing_for_a_while() {
    let missing = json!({ "error_code": "ModelArts.2775", "error_msg": "no such job" }).to_string();
    let missing = answer("400 Bad Request", "application/json", &missing);
    let endpoint = serve([missing.clone(), missing, json(&job("Running").to_string())]);
    let client = Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"));
    let client = client.build().unwrap();
    let job = wait_until(|| client.training_jobs().get("id").send(), |_| true).backoff(SHORT, SHORT).await.unwrap();
    assert_eq!(phase(&job), Some(JobPhase::Running));
}

#[tokio::test]
async fn a_job_that_ends_in_another_state_ends_the_wait() {
    let completed = |job: &Job| phase(job) == Some(JobPhase::Completed);
    let client = answered(&[job("Running"), job("Failed")]);
    let error = wait_until(|| client.training_jobs().get("id").send(), completed).backoff(SHORT, SHORT).await;
    let WaitError::Failed { last, .. } = error.unwrap_err() else { panic!("it is not known that the job failed") };
    assert_eq!(phase(&last), Some(JobPhase::Failed));
    // A caller may know better.
    let client = answered(&[job("Failed"), job("Completed")]);
    let wait = wait_until(|| client.training_jobs().get("id").send(), completed).fail_if(|_| false);
    assert_eq!(phase(&wait.backoff(SHORT, SHORT).await.unwrap()), Some(JobPhase::Completed));
}

async fn read(follower: LogFollower) -> Vec<String> {
    let pieces: Vec<_> = follower.backoff(SHORT, SHORT).quiet_period(Duration::ZERO).try_collect().await.unwrap();
    pieces.into_iter().map(|piece| piece.text).collect()
}

#[tokio::test]
async fn lines_of_version_1_are_followed_until_the_version_has_ended() {
    let part = |content: &str, start: &str, end: &str| json!({ "is_success": true, "content": content, "lines": 1, "start_line": start, "end_line": end });
    let version = |status: i64| {
        json!({ "is_success": true, "job_id": 1, "job_name": "j", "job_desc": "", "version_id": 2,
            "version_name": "V0002", "pre_version_id": 1, "engine_type": 1, "engine_name": "e", "engine_id": 1,
            "engine_version": "1", "status": status, "create_time": 1, "duration": 2 })
    };
    let client = answered(&[
        // The last lines, those before them, and nothing before those.
        part("c\n", "3", "3"),
        part("a\nb\n", "1", "2"),
        part("", "1", "1"),
        part("c\n", "3", "3"),
        // Nothing new: the file still ends there.
        part("", "3", "3"),
        part("c\n", "3", "3"),
        version(8),
        // The same position is nothing new, whatever its text is.
        part("c\n", "3", "3"),
        part("c\n", "3", "3"),
        version(10),
        part("d\n", "4", "4"),
        part("", "4", "4"),
        part("d\n", "4", "4"),
        part("", "4", "4"),
        part("d\n", "4", "4"),
    ]);
    assert_eq!(read(client.training_logs().follow(1, 2, "log")).await, ["a\nb\n", "c\n", "d\n"]);
    // From the end, until the file is replaced by a shorter one.
    let client = answered(&[
        part("x\n", "70", "70"),
        version(8),
        part("y\n", "71", "71"),
        part("", "71", "71"),
        part("new\n", "5", "5"),
        part("new\n", "5", "5"),
        part("", "5", "5"),
        part("", "5", "5"),
        part("new\n", "5", "5"),
        version(10),
        part("", "5", "5"),
        part("new\n", "5", "5"),
    ]);
    assert_eq!(read(client.training_logs().follow(1, 2, "log").from_end()).await, ["y\n", "new\n"]);
}

#[tokio::test]
async fn previews_of_version_2_are_followed_until_the_job_has_ended() {
    let preview =
        |content: &str, size: i64| json!({ "content": content, "current_size": content.len(), "full_size": size });
    let client = answered(&[
        preview("ab", 100),
        preview("ab", 100),
        job("Running"),
        preview("bcü", 103),
        preview("cüd", 104),
        preview("cüd", 104),
        job("Completed"),
        preview("e", 105),
        preview("e", 105),
        preview("e", 105),
    ]);
    let mut follower = client.training_jobs().follow_log("id", "worker-0").backoff(SHORT, SHORT).quiet_period(SHORT);
    let first = follower.try_next().await.unwrap().unwrap();
    assert_eq!((first.text.as_str(), first.lost.unwrap().bytes), ("ab", Some(98)));
    let second = follower.try_next().await.unwrap().unwrap();
    assert_eq!((second.text.as_str(), second.lost), ("cü", None));
    // Another follower goes on from there.
    let position = follower.position().to_string().parse().unwrap();
    let follower = client.training_jobs().follow_log("id", "worker-0").resume(position);
    assert_eq!(read(follower).await, ["d", "e"]);
}

#[tokio::test]
async fn a_failure_ends_the_log() {
    let client = answered(&[json!({ "is_success": false, "error_code": "ModelArts.2819" })]);
    // Nothing responds when it asks for the state of the job.
    let client = client.with_retry_policy(RetryPolicy::never());
    let mut follower = client.training_logs().follow(1, 2, "log");
    assert_eq!(follower.try_next().await.unwrap_err().code(), Some("ModelArts.2819"));
    assert_eq!(follower.try_next().await.unwrap(), None);
}
