//! What the snapshots show compiles: all features together, in a copy of the client.

use std::path::PathBuf;

use modelarts_codegen::{read, write};
use modelarts_tests::{FEATURES, add_to_library, cargo_in, copy_client, feature};

#[test]
fn every_feature_compiles_without_a_warning() {
    let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("features");
    copy_client(&copy).unwrap();
    let mut modules = String::new();
    for name in FEATURES {
        let outputs = write::render(&read(&feature(name)).unwrap()).unwrap();
        write::write(&copy.join("client/src/feature").join(name), &outputs).unwrap();
        modules.push_str(&format!("#[path = \"feature/{name}/mod.rs\"]\npub mod feature_{name};\n"));
    }
    // Facts of the service are read from the client's own spec only.
    modules =
        format!("/// Features.\n#[allow(dead_code)]\npub mod feature {{\n{modules}}}\n").replace("\"feature/", "\"");
    add_to_library(&copy, &modules).unwrap();
    let output = cargo_in(&copy, &["check"]).unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("warning"), "{said}");
}
