//! Traces calls: a span for each call and an event for each attempt (feature `tracing`).

use modelarts::Client;
use tracing_subscriber::fmt::format::FmtSpan;

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    tracing_subscriber::fmt().with_max_level(tracing::Level::DEBUG).with_span_events(FmtSpan::CLOSE).init();
    let client = Client::from_env()?;
    println!("{} jobs", client.training_jobs_v1().list().send().await?.job_total_count);
    Ok(())
}
