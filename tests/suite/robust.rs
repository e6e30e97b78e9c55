//! Whatever is written in a spec: a client or mistakes come out, never a panic, and what comes out compiles.
//!
//! `CASES`, `CLIENTS` and `SPECS` in the environment say how many; a few if they do not.

use std::path::PathBuf;
use std::{env, fs};

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::explanation::example;
use modelarts_codegen::{Sources, lint, read, write};
use modelarts_emulator::Emulator;
use modelarts_tests::{Random, add_to_library, broken_spec, cargo_in, copy_client, right_spec};
use serde_json::Value;

fn from_env(name: &str, few: u64) -> u64 {
    env::var(name).ok().and_then(|count| count.parse().ok()).unwrap_or(few)
}

/// Looks at what comes of a spec; whether a client does.
fn outcome(sources: &Sources) -> bool {
    match read(sources) {
        Ok(api) => {
            write::render(&api).unwrap();
            let _ = lint::lint(&api).render(sources, &Renderer::plain());
            true
        }
        Err(found) => {
            let said = found.render(sources, &Renderer::plain());
            assert!(said.contains("error[E0"), "{said}");
            for line in found.json_lines(sources).lines() {
                let entry: Value = serde_json::from_str(line).unwrap();
                assert!(entry["line"].as_u64() >= Some(1) && entry["column"].as_u64() >= Some(1), "{entry}");
            }
            false
        }
    }
}

#[test]
fn whatever_is_written_comes_to_an_end() {
    let cases = from_env("CASES", 2_000);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get) as u64;
    let (small, large) = (example(), right_spec(0));
    let clients: u64 = std::thread::scope(|scope| {
        let work = |worker: u64| {
            let (small, large) = (&small, &large);
            move || {
                let mut random = Random::new(worker);
                let mut clients = 0;
                for case in (worker..cases).step_by(workers as usize) {
                    // One in eight is of a large spec: it takes that much longer.
                    let sources = broken_spec(&mut random, if case % 8 == 0 { large } else { small });
                    clients += u64::from(outcome(&sources));
                }
                clients
            }
        };
        let workers: Vec<_> = (0..workers).map(|worker| scope.spawn(work(worker))).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).sum()
    });
    println!("{clients} of {cases} are right all the same");
    assert!(clients > cases / 50 && clients < cases - cases / 50, "{clients}: the cases are too alike");
}

/// Specs that are changed at random and are right all the same make clients that compile.
#[test]
fn what_is_accepted_compiles() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("accepted-specs");
    copy_client(&folder).unwrap();
    let module = "#[allow(dead_code, missing_docs)]\n#[path = \"accepted/mod.rs\"]\npub mod accepted;\n";
    add_to_library(&folder, module).unwrap();
    let (mut random, small) = (Random::new(from_env("SEED", 7)), example());
    let unchanged = write::render(&read(&small).unwrap()).unwrap();
    let mut compiled = 0;
    while compiled < from_env("CLIENTS", 2) {
        let sources = broken_spec(&mut random, &small);
        let Ok(outputs) = read(&sources).map(|api| write::render(&api).unwrap()) else { continue };
        if outputs == unchanged {
            continue;
        }
        let _ = fs::remove_dir_all(folder.join("client/src/accepted"));
        write::write(&folder.join("client/src/accepted"), &outputs).unwrap();
        let output = cargo_in(&folder, &["check"]).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{:#?}\n{said}", sources.files());
        compiled += 1;
    }
}

/// Lists in lists, and a file of one line, are no deeper or wider than what the readers bear.
#[test]
fn very_deep_and_very_wide_files_come_to_an_end() {
    let service = example().text("service.yaml").unwrap().to_owned();
    for text in
        ["[".repeat(100_000), "{a: ".repeat(100_000), "- ".repeat(100_000), "a: ".repeat(50_000), "? ".repeat(50_000)]
    {
        for text in [text.clone(), format!("doc: {text}"), format!("doc: A.\ntables:\n  A: {text}")] {
            let files = [("service.yaml".to_owned(), service.clone()), ("things.yaml".to_owned(), text)];
            assert!(!outcome(&Sources::new(files)));
        }
    }
}

/// A test of the generated client that reads a sample of each answer, and writes it again.
fn round_trips(seed: u64, sources: &Sources) -> String {
    let emulator = Emulator::builder().spec(sources.clone()).jobs(0).start().unwrap();
    let api = emulator.api();
    let mut tests = format!("#[test]\nfn records_of_{seed}() {{\n");
    for operation in api.operations() {
        let (Some(response), Some(sample)) = (operation.response, emulator.sample(&operation.id)) else { continue };
        let (module, table) = (&api.resources[response.resource].module, api.table(response));
        if table.is_only_outcome() {
            continue;
        }
        let sample = serde_json::to_string(&sample).unwrap();
        tests += &format!("    same::<spec_{seed}::{module}::{}>({sample:?});\n", table.name);
    }
    tests + "}\n"
}

const SAME: &str = "
#[cfg(test)]
fn same<T: modelarts_runtime::serde::de::DeserializeOwned + modelarts_runtime::serde::Serialize + PartialEq + std::fmt::Debug>(sample: &str) {
    let mut whole: serde_json::Value = serde_json::from_str(sample).unwrap();
    let record: T = serde_json::from_str(sample).unwrap();
    let written = serde_json::to_value(&record).unwrap();
    // That the call succeeded is said by the record itself.
    strip(&mut whole);
    assert_eq!(written, whole);
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), record);
}

#[cfg(test)]
fn strip(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(object) => {
            object.remove(\"is_success\");
            object.values_mut().for_each(strip);
        }
        serde_json::Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}
";

#[test]
fn right_specs_make_clients_that_work() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("random-specs");
    copy_client(&folder).unwrap();
    let (mut modules, mut tests) = (String::new(), SAME.to_owned());
    for seed in 1..=from_env("SPECS", 3) {
        let sources = right_spec(seed);
        let api =
            read(&sources).unwrap_or_else(|found| panic!("{seed}: {}", found.render(&sources, &Renderer::plain())));
        assert!(api.operations().count() >= 20);
        let outputs = write::render(&api).unwrap();
        let reversed = Sources::new(sources.files().iter().rev().cloned());
        assert_eq!(write::render(&read(&reversed).unwrap()).unwrap(), outputs, "{seed}");
        write::write(&folder.join("client/src/random").join(seed.to_string()), &outputs).unwrap();
        modules += &format!("#[path = \"{seed}/mod.rs\"]\npub mod spec_{seed};\n");
        tests += &round_trips(seed, &sources);
    }
    let module = format!("#[allow(dead_code, missing_docs)]\npub mod random {{\n{modules}{tests}}}\n");
    add_to_library(&folder, &module).unwrap();
    let output = cargo_in(&folder, &["test", "--features", "serde", "random::"]).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning"), "{said}{}", String::from_utf8_lossy(&output.stdout));
}
