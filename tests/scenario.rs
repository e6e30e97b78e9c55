//! From an algorithm to a job that is gone, against the emulator.

use std::time::Duration;

use modelarts::v2_algorithms::{NewAlgorithmConfig, NewAlgorithmMetadata};
use modelarts::v2_training_jobs::{
    FilterOperator, Job, JobAlgorithm, JobFilter, JobPhase, MetricName, NewJobMetadata, NewJobResource, NewJobSpec,
};
use modelarts::{V2, wait_until};
use modelarts_emulator::Emulator;

const SECOND: Duration = Duration::from_secs(1);
const SHORT: Duration = Duration::from_millis(1);

fn phase(job: &Job) -> Option<JobPhase> {
    job.status.as_ref()?.phase.clone()
}

fn job_id(job: &Job) -> String {
    job.metadata.as_ref().unwrap().id.clone().unwrap()
}

/// Creates a job from an algorithm of its own, and waits until it runs.
async fn running_job(emulator: &Emulator, client: &V2) -> Job {
    let config = NewAlgorithmConfig::new().code_dir("/bucket/code/").boot_file("/bucket/code/train.py");
    let algorithm = client.create_algorithm(NewAlgorithmMetadata::new("mnist"), config).send().await.unwrap();
    let algorithm_id = algorithm.metadata.as_ref().unwrap().id.clone().unwrap();
    assert_eq!(client.get_algorithm(&algorithm_id).send().await.unwrap(), algorithm);
    assert_eq!(client.list_algorithms().limit(1).send().await.unwrap().items, [algorithm]);

    let spec = NewJobSpec::new().resource(NewJobResource::new().flavor_id("modelarts.vm.cpu.2u").node_count(1));
    let run = JobAlgorithm::new().id(&algorithm_id).environments([("SEED".to_owned(), "1".to_owned())].into());
    let job = client.create_training_job(NewJobMetadata::new("night-run"), run, spec).send().await.unwrap();
    assert_eq!(phase(&job), Some(JobPhase::Creating));
    assert_eq!(job.algorithm.as_ref().unwrap().environments.as_ref().unwrap()[0]["SEED"], "1");
    let id = job_id(&job);
    let fetch = || {
        emulator.advance(SECOND);
        client.get_training_job(&id).send()
    };
    wait_until(fetch, |job| phase(job) == Some(JobPhase::Running)).pauses(SHORT, SHORT).await.unwrap()
}

#[tokio::test]
async fn a_job_of_version_2_lives_and_ends() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for client in [emulator.ak_sk_client().unwrap().v2(), emulator.account_client().unwrap().v2()] {
        let id = job_id(&running_job(&emulator, &client).await);

        let mut log = client.follow_training_job_log(&id, "worker-0").pauses(SHORT, SHORT);
        let mut text = String::new();
        emulator.advance(3 * SECOND);
        while let Some(piece) = log.try_next().await.unwrap() {
            text.push_str(&piece);
            emulator.advance(3 * SECOND);
        }
        assert_eq!(text.lines().count(), 10);
        assert!(text.ends_with("step 10 of 10\n"));

        let metrics = client.get_training_job_metrics(&id, "worker-0").send().await.unwrap().metrics;
        assert_eq!(metrics[0].metric, MetricName::CpuUsage);

        let named = |name: &str| {
            let filter = |key: &str, operator, value: &str| {
                JobFilter::new().key(key).operator(operator).value(vec![value.to_owned()])
            };
            let done = filter("phase", FilterOperator::In, "Completed");
            client.list_training_jobs().filters(vec![filter("name", FilterOperator::Like, name), done]).send()
        };
        let found = named("night").await.unwrap();
        assert!(found.items.iter().any(|job| job_id(job) == id));
        assert_eq!(named("nothing is called this").await.unwrap().total, 0);

        client.update_training_job_description(&id).description("a night").send().await.unwrap();
        let described = client.get_training_job(&id).send().await.unwrap();
        assert_eq!(described.metadata.unwrap().description.as_deref(), Some("a night"));
        // What is at its end cannot be stopped.
        let refused = client.stop_training_job(&id).send().await.unwrap_err();
        assert_eq!((refused.code(), refused.status()), (Some("ModelArts.2796"), Some(409)));
        client.delete_training_job(&id).send().await.unwrap();
        assert_eq!(client.get_training_job(&id).send().await.unwrap_err().code(), Some("ModelArts.2775"));
    }
}

#[tokio::test]
async fn a_job_that_runs_can_be_stopped() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap().v2();
    let id = job_id(&running_job(&emulator, &client).await);
    assert_eq!(phase(&client.stop_training_job(&id).send().await.unwrap()), Some(JobPhase::Terminating));
    emulator.advance(SECOND);
    assert_eq!(phase(&client.get_training_job(&id).send().await.unwrap()), Some(JobPhase::Terminated));
}
