//! Measures decoding of a page of 1000 jobs without a network, with both clients in one program.

use std::fs;
use std::process::Command;

use crate::api::Api;
use crate::contenders::{Contender, cargo};
use crate::measure::{measure, run as run_command};
use crate::report::{Limit, Report};
use crate::{Result, Workplace, api};

pub fn run(place: &Workplace, report: &mut Report) -> Result {
    for contender in [Contender::Ours, Contender::Floor] {
        measure(&contender.generate(place, Api::Lists(1))?)?;
        contender.complete(place, Api::Lists(1))?;
    }
    let client = |contender: Contender| contender.folder(place, Api::Lists(1)).join("client");
    let folder = place.work.join("decode");
    fs::create_dir_all(folder.join("src"))?;
    fs::write(
        folder.join("Cargo.toml"),
        format!(
            "[package]\nname = \"decode\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nserde_json = \"1\"\n\
             ours = {{ path = {:?}, package = \"modelarts\", features = [\"serde\"] }}\nfloor = {{ path = {:?}, package = \"client\" }}\n\n[workspace]\n",
            client(Contender::Ours),
            client(Contender::Floor)
        ),
    )?;
    fs::write(folder.join("src/main.rs"), PROGRAM)?;
    fs::write(folder.join("page.json"), api::page(0, 1000, 5000))?;
    let target = place.work.join("target/decode");
    run_command(cargo("build").arg("--release").current_dir(&folder).env("CARGO_TARGET_DIR", &target))?;
    let rounds = if place.quick { "20" } else { "100" };
    let mut command = Command::new("taskset");
    command.args(["-c", "0"]).arg(target.join("release/decode")).arg(folder.join("page.json")).arg(rounds);
    let text = run_command(&mut command)?;
    let speeds: Vec<f64> = text.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    let [derived_slice, derived_str, ours_slice, ours_str] = speeds[..] else {
        return Err("invalid measurement".into());
    };
    let rows = [
        format!("derive, `from_slice` | {derived_slice:.0}"),
        format!("derive, `from_str` | {derived_str:.0}"),
        format!("tables, `from_slice` | {ours_slice:.0}"),
        format!("tables, UTF-8 check and `from_str`, as the client does | {ours_str:.0}"),
    ];
    report.table("Decode a page of 1000 jobs", "how | MB/s", &rows);
    report.ratio("decode, against derive and `from_slice`", ours_str / derived_slice, Limit::AtLeast(1.0, 1.25));
    Ok(())
}

/// Prints MB/s of the four decoders. Each figure is the best of several rounds, which noise affects least.
const PROGRAM: &str = r#"
use std::hint::black_box;
use std::time::Instant;

type Ours = ours::part_0::ListJobs0Response;
type Floor = floor::ListJobs0Response;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let page = std::fs::read(&arguments[1]).unwrap();
    let rounds: usize = arguments[2].parse().unwrap();
    let decoders: [fn(&[u8]); 4] = [
        |page| drop(black_box(serde_json::from_slice::<Floor>(page).unwrap())),
        |page| drop(black_box(serde_json::from_str::<Floor>(std::str::from_utf8(page).unwrap()).unwrap())),
        |page| drop(black_box(serde_json::from_slice::<Ours>(page).unwrap())),
        |page| drop(black_box(serde_json::from_str::<Ours>(std::str::from_utf8(page).unwrap()).unwrap())),
    ];
    let mut best = [f64::MAX; 4];
    for _ in 0..rounds {
        for (decode, best) in decoders.iter().zip(&mut best) {
            let start = Instant::now();
            for _ in 0..20 {
                decode(black_box(&page));
            }
            *best = best.min(start.elapsed().as_secs_f64() / 20.0);
        }
    }
    for best in best {
        println!("{}", page.len() as f64 / 1e6 / best);
    }
}
"#;
