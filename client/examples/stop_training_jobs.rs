//! Stops the running versions of every training job whose name contains a text.
//!
//! Usage: `stop_training_jobs TEXT`

use modelarts::Client;
use modelarts::training_jobs_v1::JobStatus;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = std::env::args().nth(1).ok_or("missing argument: the text to search for")?;
    let client = Client::from_env()?;
    let mut jobs = client.training_jobs_v1().list().status(JobStatus::Running).search_content(&text).items();
    // Each job that is stopped leaves the list. The stream notices that, and misses no other job.
    while let Some(job) = jobs.try_next().await? {
        match client.training_job_versions().stop(job.job_id, job.version_id).send().await {
            Ok(()) => println!("{} is being stopped", job.job_name),
            // It may have ended since it was listed.
            Err(error) => println!("{} is not stopped: {error}", job.job_name),
        }
    }
    Ok(())
}
