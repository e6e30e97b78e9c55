//! What the generator emits: a snapshot for each feature of the language, shown with a small spec.

use modelarts_codegen::write::{self, Output};
use modelarts_codegen::{Sources, read};
use modelarts_tests::{FEATURES, feature};

fn generated(sources: &Sources) -> Vec<Output> {
    let api = read(sources).unwrap_or_else(|found| panic!("{found}"));
    write::render(&api).unwrap()
}

/// The files of a feature, less those that are the same for all.
fn shown(name: &str) -> String {
    let own = |output: &Output| match name {
        "error_codes" => output.path == "error_codes.rs",
        "operation" => output.path != "error_codes.rs",
        _ => !["mod.rs", "service.rs", "error_codes.rs"].contains(&output.path.as_str()),
    };
    let files = generated(&feature(name)).into_iter().filter(own);
    files.map(|output| format!("==> {} <==\n{}", output.path, output.text)).collect()
}

#[test]
fn every_feature() {
    for name in FEATURES {
        insta::assert_snapshot!(*name, shown(name));
    }
}

#[test]
fn exports() {
    let api = read(&feature("bodies")).unwrap();
    let pages = modelarts_codegen::reference::pages(&api);
    let pages: String = pages.iter().map(|page| format!("==> {} <==\n{}\n", page.file, page.text)).collect();
    insta::assert_snapshot!("reference", pages);
    insta::assert_snapshot!("openapi", format!("{:#}", modelarts_codegen::openapi::document(&api)["paths"]));
}

#[test]
fn output_is_the_same_to_the_byte() {
    for name in FEATURES {
        let sources = feature(name);
        let backwards = Sources::new(sources.files().iter().rev().cloned());
        let first = generated(&sources);
        assert_eq!(first, generated(&sources), "{name}, once more");
        assert_eq!(first, generated(&backwards), "{name}, files in another order");
    }
}

#[test]
fn the_committed_client_is_current() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let outputs = generated(&Sources::read(&root.join("spec")).unwrap());
    let stale = write::compare(&root.join("client/src/generated"), &outputs).unwrap();
    assert!(stale.is_empty(), "run `cargo xtask generate`: {stale:?}");
}
