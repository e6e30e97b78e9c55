//! Waiting for a job, and following its log to the end.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use modelarts::v2_training_jobs::{Job, JobPhase};
use modelarts::{Client, Credentials, ErrorKind, LogFollower, WaitError, wait_until};
use modelarts_tests::{answer, json, serve};
use serde_json::{Value, json};

const SHORT: Duration = Duration::from_millis(1);

/// A client whose calls get these answers, one after another.
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
async fn the_first_answer_that_is_as_wanted_ends_the_waiting() {
    let client = answered(&[job("Creating"), job("Pending"), job("Running"), job("Failed")]);
    let running = |job: &Job| phase(job) == Some(JobPhase::Running);
    let job = wait_until(|| client.v2().get_training_job("id").send(), running).pauses(SHORT, SHORT).await.unwrap();
    assert_eq!(phase(&job), Some(JobPhase::Running));
}

#[tokio::test]
async fn the_last_answer_is_there_when_time_is_over() {
    let client = answered(&[job("Creating"), job("Pending"), job("Running")]);
    // The second pause would outlive the deadline.
    let (first, timeout) = (Duration::from_millis(10), Duration::from_millis(25));
    let wait = wait_until(|| client.v2().get_training_job("id").send(), |_| false);
    let error = wait.pauses(first, Duration::from_secs(9)).timeout(timeout).await.unwrap_err();
    let WaitError::Elapsed { last } = error else { panic!("{error}") };
    assert!([JobPhase::Creating, JobPhase::Pending].map(Some).contains(&phase(&last)), "{last:?}");
}

#[tokio::test]
async fn a_call_that_fails_ends_the_waiting() {
    let body = json!({ "error_code": "ModelArts.2775", "error_msg": "no such job" }).to_string();
    let endpoint = serve([answer("400 Bad Request", "application/json", &body)]);
    let client = Client::builder().endpoint(endpoint).project_id("p").credentials(Credentials::token("t"));
    let client = client.build().unwrap();
    let error = wait_until(|| client.v2().get_training_job("id").send(), |_| true).await.unwrap_err();
    let WaitError::Call(error) = error else { panic!("{error}") };
    assert_eq!((error.kind(), error.code()), (ErrorKind::Service, Some("ModelArts.2775")));
}

async fn read(follower: LogFollower) -> Vec<String> {
    follower.pauses(SHORT, SHORT).try_collect().await.unwrap()
}

#[tokio::test]
async fn lines_of_version_1_are_followed_until_the_version_is_at_rest() {
    let lines = |content: &str, end: &str| json!({ "is_success": true, "content": content, "lines": 1, "start_line": "1", "end_line": end });
    let version = |status: i64| {
        json!({ "is_success": true, "job_id": 1, "job_name": "j", "job_desc": "", "version_id": 2,
            "version_name": "V0002", "pre_version_id": 1, "engine_type": 1, "engine_name": "e", "engine_id": 1,
            "engine_version": "1", "status": status, "create_time": 1, "duration": 2 })
    };
    let client = answered(&[
        lines("a\n", "1"),
        lines("b\n", "2"),
        lines("", "2"),
        version(8),
        // The same position is nothing new, whatever stands there.
        lines("b\n", "2"),
        version(10),
        lines("c\n", "3"),
        lines("", "3"),
    ]);
    assert_eq!(read(client.follow_training_job_log(1, 2, "log")).await, ["a\n", "b\n", "c\n"]);
}

#[tokio::test]
async fn previews_of_version_2_are_followed_until_the_job_is_at_rest() {
    let preview =
        |content: &str, size: i64| json!({ "content": content, "current_size": content.len(), "full_size": size });
    let client = answered(&[
        preview("ab", 100),
        preview("ab", 100),
        job("Running"),
        preview("bcü", 103),
        preview("xüd", 104),
        preview("xüd", 104),
        job("Completed"),
        preview("e", 105),
        preview("e", 105),
    ]);
    assert_eq!(read(client.v2().follow_training_job_log("id", "worker-0")).await, ["ab", "cü", "d", "e"]);
}

#[tokio::test]
async fn a_failure_ends_the_log() {
    let client = answered(&[json!({ "is_success": false, "error_code": "ModelArts.2819" })]);
    let mut follower = client.follow_training_job_log(1, 2, "log");
    assert_eq!(follower.try_next().await.unwrap_err().code(), Some("ModelArts.2819"));
    assert_eq!(follower.try_next().await.unwrap(), None);
}
