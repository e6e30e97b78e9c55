//! The loop of the measured client programs.
//!
//! Arguments: the address, then `PAGE:CALLS` pairs. Prints `page wall_us cpu_us allocations` for
//! each pair: the time and the number of allocations of a call.

use std::future::Future;
use std::time::Instant;

use nix::time::{ClockId, clock_gettime};

fn cpu_seconds() -> f64 {
    let time = clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID).expect("the system has a CPU clock for each process");
    time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9
}

/// Measures calls. `make` creates the client; `call` makes one call and returns the number of jobs and
/// the sum of their IDs, so that no client can skip decoding.
pub fn run<C: Clone, F>(make: impl Fn(&str) -> C, call: impl Fn(C, u32) -> F)
where
    F: Future<Output = (usize, i64)>,
{
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("tokio starts");
    let client = make(&arguments[1]);
    for argument in &arguments[2..] {
        let (page, calls) = argument.split_once(':').expect("PAGE:CALLS");
        let (page, calls): (u32, u32) = (page.parse().expect("a number"), calls.parse().expect("a number"));
        let many = i64::from(page);
        let expected = (page as usize, many * 10_000 + many * (many - 1) / 2);
        let times = |count: u32| {
            runtime.block_on(async {
                for _ in 0..count {
                    assert_eq!(call(client.clone(), page).await, expected);
                }
            });
        };
        times(50);
        let (wall, cpu) = (Instant::now(), cpu_seconds());
        times(calls);
        let (wall, cpu) = (wall.elapsed().as_secs_f64(), cpu_seconds() - cpu);
        let allocations = allocation_counter::measure(|| times(100)).count_total as f64 / 100.0;
        let per_call = |seconds: f64| seconds * 1e6 / f64::from(calls);
        println!("{page} {:.2} {:.2} {allocations:.1}", per_call(wall), per_call(cpu));
    }
}
