//! Uses your own HTTP client: this one keeps few connections and sets the user agent.

use modelarts::ClientBuilder;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .pool_max_idle_per_host(2)
        .user_agent("training-dashboard/1.0")
        .build()?;
    let client = ClientBuilder::from_env()?.http_client(http).build()?;
    println!("{} jobs", client.training_jobs_v1().list().send().await?.job_total_count);
    Ok(())
}
