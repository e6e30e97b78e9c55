//! Lists the training jobs without an executor (feature `blocking`).

use modelarts::Client;

fn main() -> modelarts::Result<()> {
    let client = Client::from_env()?;
    let page = client.training_jobs_v1().list().send().blocking()?;
    println!("{} jobs", page.job_total_count);
    for job in client.training_jobs_v1().list().per_page(100).items().blocking() {
        println!("{}", job?.job_name);
    }
    Ok(())
}
