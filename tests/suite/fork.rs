//! Processes that are forked: calls of the child work or fail at once.

use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use modelarts::{Client, ErrorKind};
use modelarts_emulator::Emulator;

use crate::own_process;

fn list(client: &Client) -> modelarts::Result<usize> {
    Ok(client.training_jobs_v1().list().send().blocking()?.jobs.len())
}

/// Returns what a forked child says. One that hangs is an error.
fn in_child(child: impl FnOnce() -> String) -> String {
    let (mut ours, mut theirs) = UnixStream::pair().unwrap();
    match fork::fork().unwrap() {
        fork::Fork::Child => {
            let said = catch_unwind(AssertUnwindSafe(child)).unwrap_or_else(|_| "panicked".to_owned());
            theirs.write_all(said.as_bytes()).unwrap();
            drop((ours, theirs));
            std::process::exit(0);
        }
        fork::Fork::Parent(_) => {
            drop(theirs);
            ours.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
            let mut said = String::new();
            ours.read_to_string(&mut said).expect("the child hangs");
            said
        }
    }
}

#[test]
fn calls_of_a_forked_process_work_or_fail_at_once() {
    // A child of this process would inherit what other tests hold locked.
    own_process::run(&mut own_process::command("fork::calls_before_and_after_a_fork"));
}

#[test]
#[ignore = "another test runs it, in a process of its own"]
fn calls_before_and_after_a_fork() {
    let emulator = Emulator::start().unwrap();
    let unused = emulator.account_client().unwrap();
    let client = emulator.account_client().unwrap();
    // The child inherits a thread that does not run, connections, and a session.
    assert_eq!(list(&client).unwrap(), 10);

    let old = in_child(|| {
        let mut said = String::new();
        for client in [&client, &unused] {
            let error = list(client).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            said = error.to_string();
        }
        said
    });
    assert!(old.contains("build a new client"), "{old}");

    let new = in_child(|| {
        let client = emulator.account_client().unwrap();
        let jobs: Result<Vec<_>, _> = client.training_jobs_v1().list().items().concurrency(2).blocking().collect();
        // And once more, in a child of the child.
        let grandchild = in_child(|| format!("{:?}", emulator.account_client().map(|client| list(&client).unwrap())));
        format!("{} {grandchild} {}", jobs.unwrap().len(), list(&client).unwrap())
    });
    assert_eq!(new, "25 Ok(10) 10");
    assert_eq!(list(&client).unwrap(), 10, "the parent goes on");
}
