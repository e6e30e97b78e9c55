//! Runs that are killed, run out of disk, or run at once.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use fastrand::Rng;
use modelarts_codegen::read;
use modelarts_codegen::write::{self, Output};

use crate::support::{amount, failed, folder, run, small_spec, snapshot, succeeded, write_spec, xtask};

const PAIRS: usize = 20;

fn rendered(word: &str) -> Vec<Output> {
    write::render(&read(&small_spec(word)).unwrap()).unwrap()
}

/// Returns the files of a folder with their contents, without temporary files.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let files = snapshot(folder).into_keys().filter(|path| path.is_file());
    let name = |path: &Path| path.strip_prefix(folder).unwrap().display().to_string();
    files.map(|path| (name(&path), fs::read_to_string(&path).unwrap_or_default())).collect()
}

fn is_exactly(folder: &Path, outputs: &[Output]) -> bool {
    let mut expected: Vec<_> = outputs.iter().map(|output| (output.path.clone(), output.text.clone())).collect();
    expected.sort();
    let mut found = texts(folder);
    found.sort();
    found == expected
}

/// Returns the progress of a run, as seen from outside. It increases with each step.
fn progress(folder: &Path, old: &[Output]) -> usize {
    let names = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.file_name());
    let temporary = names.filter(|name| name.as_encoded_bytes().starts_with(b".modelarts")).count();
    let replaced =
        old.iter().filter(|output| fs::read_to_string(folder.join(&output.path)).is_ok_and(|text| text != output.text));
    temporary + 4 * replaced.count()
}

#[test]
fn no_output_of_killed_runs_is_accepted_unless_it_is_complete() {
    let place = folder();
    let words = ["First.", "Second."];
    for word in words {
        write_spec(&small_spec(word), &place.path().join(word));
    }
    let outputs = words.map(rendered);
    let out = place.path().join("out");
    let mut random = Rng::with_seed(7);
    let mut incomplete = 0;
    let runs = amount("KILLED_RUNS", 30) as usize;
    for round in 0..runs {
        let (word, old) = (words[round % 2], &outputs[(round + 1) % 2]);
        let mut command = xtask();
        command.arg("generate").arg("--spec").arg(place.path().join(word)).arg("--out").arg(&out);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let (goal, more) = (1 + random.usize(..24), random.usize(..2_000));
        while progress(&out, old) < goal && child.try_wait().unwrap().is_none() {}
        (0..more).for_each(|_| std::hint::spin_loop());
        child.kill().unwrap();
        child.wait().unwrap();
        for (word, outputs) in words.iter().zip(&outputs) {
            let check = run(&format!("check --spec {{}}/{word} --out {{}}/out"), place.path());
            assert_eq!(check.status.success(), is_exactly(&out, outputs), "{round}");
        }
        incomplete += usize::from(!outputs.iter().any(|outputs| is_exactly(&out, outputs)));
        // Every other time, the run of the other spec cleans up.
        if random.bool() {
            succeeded(&run(&format!("generate --spec {{}}/{word} --out {{}}/out"), place.path()));
            assert!(is_exactly(&out, &outputs[round % 2]), "{round}");
        }
    }
    assert!(incomplete > runs / 10, "only {incomplete} runs were killed half-way");
}

