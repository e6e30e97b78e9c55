//! Tells failures apart that a program can do something about.

use modelarts::{Client, ErrorKind, error_codes};

#[tokio::main(flavor = "current_thread")]
async fn main() -> modelarts::Result<()> {
    let client = Client::from_env()?;
    let Err(error) = client.get_training_job_version(1, 1).send().await else {
        println!("there is such a version");
        return Ok(());
    };
    if error.known_code() == Some(&error_codes::MODEL_ARTS_2775) {
        println!("there is no such version");
    } else if error.is_auth() {
        println!("look at the credentials: {error}");
    } else if error.is_throttled() {
        println!("too many calls; again in {:?}", error.retry_after());
    } else if error.is_retryable() {
        println!("the service is in trouble, {} attempts were made: {error}", error.attempts());
    } else if error.kind() == ErrorKind::InvalidParameter {
        println!("`{}` is wrong: {error}", error.parameter().unwrap_or_default());
    } else {
        println!("{error} (request {})", error.request_id().unwrap_or("unknown"));
    }
    Ok(())
}
