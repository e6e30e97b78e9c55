//! Lists the training jobs of a project, with what the environment says.

use modelarts::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    let client = Client::from_env()?;
    let mut jobs = client.list_training_jobs().per_page(100).items();
    while let Some(job) = jobs.try_next().await? {
        println!("{}\t{}\t{}\t{}", job.job_id, job.job_name, job.status, job.create_time);
    }
    Ok(())
}