/// Returns the program with a limit for the size of files, in blocks of 1024 bytes.
fn limited(blocks: usize, is_killed: bool) -> Command {
    let mut command = Command::new("bash");
    let trap = if is_killed { "" } else { "trap '' XFSZ; " };
    command
        .arg("-c")
        .arg(format!("{trap}ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\""))
        .arg(env!("CARGO_BIN_EXE_xtask"));
    let locks = xtask();
    command.envs(locks.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command
}

#[test]
fn the_next_run_repairs_the_files_of_a_killed_run() {
    let place = folder();
    for word in ["First.", "Second."] {
        write_spec(&small_spec(word), &place.path().join(word));
    }
    let out = place.path().join("out");
    let arguments = |word: &str| {
        let path = |name: &str| place.path().join(name).display().to_string();
        ["generate".to_owned(), "--spec".to_owned(), path(word), "--out".to_owned(), path("out")]
    };
    succeeded(&xtask().args(arguments("First.")).output().unwrap());
    let output = limited(1, true).args(arguments("Second.")).output().unwrap();
    assert_eq!(output.status.code(), None, "the run must be killed");
    let torn = texts(&out).into_iter().filter(|(name, _)| name.contains(".modelarts-xtask-"));
    assert!(torn.clone().count() > 0);
    assert!(!run("check --spec {}/First. --out {}/out", place.path()).status.success());
    assert!(!run("check --spec {}/Second. --out {}/out", place.path()).status.success());
    succeeded(&xtask().args(arguments("Second.")).output().unwrap());
    assert!(is_exactly(&out, &rendered("Second.")));
}

#[test]
fn a_full_disk_leaves_all_files_unchanged() {
    let place = folder();
    let spec = write_spec(&small_spec("First."), &place.path().join("spec"));
    succeeded(&run("generate --spec {}/spec --out {}/out", place.path()));
    succeeded(&run("docs --spec {}/spec --out {}/docs", place.path()));
    succeeded(&run("openapi --spec {}/spec --out {}/api.json", place.path()));
    succeeded(&run("schema --spec {}/spec", place.path()));
    for (name, text) in small_spec("Second.").files() {
        fs::write(spec.join(name), text.replace("doc: ", "doc:   ")).unwrap();
    }
    fs::write(spec.join("spec.schema.json"), "{}").unwrap();
    for words in [
        "generate --spec {}/spec --out {}/out",
        "docs --spec {}/spec --out {}/docs",
        "openapi --spec {}/spec --out {}/api.json",
        "schema --spec {}/spec",
        "fmt --spec {}/spec",
        "new operation --spec {}/spec --file things.yaml list_a",
    ] {
        let before = snapshot(place.path());
        let mut command = limited(1, false);
        command.args(words.split(' ').map(|word| word.replace("{}", place.path().to_str().unwrap())));
        if words.starts_with("new") {
            command.arg("GET /v1/{project_id}/as");
        }
        let said = failed(&command.output().unwrap());
        assert!(said.contains("File too large"), "{words}: {said}");
        let after = snapshot(place.path());
        assert!(after.keys().eq(before.keys()), "{words}: {:?}", after.keys());
        // `docs` and `fmt` have written files below the limit.
        let is_large = |path: &&PathBuf| path.metadata().is_ok_and(|data| data.len() > 1024);
        for path in before.keys().filter(is_large) {
            assert!(after[path] == before[path], "{words}: {path:?}");
        }
    }
}

#[test]
fn more_files_are_written_than_may_be_open_at_once() {
    let place = folder();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let limited = "ulimit -n 16; exec \"$0\" \"$@\"";
    let mut command = Command::new("bash");
    command.args(["-c", limited, env!("CARGO_BIN_EXE_xtask"), "generate", "--spec"]).arg(root.join("spec"));
    let said = succeeded(&command.arg("--out").arg(place.path().join("out")).output().unwrap());
    assert!(said.lines().count() > 16, "{said}");
}

#[test]
fn concurrent_runs_wait_for_each_other() {
    let place = folder();
    let words = ["First.", "Second."];
    for word in words {
        write_spec(&small_spec(word), &place.path().join(word));
    }
    let outputs = words.map(rendered);
    let out = place.path().join("out");
    fs::create_dir(place.path().join("inner")).unwrap();
    for pair in 0..PAIRS {
        let children = words.map(|word| {
            let mut command = xtask();
            // A different path of the same folder.
            let out = if word == "First." { out.clone() } else { place.path().join("inner/../out") };
            command.arg("generate").arg("--spec").arg(place.path().join(word)).arg("--out").arg(out);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        });
        for child in children {
            succeeded(&child.wait_with_output().unwrap());
        }
        assert!(outputs.iter().any(|outputs| is_exactly(&out, outputs)), "{pair}");
        if pair % 5 == 4 {
            fs::remove_dir_all(&out).unwrap();
        }
    }
}
