//! Parallel work.

/// Applies `work` to each item on all cores, and keeps the order. The largest items come first, so that no core starts
/// one of them last.
pub(crate) fn par_map<T: Sync, R: Send>(
    items: &[T],
    size: impl Fn(&T) -> usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(items.len());
    if cores < 2 {
        return items.iter().map(work).collect();
    }
    let mut order: Vec<(usize, &T)> = items.iter().enumerate().collect();
    order.sort_by_key(|(_, item)| std::cmp::Reverse(size(item)));
    let next = std::sync::atomic::AtomicUsize::new(0);
    let mut results: Vec<(usize, R)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores)
            .map(|_| {
                scope.spawn(|| {
                    let take = || next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                    std::iter::repeat_with(take)
                        .map_while(|turn| order.get(turn).map(|(index, item)| (*index, work(item))))
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        let finished = workers.into_iter().map(std::thread::ScopedJoinHandle::join);
        // A panic of a worker continues in the caller, as without threads.
        finished.flat_map(|result| result.unwrap_or_else(|cause| std::panic::resume_unwind(cause))).collect()
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
