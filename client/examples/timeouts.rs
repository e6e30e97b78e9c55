//! Sets timeouts and retries, for all calls and for one.

use std::time::Duration;

use modelarts::{ClientBuilder, RetryPolicy};

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    let client = ClientBuilder::from_env()?
        .timeout(Duration::from_secs(120))
        .attempt_timeout(Duration::from_secs(20))
        .connect_timeout(Duration::from_secs(3))
        .retry_policy(RetryPolicy::default().attempts(8).backoff(Duration::from_millis(200), Duration::from_secs(30)))
        .build()?;
    println!("{} jobs", client.training_jobs_v1().list().send().await?.job_total_count);

    // A user waits for this call: it must succeed at once, or fail.
    let hasty = client.with_timeout(Duration::from_secs(2)).with_retry_policy(RetryPolicy::never());
    match hasty.training_jobs_v1().list().per_page(1).send().await {
        Ok(page) => println!("{} jobs", page.job_total_count),
        Err(error) => println!("not now: {error}"),
    }
    Ok(())
}
