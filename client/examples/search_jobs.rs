//! Lists training jobs by their age, with their phases.

use modelarts::Client;

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    let client = Client::from_env()?;
    let mut jobs = client.training_jobs().list().limit(50).sort_by("create_time").items();
    while let Some(job) = jobs.try_next().await? {
        let name = job.metadata.and_then(|metadata| metadata.name).unwrap_or_default();
        match job.status.and_then(|status| status.phase) {
            Some(phase) => println!("{name}\t{phase}"),
            None => println!("{name}"),
        }
    }
    Ok(())
}
