//! Random specs: a client that is made of one compiles and works.
//!
//! `CLIENTS` and `SPECS` in the environment set how many are compiled.

use std::fs;
use std::path::PathBuf;

use annotate_snippets::Renderer;
use modelarts_codegen::diagnostic::explanation::example;
use modelarts_codegen::{Sources, read, write};
use modelarts_emulator::Emulator;
use modelarts_tests::{Random, amount, broken_spec, right_spec};

use super::copied_client::{add_to_library, cargo_in, copy_client};

/// Specs that are changed at random and still valid make clients that compile.
#[test]
fn clients_of_mutated_specs_compile() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("accepted-specs");
    copy_client(&folder).unwrap();
    let module = "#[allow(dead_code, missing_docs)]\n#[path = \"accepted/mod.rs\"]\npub mod accepted;\n";
    add_to_library(&folder, module).unwrap();
    let (mut random, small) = (Random::new(amount("SEED", 7, 7) as u64), example());
    let unchanged = write::render(&read(&small).unwrap()).unwrap();
    let mut compiled = 0;
    while compiled < amount("CLIENTS", 2, 2) {
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

/// Returns a test of the generated client that reads a sample of each response, and writes it again.
fn round_trips(seed: u64, sources: &Sources) -> String {
    let emulator = Emulator::builder().spec(sources.clone()).jobs(0).start().unwrap();
    let api = emulator.api();
    let mut tests = format!("#[test]\nfn records_of_{seed}() {{\n");
    for operation in api.operations() {
        let (Some(response), Some(sample)) = (operation.table(), emulator.sample(&operation.id)) else { continue };
        let (module, table) = (&api.groups[response.group].module, api.table(response));
        if table.is_only_outcome() {
            continue;
        }
        let sample = serde_json::to_string(&sample).unwrap();
        let (name, has_flag) = (&table.name, table.has_outcome);
        tests += &format!("    same::<spec_{seed}::{module}::{name}>({sample:?}, {has_flag});\n");
    }
    tests + "}\n"
}

const SAME: &str = "
#[cfg(test)]
fn same<T: modelarts_runtime::serde::de::DeserializeOwned + modelarts_runtime::serde::Serialize + PartialEq + std::fmt::Debug>(sample: &str, has_flag: bool) {
    let mut whole: serde_json::Value = serde_json::from_str(sample).unwrap();
    let record: T = serde_json::from_str(sample).unwrap();
    let written = serde_json::to_value(&record).unwrap();
    // That the call succeeded is said by the record itself.
    if has_flag {
        whole.as_object_mut().unwrap().remove(\"is_success\");
    }
    assert_eq!(written, whole);
    assert_eq!(serde_json::from_value::<T>(written).unwrap(), record);
}
";

#[test]
fn clients_of_arbitrary_specs_work() {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("random-specs");
    copy_client(&folder).unwrap();
    let (mut modules, mut tests) = (String::new(), SAME.to_owned());
    for seed in 1..=amount("SPECS", 3, 3) as u64 {
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
