//! Reads a token from a file that another program updates.
//!
//! Usage: `own_credentials FILE`

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use modelarts::{ClientBuilder, Credentials, CredentialsFuture, CredentialsProvider};

#[derive(Debug)]
struct TokenFile(PathBuf);

impl CredentialsProvider for TokenFile {
    fn provide(&self) -> CredentialsFuture<'_> {
        Box::pin(async {
            let token = std::fs::read_to_string(&self.0)?;
            // The file is read again before the token expires, and when the service rejects it.
            let expiry = SystemTime::now() + Duration::from_secs(600);
            Ok(Credentials::token(token.trim()).with_expiry(expiry))
        })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("missing argument: the file with the token")?;
    let credentials = Credentials::provider(TokenFile(file.into()));
    let client = ClientBuilder::from_env()?.credentials(credentials).build()?;
    println!("{} jobs", client.training_jobs_v1().list().send().await?.job_total_count);
    Ok(())
}
