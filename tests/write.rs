//! Files are written only where something changed, and all of them or none.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use modelarts_codegen::write::{self, Output, Stale};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("write").join(name);
    // It may be there from the last run.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

fn output(path: &str, text: &str) -> Output {
    Output { path: path.to_owned(), text: text.to_owned() }
}

fn text(folder: &Path, path: &str) -> Option<String> {
    fs::read_to_string(folder.join(path)).ok()
}

#[test]
fn what_did_not_change_keeps_its_time() {
    let folder = folder("time");
    let outputs = [output("a.rs", "a"), output("b/c.rs", "c")];
    assert_eq!(write::write(&folder, &outputs).unwrap().len(), 2);
    let old = SystemTime::now() - Duration::from_secs(1000);
    for path in ["a.rs", "b/c.rs"] {
        fs::File::options().write(true).open(folder.join(path)).unwrap().set_modified(old).unwrap();
    }
    let changed = write::write(&folder, &[output("a.rs", "a"), output("b/c.rs", "new")]).unwrap();
    assert_eq!(changed, [Stale::Different(folder.join("b/c.rs"))]);
    let modified = |path: &str| fs::metadata(folder.join(path)).unwrap().modified().unwrap();
    assert_eq!(modified("a.rs"), old);
    assert_ne!(modified("b/c.rs"), old);
    assert!(write::write(&folder, &[output("a.rs", "a"), output("b/c.rs", "new")]).unwrap().is_empty());
}

#[test]
fn what_no_longer_belongs_is_removed() {
    let folder = folder("leftover");
    write::write(&folder, &[output("a.rs", "a"), output("b/c.rs", "c")]).unwrap();
    let outputs = [output("a.rs", "other"), output("d.rs", "d")];
    let expected = [
        Stale::Missing(folder.join("d.rs")),
        Stale::Different(folder.join("a.rs")),
        Stale::Leftover(folder.join("b/c.rs")),
    ];
    assert_eq!(write::compare(&folder, &outputs).unwrap(), expected);
    assert_eq!(write::write(&folder, &outputs).unwrap(), expected);
    assert_eq!(text(&folder, "a.rs").as_deref(), Some("other"));
    assert!(!folder.join("b").exists());
    assert!(write::compare(&folder, &outputs).unwrap().is_empty());
}

#[test]
fn a_failure_half_way_leaves_the_old_output() {
    let folder = folder("failure");
    let old = [output("a.rs", "a"), output("b.rs", "b"), output("gone.rs", "gone")];
    write::write(&folder, &old).unwrap();
    // A folder stands where the last file is to go.
    fs::create_dir_all(folder.join("z.rs/in the way")).unwrap();
    let new = [output("a.rs", "new"), output("c.rs", "new"), output("z.rs", "new")];
    let error = write::write(&folder, &new).unwrap_err();
    assert!(error.to_string().contains("z.rs"), "{error}");
    for output in &old {
        assert_eq!(text(&folder, &output.path).as_ref(), Some(&output.text), "{}", output.path);
    }
    assert_eq!(text(&folder, "c.rs"), None);
    let left: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "{left:?}");
}
