//! Programs without an executor.

use std::time::Duration;

use modelarts::{ErrorKind, wait_until};
use modelarts_emulator::Emulator;

#[test]
fn everything_that_is_awaited_can_block() {
    let emulator = Emulator::builder().jobs(25).start().unwrap();
    let client = emulator.account_client().unwrap();
    assert_eq!(client.list_training_jobs().send().blocking().unwrap().jobs.len(), 10);
    let jobs: Result<Vec<_>, _> = client.list_training_jobs().items().concurrency(3).blocking().collect();
    assert_eq!(jobs.unwrap().len(), 25);
    assert_eq!(client.list_training_jobs().pages().blocking().count(), 3);
    let error = client.list_training_jobs().per_page(0).send().blocking().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidParameter);

    let fetching = client.clone();
    let page = wait_until(move || fetching.list_training_jobs().send(), |page| page.job_total_count > 0)
        .pauses(Duration::from_millis(1), Duration::from_millis(1))
        .blocking();
    assert_eq!(page.unwrap().job_total_count, 25);
}

#[test]
fn threads_share_a_client() {
    let emulator = Emulator::start().unwrap();
    let client = emulator.account_client().unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    assert_eq!(client.list_training_jobs().send().blocking().unwrap().jobs.len(), 10);
                }
            });
        }
    });
    assert_eq!(emulator.requests().iter().filter(|request| request.path == "/v3/auth/tokens").count(), 1);
}
