//! The client's examples, run against the emulator as a user would run them.

use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use modelarts_emulator::{Emulator, defaults};

/// An example, its arguments, and something that it prints.
const EXAMPLES: &[(&str, &[&str], &str)] = &[
    ("list_training_jobs", &[], "TRAINJOB"),
    // Before the others take time in which the seeded jobs end.
    ("search_jobs", &[], "Running"),
    ("run_training_job", &["by-example"], "it is JOBSTAT_COMPLETED"),
    ("stop_training_jobs", &["job"], ""),
    (REFUSED, &[], "check the credentials"),
    ("own_credentials", &["TOKEN"], "26 jobs"),
    ("timeouts", &[], "26 jobs"),
    ("own_http_client", &[], "26 jobs"),
    ("blocking", &[], "26 jobs"),
    ("tracing", &[], "rpc.method"),
];

/// Ends the clock of the jobs when it is dropped, also by a panic.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The example that is given a wrong secret key.
const REFUSED: &str = "handle_errors";

#[test]
fn examples_print_what_they_promise() {
    let root = modelarts_tests::workspace();
    let build = ["build", "--offline", "--package", "modelarts", "--examples", "--features", "blocking,tracing"];
    let building = Command::new(env!("CARGO")).args(build).current_dir(root).output().unwrap();
    assert!(building.status.success(), "{}", String::from_utf8_lossy(&building.stderr));
    let built = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("../debug/examples");

    let emulator = Emulator::start().unwrap();
    let token = std::env::temp_dir().join(format!("modelarts-token-{}", std::process::id()));
    std::fs::write(&token, emulator.issue_token()).unwrap();
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // Time passes for the jobs.
        scope.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                emulator.advance(Duration::from_secs(1));
                std::thread::sleep(Duration::from_millis(200));
            }
        });
        let _done = Done(&done);
        for (name, arguments, says) in EXAMPLES {
            let arguments = arguments.iter().map(|argument| match *argument {
                "TOKEN" => token.clone(),
                argument => argument.into(),
            });
            let mut example = Command::new(built.join(name));
            let run = example
                .args(arguments)
                .env_clear()
                .env("MODELARTS_ENDPOINT", emulator.url())
                .env("HUAWEICLOUD_SDK_AK", defaults::ACCESS_KEY)
                .env("HUAWEICLOUD_SDK_SK", if *name == REFUSED { "wrong" } else { defaults::SECRET_KEY })
                .env("HUAWEICLOUD_SDK_PROJECT_ID", defaults::PROJECT_ID)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&run.stdout);
            let shown = String::from_utf8_lossy(&run.stderr);
            assert!(run.status.success() && said.contains(says), "{name}: {said}\n{shown}");
        }
    });
    std::fs::remove_file(token).unwrap();
}
