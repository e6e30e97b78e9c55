//! From the making of a job to its end, against the emulator.

use std::time::Duration;

use futures_util::TryStreamExt as _;
use modelarts::algorithms::{NewAlgorithmConfig, NewAlgorithmMetadata};
use modelarts::training_job_versions::{TrainingJobVersionDetails, VersionConfig};
use modelarts::training_jobs::{
    FilterOperator, Job, JobAlgorithm, JobFilter, JobPhase, MetricName, NewJobMetadata, NewJobResource, NewJobSpec,
};
use modelarts::training_jobs_v1::{CreatedTrainingJob, JobStatus, TrainingJobConfig};
use modelarts::training_logs::LogDirection;
use modelarts::visualization_jobs::{StopType, TimeUnit, VisualizationJobSchedule};
use modelarts::{Client, wait_until};
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
async fn running_job(emulator: &Emulator, client: &Client) -> Job {
    let config = NewAlgorithmConfig::new().code_dir("/bucket/code/").boot_file("/bucket/code/train.py");
    let algorithm = client.algorithms().create(NewAlgorithmMetadata::new("mnist"), config).send().await.unwrap();
    let algorithm_id = algorithm.metadata.as_ref().unwrap().id.clone().unwrap();
    assert_eq!(client.algorithms().get(&algorithm_id).send().await.unwrap(), algorithm);
    assert_eq!(client.algorithms().list().limit(1).send().await.unwrap().items, [algorithm]);

    let spec = NewJobSpec::new().resource(NewJobResource::new().flavor_id("modelarts.vm.cpu.2u").node_count(1));
    let run = JobAlgorithm::new().id(&algorithm_id).environments([("SEED".to_owned(), "1".to_owned())].into());
    let job = client.training_jobs().create(NewJobMetadata::new("night-run"), run, spec).send().await.unwrap();
    assert_eq!(phase(&job), Some(JobPhase::Creating));
    assert_eq!(job.algorithm.as_ref().unwrap().environments.as_ref().unwrap()[0]["SEED"], "1");
    let id = job_id(&job);
    let fetch = || {
        emulator.advance(SECOND);
        client.training_jobs().get(&id).send()
    };
    wait_until(fetch, |job| phase(job) == Some(JobPhase::Running)).backoff(SHORT, SHORT).await.unwrap()
}

#[tokio::test]
async fn a_job_of_version_2_lives_and_ends() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        let id = job_id(&running_job(&emulator, &client).await);

        let mut log = client.training_jobs().follow_log(&id, "worker-0").backoff(SHORT, SHORT).quiet_period(SHORT);
        let mut text = String::new();
        emulator.advance(3 * SECOND);
        while let Some(piece) = log.try_next().await.unwrap() {
            text.push_str(&piece);
            emulator.advance(3 * SECOND);
        }
        assert_eq!(text.lines().count(), 10);
        assert!(text.ends_with("step 10 of 10\n"));

        let metrics = client.training_jobs().get_metrics(&id, "worker-0").send().await.unwrap().metrics;
        assert_eq!(metrics[0].metric, MetricName::CpuUsage);

        let named = |name: &str| {
            let filter = |key: &str, operator, value: &str| {
                JobFilter::new().key(key).operator(operator).value(vec![value.to_owned()])
            };
            let done = filter("phase", FilterOperator::In, "Completed");
            client.training_jobs().list().filters(vec![filter("name", FilterOperator::Like, name), done]).send()
        };
        let found = named("night").await.unwrap();
        assert!(found.items.iter().any(|job| job_id(job) == id));
        assert_eq!(named("nothing is called this").await.unwrap().total, 0);

        client.training_jobs().update_description(&id).description("a night").send().await.unwrap();
        let described = client.training_jobs().get(&id).send().await.unwrap();
        assert_eq!(described.metadata.unwrap().description.as_deref(), Some("a night"));
        // What is at its end cannot be stopped.
        let refused = client.training_jobs().stop(&id).send().await.unwrap_err();
        assert_eq!((refused.code(), refused.status()), (Some("ModelArts.2796"), Some(409)));
        client.training_jobs().delete(&id).send().await.unwrap();
        assert_eq!(client.training_jobs().get(&id).send().await.unwrap_err().code(), Some("ModelArts.2775"));
    }
}

