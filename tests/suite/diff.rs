//! What a change of the spec means for callers and on the wire.

mod random;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use modelarts_codegen::diff::{Change, Class, diff, positions};
use modelarts_codegen::{Api, Sources, read};
use modelarts_tests::{SPEC_CHANGES, SpecChange, amount, changing_spec};

use crate::snapshots::assert_snapshot;

fn api(name: &str, sources: &Sources) -> Api {
    read(sources).unwrap_or_else(|found| panic!("{name}: {found}"))
}

/// Returns the most severe class for callers and on the wire.
fn classes(changes: &[Change]) -> (Class, Class) {
    let most = |of: fn(&Change) -> Class| changes.iter().map(of).max().unwrap_or(Class::None);
    (most(|change| change.callers.class), most(|change| change.wire.class))
}

/// The specs with each change, and what is wrong with those that are not valid.
static CHANGED: LazyLock<Vec<Result<Api, String>>> = LazyLock::new(|| {
    let changed = |row: &SpecChange| read(&row.apply()).map_err(|found| format!("{}: {found}", row.name));
    SPEC_CHANGES.iter().map(changed).collect()
});

#[test]
fn each_kind_of_change_is_judged_for_callers_and_on_the_wire() {
    let (old_sources, mut said, mut wrong) = (changing_spec(), String::new(), Vec::new());
    let old = api("unchanged", &old_sources);
    for (row, new) in SPEC_CHANGES.iter().zip(&*CHANGED) {
        let new = match new {
            Ok(new) => new,
            Err(found) => {
                wrong.push(found.clone());
                continue;
            }
        };
        let new_sources = row.apply();
        let changes = diff(&old, new);
        if classes(&changes) != (row.callers, row.wire) {
            let shown: Vec<_> = changes.iter().map(|change| change.describe(str::to_owned)).collect();
            wrong.push(format!("{}: {:?}: {shown:#?}", row.name, classes(&changes)));
        }
        said += &format!("# {}\n", row.name);
        for (change, (line, _)) in changes.iter().zip(positions(&changes, &old_sources, &new_sources)) {
            said += &format!("{}:{line}: {}\n", change.place.file, change.describe(|value| format!("`{value}`")));
            for (side, judgment) in [("callers", &change.callers), ("wire", &change.wire)] {
                said += &format!("  {side}: {}: {}\n", judgment.class.as_str(), judgment.reason);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(SPEC_CHANGES.len() > 130, "{}", SPEC_CHANGES.len());
    let names: BTreeSet<_> = SPEC_CHANGES.iter().map(|row| row.name).collect();
    assert_eq!(names.len(), SPEC_CHANGES.len());
    assert_snapshot!(said);
}

#[test]
fn a_reverted_change_is_reported() {
    let old = api("unchanged", &changing_spec());
    for (row, new) in SPEC_CHANGES.iter().zip(&*CHANGED).step_by(amount("STEP", 5, 1)) {
        let new = new.as_ref().unwrap();
        let is_same = (row.callers, row.wire) == (Class::None, Class::None);
        assert_eq!(diff(new, &old).is_empty(), is_same, "{}", row.name);
        assert_eq!(diff(new, new), [], "{}", row.name);
    }
}
