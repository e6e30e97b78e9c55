//! The report in Markdown.

use std::fmt::Write as _;
use std::process::Command;

use crate::contenders::Contender;
use crate::measure::run;
use crate::{Result, Workplace};

/// Tables and ratios, in the order of their measurement.
#[derive(Default)]
pub struct Report {
    sections: Vec<(String, String)>,
    ratios: Vec<Ratio>,
}

struct Ratio {
    what: String,
    value: f64,
    limit: Limit,
}

impl Ratio {
    fn row(&self) -> String {
        let (limit, goal) = self.limit.text();
        format!("| {} | {:.3} | {limit} | {goal} | {} |", self.what, self.value, self.limit.met(self.value))
    }
}

/// The limit of a ratio, and the goal beyond it.
#[derive(Clone, Copy)]
pub enum Limit {
    /// The maximum of the limit and of the goal.
    AtMost(f64, f64),
    /// The minimum of the limit and of the goal.
    AtLeast(f64, f64),
}

impl Limit {
    fn met(self, value: f64) -> &'static str {
        let (limit, goal) = match self {
            Self::AtMost(limit, goal) => (value <= limit, value <= goal),
            Self::AtLeast(limit, goal) => (value >= limit, value >= goal),
        };
        if goal {
            "limit and goal"
        } else if limit {
            "limit"
        } else {
            "**neither**"
        }
    }

    fn text(self) -> (String, String) {
        match self {
            Self::AtMost(limit, goal) => (format!("≤ {limit:.2}"), format!("≤ {goal:.2}")),
            Self::AtLeast(limit, goal) => (format!("≥ {limit:.2}"), format!("≥ {goal:.2}")),
        }
    }
}

impl Report {
    /// Adds a table.
    pub fn table(&mut self, title: &str, heading: &str, rows: &[String]) {
        let columns = heading.matches('|').count() + 1;
        let align = vec!["--"; columns].join("|");
        let mut text = format!("| {heading} |\n|{align}|\n");
        for row in rows {
            let _ = writeln!(text, "| {row} |");
        }
        eprintln!("{text}");
        self.sections.push((title.to_owned(), text));
    }

    /// Adds a ratio of two figures.
    pub fn ratio(&mut self, what: impl Into<String>, value: f64, limit: Limit) {
        let ratio = Ratio { what: what.into(), value, limit };
        eprintln!("{}: {:.3}", ratio.what, ratio.value);
        self.ratios.push(ratio);
    }

    /// Returns an earlier report with the sections and ratios of this run replaced.
    pub fn merge(&self, earlier: &str, place: &Workplace) -> Result<String> {
        let mut sections: Vec<(String, String)> = earlier
            .split("\n## ")
            .map(|section| section.split_once('\n').unwrap_or((section, "")))
            .map(|(title, body)| (title.to_owned(), body.to_owned()))
            .collect();
        let introduction = &mut sections.first_mut().ok_or("missing earlier report")?.1;
        let later = self.sections.iter().map(|(title, _)| format!("- measured later: {title}: "));
        let later: Vec<_> = later.collect();
        let is_before = |line: &&str| line.starts_with("- ") && !later.iter().any(|later| line.starts_with(later));
        let mut runs: Vec<_> = introduction.lines().filter(is_before).map(str::to_owned).collect();
        let when = when(place)?;
        runs.extend(later.iter().map(|later| format!("{later}{when}")));
        *introduction = format!("\n{}\n{INTRODUCTION}", runs.join("\n"));
        for (title, table) in &self.sections {
            let body = format!("\n{table}");
            match sections.iter_mut().find(|section| section.0 == *title) {
                Some(section) => section.1 = body,
                None => sections.push((title.clone(), body)),
            }
        }
        let ratios = sections
            .iter_mut()
            .find(|section| section.0 == "Ratios")
            .ok_or("missing section `Ratios` in the earlier report")?;
        let mut rows: Vec<String> = ratios.1.trim().lines().map(str::to_owned).collect();
        for ratio in &self.ratios {
            let start = format!("| {} |", ratio.what);
            match rows.iter_mut().find(|row| row.starts_with(&start)) {
                Some(row) => *row = ratio.row(),
                None => rows.push(ratio.row()),
            }
        }
        ratios.1 = format!("\n{}\n", rows.join("\n"));
        let sections = sections.iter().map(|(title, body)| format!("{title}\n{}", body.trim_end_matches('\n')));
        Ok(sections.collect::<Vec<_>>().join("\n\n## ") + "\n")
    }