#[tokio::test]
async fn a_job_that_runs_can_be_stopped() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.ak_sk_client().unwrap();
    let id = job_id(&running_job(&emulator, &client).await);
    assert_eq!(phase(&client.training_jobs().stop(&id).send().await.unwrap()), Some(JobPhase::Terminating));
    emulator.advance(SECOND);
    assert_eq!(phase(&client.training_jobs().get(&id).send().await.unwrap()), Some(JobPhase::Terminated));
}

/// Creates a job of version 1, and waits until its first version runs.
async fn running_version(emulator: &Emulator, client: &Client, name: &str) -> CreatedTrainingJob {
    let config = TrainingJobConfig::new(2)
        .app_url("/bucket/code/")
        .boot_file_url("/bucket/code/train.py")
        .data_url("/bucket/data/")
        .spec_id(1);
    let job = client.training_jobs_v1().create(name, config).job_desc("by night").send().await.unwrap();
    assert_eq!((job.status, job.version_name.as_str()), (JobStatus::Init, "V0001"));
    let again = client.training_jobs_v1().create(name, TrainingJobConfig::new(1).spec_id(1)).send().await.unwrap_err();
    assert_eq!(again.code(), Some("ModelArts.2751"));
    let fetch = || {
        emulator.advance(SECOND);
        client.training_job_versions().get(job.job_id, job.version_id).send()
    };
    let runs = |version: &TrainingJobVersionDetails| version.status == JobStatus::Running;
    let version = wait_until(fetch, runs).backoff(SHORT, SHORT).await.unwrap();
    assert_eq!((version.data_url.as_deref(), version.worker_server_num), (Some("/bucket/data/"), Some(2)));
    assert_eq!((version.job_name.as_str(), version.job_desc.as_str()), (name, "by night"));
    job
}

/// Follows the first log file of a version to its end.
async fn whole_log(emulator: &Emulator, client: &Client, job: &CreatedTrainingJob) -> String {
    let files = client.training_logs().list_files(job.job_id, job.version_id).send().await.unwrap().log_file_list;
    assert_eq!(files.len(), 2, "one for each node");
    let mut log =
        client.training_logs().follow(job.job_id, job.version_id, &files[0]).backoff(SHORT, SHORT).quiet_period(SHORT);
    let mut text = String::new();
    emulator.advance(3 * SECOND);
    while let Some(piece) = log.try_next().await.unwrap() {
        text.push_str(&piece);
        emulator.advance(3 * SECOND);
    }
    let last = client.training_logs().read(job.job_id, job.version_id, &files[0]).lines(2).send().await.unwrap();
    assert!(text.ends_with(&last.content) && last.lines == 2);
    let before = client.training_logs().read(job.job_id, job.version_id, &files[0]).lines(1);
    let before = before.base_line(&last.start_line).order(LogDirection::Asc).send().await.unwrap();
    assert_eq!(before.content, "step 8 of 10\n");
    text
}

#[tokio::test]
async fn a_job_of_version_1_lives_and_ends() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for (client, name) in
        [(emulator.ak_sk_client().unwrap(), "night-1"), (emulator.account_client().unwrap(), "night-2")]
    {
        let job = running_version(&emulator, &client, name).await;
        let text = whole_log(&emulator, &client, &job).await;
        assert_eq!((text.lines().count(), text.lines().last()), (10, Some("step 10 of 10")));

        // Another version goes on from the first, and is stopped.
        let config = VersionConfig::new(1, job.version_id).model_id(7).spec_id(1);
        let next = client.training_job_versions().create(job.job_id, config).send().await.unwrap();
        assert_eq!((next.job_id, next.version_name.as_str()), (job.job_id, "V0002"));
        let nothing = VersionConfig::new(1, 1).model_id(7).spec_id(1);
        assert!(client.training_job_versions().create(job.job_id, nothing).send().await.is_err());
        let listed = || client.training_jobs_v1().list().search_content(name).send();
        assert_eq!(listed().await.unwrap().jobs[0].status, JobStatus::Init);
        client.training_job_versions().stop(next.job_id, next.version_id).send().await.unwrap();
        assert_eq!(listed().await.unwrap().jobs[0].status, JobStatus::Killing);
        emulator.advance(SECOND);
        let versions: Vec<_> = client.training_job_versions().list(job.job_id).items().try_collect().await.unwrap();
        let states: Vec<_> = versions.iter().map(|version| (version.version_name.as_str(), version.status)).collect();
        assert_eq!(states, [("V0002", JobStatus::Killed), ("V0001", JobStatus::Completed)]);
        assert_eq!(versions[0].pre_version_id, job.version_id);
        let refused = client.training_job_versions().stop(next.job_id, next.version_id).send().await.unwrap_err();
        assert_eq!((refused.code(), refused.status()), (Some("ModelArts.2796"), Some(409)));

        client.training_jobs_v1().update_description(job.job_id, "by day").send().await.unwrap();
        client.training_job_versions().delete(next.job_id, next.version_id).send().await.unwrap();
        let page =
            client.training_jobs_v1().list().search_content(name).status(JobStatus::Completed).send().await.unwrap();
        assert_eq!(page.job_total_count, 1);
        assert_eq!((page.jobs[0].job_desc.as_str(), page.jobs[0].version_count), ("by day", 1));

        client.training_jobs_v1().delete(job.job_id).send().await.unwrap();
        assert_eq!(listed().await.unwrap().job_total_count, 0);
        let gone = client.training_job_versions().get(job.job_id, job.version_id).send().await.unwrap_err();
        assert_eq!(gone.code(), Some("ModelArts.2775"));
    }
}

