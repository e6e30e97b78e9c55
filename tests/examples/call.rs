//! A call against the emulator: put another one in its place to try an operation.
//!
//! `cargo run --package modelarts-tests --example call`

use modelarts_emulator::Emulator;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let emulator = Emulator::start()?;
    let client = emulator.ak_sk_client()?;
    let answer = client.training_jobs_v1().list().per_page(2).send().await?;
    println!("{answer:#?}");
    Ok(())
}
