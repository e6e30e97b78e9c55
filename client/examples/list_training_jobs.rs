//! Lists the training jobs of a project. The client is configured by the environment.

use modelarts::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    let client = Client::from_env()?;
    // Four pages are requested at once. The jobs are still in the order of the list.
    let mut jobs = client.training_jobs_v1().list().per_page(100).items().concurrency(4);
    while let Some(job) = jobs.try_next().await? {
        println!("{}\t{}\t{}\t{}", job.job_id, job.job_name, job.status, job.create_time);
    }
    Ok(())
}