#[tokio::test]
async fn a_visualization_job_is_stopped_and_started_again() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        let board = client.visualization_jobs().create("board", "/bucket/results/");
        let schedule = VisualizationJobSchedule::new(StopType::Stop, TimeUnit::Hours, 1);
        let id = board.schedule(schedule).send().await.unwrap().job_id;
        let status = || async { client.visualization_jobs().get(id).send().await.unwrap().status };
        emulator.advance(2 * SECOND);
        assert_eq!(status().await, JobStatus::Running);
        let shown = client.visualization_jobs().list().search_content("board").status(JobStatus::Running).send().await;
        assert!(shown.unwrap().jobs.iter().any(|job| job.job_id == id && job.train_url == "/bucket/results/"));
        assert_eq!(client.visualization_jobs().restart(id).send().await.unwrap_err().code(), Some("ModelArts.2813"));

        client.visualization_jobs().stop(id).send().await.unwrap();
        assert_eq!(status().await, JobStatus::Killing);
        emulator.advance(SECOND);
        assert_eq!(status().await, JobStatus::Canceled);
        client.visualization_jobs().restart(id).send().await.unwrap();
        assert_eq!(status().await, JobStatus::Init);
        emulator.advance(2 * 60 * 60 * SECOND);
        assert_eq!(status().await, JobStatus::Canceled, "its schedule has ended it");

        client.visualization_jobs().update_description(id, "losses").send().await.unwrap();
        assert_eq!(client.visualization_jobs().get(id).send().await.unwrap().job_desc, "losses");
        client.visualization_jobs().delete(id).send().await.unwrap();
        assert!(client.visualization_jobs().get(id).send().await.is_err());
    }
}

#[tokio::test]
async fn a_configuration_is_kept_under_its_name() {
    let emulator = Emulator::builder().jobs(3).start().unwrap();
    for client in [emulator.ak_sk_client().unwrap(), emulator.account_client().unwrap()] {
        client.training_job_configs().create("mine", 1, 2).data_url("/bucket/data/").send().await.unwrap();
        assert!(client.training_job_configs().create("mine", 1, 2).send().await.is_err());
        let kept = client.training_job_configs().get("mine").send().await.unwrap();
        assert_eq!((kept.data_url.as_deref(), kept.spec_id), (Some("/bucket/data/"), Some(2)));
        client.training_job_configs().update("mine", 3, 2).send().await.unwrap();
        let kept = client.training_job_configs().get("mine").send().await.unwrap();
        assert_eq!((kept.data_url, kept.worker_server_num), (None, 3), "all of it was replaced");
        let found = || client.training_job_configs().list().search_content("mine").send();
        assert_eq!(found().await.unwrap().configs[0].config_name, "mine");
        client.training_job_configs().delete("mine").send().await.unwrap();
        assert_eq!(found().await.unwrap().config_total_count, 0);
        assert!(client.training_job_configs().get("mine").send().await.is_err());
    }
}
