//! Measures the memory of a stream over many jobs, which must not grow with their number.

use std::fs;
use std::process::Command;

use super::call::Server;
use crate::api::Api;
use crate::contenders::{Contender, cargo};
use crate::measure::{measure, run as run_command};
use crate::report::{Limit, Report};
use crate::{Result, Workplace};

pub fn run(place: &Workplace, report: &mut Report) -> Result {
    measure(&Contender::Ours.generate(place, Api::Lists(1))?)?;
    Contender::Ours.complete(place, Api::Lists(1))?;
    let client = Contender::Ours.folder(place, Api::Lists(1)).join("client");
    let folder = Contender::Ours.folder(place, Api::Lists(1)).join("streamer");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(folder.join("Cargo.toml"), Contender::Ours.program_manifest("streamer", &client, &[], ""))?;
    fs::write(folder.join("src/main.rs"), PROGRAM)?;
    let target = place.work.join("target").join(Contender::Ours.name());
    run_command(cargo("build").arg("--release").current_dir(&folder).env("CARGO_TARGET_DIR", &target))?;
    let server = Server::start(place)?;
    let mut rows = Vec::new();
    let mut peaks = Vec::new();
    for jobs in [10_000, 1_000_000] {
        let mut command = Command::new(target.join("release/streamer"));
        command.arg(&server.url).arg(jobs.to_string());
        let usage = measure(&command)?;
        rows.push(format!("{jobs} | {:.2} | {:.1}", usage.wall, usage.peak));
        peaks.push(usage.peak);
    }
    report.table("A stream, 1000 jobs on a page", "jobs | wall s | peak MiB", &rows);
    let ratio = peaks[1] / peaks[0];
    report.ratio("a stream of 1,000,000 jobs, peak memory against one of 10,000", ratio, Limit::AtMost(1.2, 1.2));
    Ok(())
}

const PROGRAM: &str = r#"
use client::{Client, Credentials};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let client = Client::builder().endpoint(&arguments[1]).project_id(&arguments[2]).credentials(Credentials::token("t"));
    let client = client.build().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let count = runtime.block_on(async {
        let mut items = client.list_jobs0().per_page(1000).items();
        let mut count = 0;
        while let Some(job) = items.try_next().await.unwrap() {
            assert_eq!(job.job_id, 10_000 + count);
            count += 1;
        }
        count
    });
    assert_eq!(count.to_string(), arguments[2]);
}
"#;
