//! Creates a training job, and prints its log until it has ended.
//!
//! Usage: `run_training_job NAME`

use std::time::Duration;

use modelarts::training_jobs_v1::{JobStatus, TrainingJobConfig};
use modelarts::{Client, wait_until};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let name = std::env::args().nth(1).ok_or("missing argument: the name of the job")?;
    let client = Client::from_env()?;
    let config = TrainingJobConfig::new(1)
        .spec_id(1)
        .engine_id(4)
        .app_url("/bucket/code/")
        .boot_file_url("/bucket/code/train.py")
        .data_url("/bucket/data/")
        .train_url("/bucket/out/");
    let job = client.training_jobs_v1().create(&name, config).job_desc("created by an example").send().await?;
    println!("job {} has version {}", job.job_id, job.version_name);

    let fetch = || client.training_job_versions().get(job.job_id, job.version_id).send();
    let has_begun = |status: JobStatus| status == JobStatus::Running || status.is_terminal();
    let version = wait_until(fetch, |version| has_begun(version.status)).timeout(Duration::from_secs(3600)).await?;
    println!("it is {}", version.status);

    let files = client.training_logs().list_files(job.job_id, job.version_id).send().await?.log_file_list;
    if let Some(file) = files.first() {
        let mut log = client.training_logs().follow(job.job_id, job.version_id, file);
        while let Some(piece) = log.try_next().await? {
            print!("{piece}");
        }
    }
    let version = client.training_job_versions().get(job.job_id, job.version_id).send().await?;
    println!("it is {}", version.status);
    Ok(())
}
