//! Snapshots of texts, in `tests/snapshots`: a file for each, named after the module and the test, or a given name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use modelarts_tests::BROKEN_SPECS;

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/snapshots");

/// Compares a text with its snapshot.
macro_rules! assert_snapshot {
    ($text:expr) => {{
        fn test() {}
        crate::snapshots::assert(crate::snapshots::name_of_test(&test), stringify!($text), &$text.to_string());
    }};
    ($name:expr, $text:expr) => {{
        let name = format!("{}__{}", crate::snapshots::module(module_path!()), $name);
        crate::snapshots::assert(name, stringify!($text), &$text.to_string());
    }};
}
pub(crate) use assert_snapshot;

pub(crate) fn assert(name: String, expression: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(FOLDER);
    settings.set_prepend_module_to_snapshot(false);
    settings.bind(|| insta::assert_snapshot!(name, text, expression));
}

/// Returns the module of a path in this crate.
pub(crate) fn module(path: &str) -> String {
    path.split("::").skip(1).collect::<Vec<_>>().join("__")
}

/// Returns the name for a function in a test.
pub(crate) fn name_of_test<F>(_: &F) -> String {
    module(&std::any::type_name::<F>().replace("::{{closure}}", "")).trim_end_matches("__test").to_owned()
}

/// A snapshot that no test compares would be out of date unseen.
#[test]
fn every_snapshot_is_compared_by_a_test() {
    let names_in_tables: BTreeSet<_> = BROKEN_SPECS.iter().map(|case| case.0).collect();
    for entry in fs::read_dir(FOLDER).unwrap() {
        let file = entry.unwrap().file_name().into_string().unwrap();
        let (module, name) = file.strip_suffix(".snap").and_then(|file| file.split_once("__")).expect(&file);
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("suite").join(module).with_extension("rs");
        let source = fs::read_to_string(source).expect(&file);
        let is_compared = source.contains(&format!("fn {name}()"))
            || source.contains(&format!("\"{name}\""))
            || (module == "diagnostics" && names_in_tables.contains(name));
        assert!(is_compared, "no test compares {file}: remove it");
    }
}
