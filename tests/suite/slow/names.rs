//! Every name that a spec may use compiles at its place, and is documented.

use std::path::PathBuf;

use modelarts_codegen::write;

use super::copied_client::{add_to_library, cargo_in, copy_client};
use crate::names::emitted;

#[test]
fn every_accepted_name_compiles_and_is_documented() {
    let copy = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("names");
    copy_client(&copy).unwrap();
    let mut modules = String::new();
    for (index, outputs) in emitted(1).iter().enumerate() {
        let folder = copy.join("client/src/names").join(index.to_string());
        write::write(&folder, outputs).unwrap();
        modules += &format!(
            "/// Names.\n#[allow(dead_code, missing_docs)]\n#[path = \"names/{index}/mod.rs\"]\npub mod zz_names_{index};\n"
        );
    }
    add_to_library(&copy, &modules).unwrap();
    for arguments in [["check", "--features", "serde"], ["doc", "--no-deps", "--quiet"]] {
        let output = cargo_in(&copy, &arguments).unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() && !said.contains("warning"), "{said}");
    }
}
