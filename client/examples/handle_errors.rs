//! Distinguishes the failures that a program can handle.

use modelarts::{Client, ErrorKind, error_codes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    let client = Client::from_env()?;
    let Err(error) = client.training_job_versions().get(1, 1).send().await else {
        println!("the version exists");
        return Ok(());
    };
    if error.known_code() == Some(&error_codes::MODEL_ARTS_2775) {
        println!("the version does not exist");
    } else if error.is_auth() {
        println!("check the credentials: {error}");
    } else if error.is_throttled() {
        println!("too many calls; retry after {:?}", error.retry_after());
    } else if error.is_retryable() {
        println!("the service is unavailable after {} attempts: {error}", error.attempts());
    } else if error.kind() == ErrorKind::InvalidParameter {
        println!("invalid `{}`: {error}", error.parameter().unwrap_or_default());
    } else {
        println!("{error} (request {})", error.request_id().unwrap_or("unknown"));
    }
    Ok(())
}
