//! Lists the training jobs of an emulator: first with AK/SK, then with an account.

use std::error::Error;

use modelarts::Client;
use modelarts::training_jobs_v1::{JobSortKey, SortOrder, TrainingJobList};
use modelarts_emulator::Emulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let emulator = Emulator::start()?;
    println!("The emulator of ModelArts and IAM listens on {}.", emulator.url());
    list("AK/SK", &emulator.ak_sk_client()?, &emulator).await?;
    list("account", &emulator.account_client()?, &emulator).await
}

async fn list(credentials: &str, client: &Client, emulator: &Emulator) -> Result<(), Box<dyn Error>> {
    let call = client.training_jobs_v1().list().per_page(5).sort_by(JobSortKey::CreateTime).order(SortOrder::Desc);
    let page = call.send().await?;
    println!("\nThe latest training jobs, listed with {credentials}:\n");
    print(&page);
    if let Some(request) = emulator.requests().last() {
        println!("\nRequest on the wire: {} {}?{}", request.method, request.path, request.query);
    }
    Ok(())
}

fn print(page: &TrainingJobList) {
    println!("{:<8} {:<20} {:<32} {:<26} {:>10}", "ID", "NAME", "STATUS", "CREATED", "RUNNING");
    for job in &page.jobs {
        let minutes = format!("{} min", job.duration.as_secs() / 60);
        println!(
            "{:<8} {:<20} {:<32} {:<26} {minutes:>10}",
            job.job_id,
            job.job_name,
            job.status,
            job.create_time.to_string()
        );
    }
    println!("{} of {} jobs", page.jobs.len(), page.job_total_count);
}