    /// Returns the whole report.
    pub fn render(&self, place: &Workplace) -> Result<String> {
        let mut text = format!("# Results\n\n{}\n{INTRODUCTION}\n## Ratios\n\n", machine(place)?);
        text += "| what | ratio | limit | goal | met |\n|--|--|--|--|--|\n";
        for ratio in &self.ratios {
            let _ = writeln!(text, "{}", ratio.row());
        }
        for (title, table) in &self.sections {
            let _ = write!(text, "\n## {title}\n\n{table}");
        }
        Ok(text)
    }
}

const INTRODUCTION: &str = "
`cargo xtask bench` writes this file. With `--quick` it measures less and writes nothing. With the name of a stage it
measures that stage alone and replaces its section.

All contenders are measured in one run and take turns. Figures are medians, but peers and `--release` are built only
once. The CPU ratios of calls compare two programs that run at the same time on one core, so that noise affects both.
**Compare figures within a table only**: the machine is shared, so figures differ from run to run, but ratios are stable.
CPU time is more reliable than wall time.

The API is the same list endpoint, N times: a path parameter, seven query parameters, and a page of jobs with 8 fields.
Operations share no types. A spec file has at most 50 operations. `modelarts` also checks ranges and has pages, streams
and TLS; the measured clients of the peers do not. `hand-written` is `reqwest`, serde derive and an `async fn` for each
operation, without checks; it has the same TLS as `modelarts` and sends the token. The real API is that of this project,
with all its bodies and shared types; `hand-written` covers the same API. When clients are compiled, the runtime of
`modelarts` is already built, as every dependency is: it is a package of its own. The types of `modelarts` are measured
with the default features, which do not include `serde`; those of `hand-written` need serde to encode and decode.
oas3-gen overflows its stack on a value with two shapes if one of them is recursive, so it gets the first shape only.
";

/// Lists what this run did not measure.
fn left_out(place: &Workplace) -> String {
    let mut text = String::new();
    if place.quick {
        text += "- quick run: fewer repetitions, small APIs only\n";
    }
    if !place.counts.is_empty() {
        let _ = writeln!(text, "- compiled with N = {:?} only", place.counts);
    }
    let absent = Contender::ALL.into_iter().filter(|known| !place.contenders.contains(known));
    let absent: Vec<_> = absent.map(Contender::name).collect();
    if !absent.is_empty() {
        let _ = writeln!(text, "- contenders that were not measured: {}", absent.join(", "));
    }
    text
}

/// Returns the date, commit and compiler of this run.
fn when(place: &Workplace) -> Result<String> {
    let date = run(Command::new("date").args(["-u", "+%F"]))?;
    let rustc = run(Command::new("rustc").arg("--version"))?;
    let commit = run(Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(&place.root))?;
    Ok(format!("{}, commit {}, {}", date.trim(), commit.trim(), rustc.trim()))
}

fn machine(place: &Workplace) -> Result<String> {
    let processors = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")).unwrap_or_default();
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    Ok(format!(
        "- {}\n- {} cores,{}; load average at the end {}\n- oas3-gen 0.29.0, progenitor 0.15.1, reqwest 0.13\n{}",
        when(place)?,
        std::thread::available_parallelism()?,
        model.trim_start_matches([' ', '\t', ':']).split_once('@').map_or_else(
            || format!(" {}", model.trim_start_matches([' ', '\t', ':'])),
            |(model, _)| format!(" {model}")
        ),
        load.split_whitespace().take(3).collect::<Vec<_>>().join(" "),
        left_out(place)
    ))
}
