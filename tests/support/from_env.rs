//! Makes a client from the environment, lists training jobs, and prints what came of it.

use std::error::Error as _;

use modelarts::{Client, Error, RetryPolicy};

async fn quotas() -> Result<i32, Error> {
    let client = Client::from_env()?.with_retry_policy(RetryPolicy::never());
    Ok(client.list_training_jobs().send().await?.quotas)
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    match quotas().await {
        Ok(quotas) => println!("quotas: {quotas}"),
        Err(error) => {
            println!("{error}");
            let mut source = error.source();
            while let Some(error) = source {
                println!("{error}");
                source = error.source();
            }
        }
    }
}
