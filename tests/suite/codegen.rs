//! What the generator emits for a small spec of each feature of the language.

use std::fs;
use std::path::Path;

use modelarts_codegen::write::{self, Output};
use modelarts_codegen::{Sources, read};
use modelarts_tests::{FEATURES, SERVICES, feature, service};

use crate::snapshots::assert_snapshot;

fn generated(sources: &Sources) -> Vec<Output> {
    let api = read(sources).unwrap_or_else(|found| panic!("{found}"));
    write::render(&api).unwrap()
}

/// `tests/goldens` is a library, so what is compared also compiles.
#[test]
fn goldens_are_what_is_emitted() {
    let goldens = Path::new(env!("CARGO_MANIFEST_DIR")).join("goldens");
    let library = fs::read_to_string(goldens.join("lib.rs")).unwrap();
    let services = SERVICES.iter().map(|name| (name, service(name)));
    let all: Vec<_> = FEATURES.iter().map(|name| (name, feature(name))).chain(services).collect();
    for (name, sources) in &all {
        let (folder, outputs) = (goldens.join(name), generated(sources));
        if std::env::var_os("UPDATE_GOLDENS").is_some() {
            write::write(&folder, &outputs).unwrap();
        }
        let stale = write::compare(&folder, &outputs).unwrap();
        assert!(stale.is_empty(), "run `UPDATE_GOLDENS=1 cargo test goldens` and read the diff: {stale:#?}");
        assert!(library.contains(&format!("\npub mod {name};\n")), "{name} does not compile: add it to goldens/lib.rs");
    }
    let folders = fs::read_dir(&goldens).unwrap().filter(|entry| entry.as_ref().unwrap().path().is_dir());
    assert_eq!(folders.count(), all.len(), "a folder belongs to no feature and to no service");
}

#[test]
fn exports() {
    let api = read(&feature("bodies")).unwrap();
    let pages = modelarts_codegen::reference::pages(&api);
    let pages: String = pages.iter().map(|page| format!("==> {} <==\n{}\n", page.file, page.text)).collect();
    assert_snapshot!("reference", pages);
    assert_snapshot!("openapi", format!("{:#}", modelarts_codegen::openapi::document(&api)["paths"]));
}

#[test]
fn exports_show_resources() {
    let api = read(&feature("resources")).unwrap();
    let pages = modelarts_codegen::reference::pages(&api);
    let pages = pages.iter().filter_map(|page| page.text.split_once("\n## Resource "));
    let reference: String = pages.map(|(_, resources)| resources.to_owned()).collect();
    let document = modelarts_codegen::openapi::document(&api);
    assert_snapshot!("resources", format!("{reference}\n{:#}", document["x-resources"]));
}

#[test]
fn exported_times_have_the_width_and_the_unit_of_the_spec() {
    let document = modelarts_codegen::openapi::document(&read(&feature("times")).unwrap());
    let text = document.to_string();
    for schema in [
        r#""format":"int32","type":"integer","x-unit":"seconds""#,
        r#""format":"int64","type":"integer","x-unit":"seconds since 1970""#,
    ] {
        assert!(text.contains(schema), "{schema}: {document:#}");
    }
}

/// What resources name in a document is in the document.
#[test]
fn exported_resources_name_operations_and_states_of_the_document() {
    let mut states = 0;
    for sources in [Sources::read(&modelarts_tests::workspace().join("spec")).unwrap(), feature("resources")] {
        let document = modelarts_codegen::openapi::document(&read(&sources).unwrap());
        let methods =
            document["paths"].as_object().unwrap().values().flat_map(|path| path.as_object().unwrap().values());
        let ids: Vec<_> = methods.map(|operation| &operation["operationId"]).collect();
        for (name, resource) in document["x-resources"].as_object().unwrap() {
            let actions = resource["states"]["actions"].as_array().into_iter().flatten();
            let named = resource["operations"].as_object().unwrap().values();
            let named = named.flat_map(|named| named.as_array().map_or(vec![named], |all| all.iter().collect()));
            for id in named.chain(actions.map(|action| &action["operation"])) {
                assert!(ids.contains(&id), "{name}: {id}");
            }
            let Some(described) = resource.get("states") else { continue };
            let schema = described["schema"]["$ref"].as_str().unwrap().strip_prefix('#').unwrap();
            let schema = document.pointer(schema).unwrap();
            let codes = schema.get("enum").or_else(|| schema.get("x-extensible-enum")).unwrap().as_array().unwrap();
            let moves = described["transitions"].as_array().unwrap().iter();
            let ends = ["terminal", "failed", "unplanned"].iter().flat_map(|key| described[key].as_array().unwrap());
            for state in moves.flat_map(|next| [&next["from"], &next["to"]]).chain(ends).chain([&described["initial"]])
            {
                assert!(codes.contains(state), "{name}: {state}");
                states += 1;
            }
        }
    }
    assert!(states > 50, "{states}");
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
    let root = modelarts_tests::workspace();
    let outputs = generated(&Sources::read(&root.join("spec")).unwrap());
    let stale = write::compare(&root.join("client/src/generated"), &outputs).unwrap();
    assert!(stale.is_empty(), "run `cargo xtask generate`: {stale:?}");
}
