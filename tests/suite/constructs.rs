//! Each construct of the language is in the README, in a feature, and in a real operation.

use std::fmt::Write as _;

use modelarts_codegen::{Sources, read};
use modelarts_tests::constructs::{CONSTRUCTS, Construct, Real, Sign, Use};
use modelarts_tests::{SERVICES, feature, service, workspace};

use crate::snapshots::assert_snapshot;

/// Returns what has a construct in a spec: the first operation, or the first file.
fn found(construct: &Construct, sources: &Sources) -> Option<String> {
    match construct.sign {
        Sign::Operation(has) => {
            let api = read(sources).unwrap();
            let operation = api.operations().find(|operation| has(&Use::new(&api, operation)))?;
            Some(operation.id.clone())
        }
        Sign::Words(words) => {
            let (file, _) = sources.files().iter().find(|(_, text)| words.iter().any(|words| text.contains(words)))?;
            Some(file.clone())
        }
    }
}

#[test]
fn every_construct_is_in_its_feature() {
    let spec = |name| if SERVICES.contains(&name) { service(name) } else { feature(name) };
    let is_missing = |construct: &&Construct| found(construct, &spec(construct.feature)).is_none();
    let missing = CONSTRUCTS.iter().filter(is_missing).map(|construct| (construct.name, construct.feature));
    assert_eq!(missing.collect::<Vec<_>>(), []);
}

#[test]
fn every_construct_has_a_row_in_the_readme() {
    let readme = std::fs::read_to_string(workspace().join("spec/README.md")).unwrap();
    let missing = CONSTRUCTS.iter().filter(|construct| !readme.contains(construct.row));
    assert_eq!(missing.map(|construct| (construct.name, construct.row)).collect::<Vec<_>>(), []);
}

#[test]
fn every_construct_has_a_real_operation() {
    let spec = Sources::read(&workspace().join("spec")).unwrap();
    let (mut table, mut missing) = (String::new(), Vec::new());
    for construct in CONSTRUCTS {
        let (place, sources) = match construct.real {
            Real::Spec => ("", spec.clone()),
            Real::Service(name) => (name, service(name)),
        };
        let real = found(construct, &sources);
        let Some(real) = real else {
            missing.push(construct.name);
            continue;
        };
        // Otherwise it belongs here.
        assert!(place.is_empty() || found(construct, &spec).is_none(), "{} is in spec/", construct.name);
        writeln!(table, "{} | {} | {place} {real}", construct.name, construct.feature).unwrap();
    }
    assert_eq!(missing, <[&str; 0]>::default());
    assert_snapshot!(table);
}
