//! Lists that move while they are read, in a model of a service: what was there all the time is returned.

use std::collections::BTreeSet;

use super::progress::{ListError, NewItems, PageContent, Paging, Progress};

/// Pseudorandom numbers, the same in each run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }
}

/// A service with a list.
struct Service {
    paging: Paging,
    items: Vec<u64>,
    created: u64,
    /// The most items that it returns on a page.
    cap: usize,
    /// The total that it reports, from the true one and the number of items on the page.
    total: fn(i64, i64) -> Option<i64>,
    requests: usize,
}

impl Service {
    fn new(items: u64, paging: Paging) -> Self {
        let (created, cap, requests) = (items, usize::MAX, 0);
        Self { paging, items: (0..items).collect(), created, cap, total: |total, _| Some(total), requests }
    }

    fn page(&mut self, page: i64, size: i64) -> (Vec<u64>, Option<i64>) {
        self.requests += 1;
        assert!(self.requests < 20_000, "the list does not end");
        let size = usize::try_from(size).unwrap().min(self.cap);
        let number = usize::try_from(page - self.paging.first).unwrap();
        let start = if self.paging.by_item { number } else { number * size };
        let items: Vec<_> = self.items.iter().skip(start).take(size).copied().collect();
        let total = (self.total)(self.items.len() as i64, items.len() as i64);
        (items, total)
    }

    fn create(&mut self, at: usize) {
        self.items.insert(at, self.created);
        self.created += 1;
    }
}

/// Reads a list to its end. `meanwhile` gets the items that were returned, and says whether the client notices by
/// itself that something changed.
fn read(service: &mut Service, mut meanwhile: impl FnMut(&mut Service, &[u64]) -> bool) -> Result<Vec<u64>, ListError> {
    let mut progress = Progress::new(service.paging);
    let (mut all, mut is_quiet) = (Vec::new(), true);
    while let Some(window) = progress.next() {
        let (fingerprints, total) = service.page(window.page, window.size.unwrap_or(service.paging.size));
        let items = fingerprints.clone();
        let shown: Vec<u64> = match progress.advance(PageContent { fingerprints, total, is_quiet })? {
            NewItems::None => Vec::new(),
            NewItems::All => items,
            NewItems::Marked(marks) => {
                items.into_iter().zip(marks).filter(|(_, is_shown)| *is_shown).map(|pair| pair.0).collect()
            }
        };
        all.extend(&shown);
        is_quiet = !meanwhile(service, &shown);
    }
    Ok(all)
}

fn unchanged(_: &mut Service, _: &[u64]) -> bool {
    false
}

fn numbered(size: i64, max_size: i64) -> Paging {
    Paging { by_item: false, first: 1, begin: 1, size, max_size, has_key: true }
}

/// Pages of all kinds: by number and by item, small and large, with and without room for larger ones.
fn pagings() -> impl Iterator<Item = Paging> {
    let sizes = [(1, 1000), (2, 1000), (3, 1000), (8, 8), (7, 50), (10, 1000), (50, 50), (1000, 1000)];
    sizes.into_iter().flat_map(|(size, max_size)| {
        let numbered = numbered(size, max_size);
        [numbered, Paging { first: 0, begin: 0, ..numbered }, Paging { by_item: true, first: 0, begin: 0, ..numbered }]
    })
}

#[test]
fn a_list_that_stays_needs_one_request_a_page() {
    for paging in pagings() {
        for items in [0, 1, 9, 10, 25, 1000] {
            let mut service = Service::new(items, paging);
            let all = read(&mut service, unchanged).unwrap();
            assert_eq!(all, (0..items).collect::<Vec<_>>(), "{paging:?}");
            let pages = usize::try_from(items).unwrap().div_ceil(usize::try_from(paging.size).unwrap()).max(1);
            // Whether one page that is full is all of the list is known after the next.
            let is_full = i64::try_from(items).unwrap() == paging.size;
            assert_eq!(service.requests, pages + usize::from(is_full), "{items} items, {paging:?}");
        }
    }
}

#[test]
fn for_any_total_the_list_is_complete_or_an_error() {
    let totals: [fn(i64, i64) -> Option<i64>; 5] =
        [|_, _| Some(0), |_, _| Some(-1), |_, _| None, |_, items| Some(items), |total, _| Some(total + 7)];
    for total in totals {
        for paging in pagings().filter(|paging| paging.size > 1) {
            let mut service = Service { total, ..Service::new(25, paging) };
            if let Ok(all) = read(&mut service, unchanged) {
                assert_eq!(all, (0..25).collect::<Vec<_>>(), "{:?}, {paging:?}", total(25, 10));
            }
        }
    }
    // Totals that services are known to report.
    for total in [totals[0], totals[1], totals[2], totals[3]] {
        let mut service = Service { total, ..Service::new(25, numbered(10, 1000)) };
        assert_eq!(read(&mut service, unchanged).map(|all| all.len()), Ok(25), "{:?}", total(25, 10));
    }
    let mut service = Service { total: totals[4], ..Service::new(25, numbered(10, 1000)) };
    assert_eq!(read(&mut service, unchanged), Err(ListError::Short { items: 25, total: 32 }));
}

#[test]
fn a_service_may_return_fewer_items_a_page_than_requested() {
    for cap in [1, 3, 5, 9] {
        let mut service = Service { cap, ..Service::new(25, numbered(10, 1000)) };
        assert_eq!(read(&mut service, unchanged).unwrap(), (0..25).collect::<Vec<_>>(), "{cap}");
        let paging = Paging { begin: 3, ..numbered(10, 1000) };
        let mut service = Service { cap, ..Service::new(25, paging) };
        let expected: Vec<u64> = (2 * cap as u64..25).collect();
        assert_eq!(read(&mut service, unchanged).unwrap(), expected, "{cap}, from page 3");
    }
}

#[test]
fn endlessly_repeated_items_are_an_error() {
    for has_key in [true, false] {
        let paging = Paging { has_key, ..numbered(10, 1000) };
        let mut progress = Progress::new(paging);
        let received = || PageContent { fingerprints: (0..10).collect(), total: Some(25), is_quiet: true };
        assert_eq!(progress.advance(received()), Ok(NewItems::All));
        assert_eq!(progress.advance(received()), Err(ListError::Repeated { page: 2 }));
        assert_eq!(progress.next(), None);
    }
    // The total grows, too.
    let mut progress = Progress::new(numbered(10, 1000));
    let mut total = 25;
    let ends = std::iter::repeat_with(|| {
        total += 1;
        progress.advance(PageContent { fingerprints: (0..10).collect(), total: Some(total), is_quiet: true })
    });
    assert!(ends.take(1000).any(|shown| shown.is_err()));
}

#[test]
fn a_service_that_does_not_page_has_returned_everything_at_once() {
    let mut progress = Progress::new(numbered(10, 1000));
    for items in [10, 25] {
        let received = || PageContent { fingerprints: (0..items).collect(), total: Some(items as i64), is_quiet: true };
        progress = Progress::new(numbered(10, 1000));
        assert_eq!(progress.advance(received()), Ok(NewItems::All));
        if progress.next().is_some() {
            assert_eq!(progress.advance(received()), Ok(NewItems::None));
        }
        assert_eq!(progress.next(), None);
    }
    drop(progress);
}

/// What the reader does to an item.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Nothing,
    Delete,
    /// It gets another place, as in a list that is sorted by what changes.
    Move,
}

fn act(service: &mut Service, item: u64, act: Act, random: &mut Random) -> bool {
    let Some(at) = service.items.iter().position(|known| *known == item).filter(|_| act != Act::Nothing) else {
        return false;
    };
    service.items.remove(at);
    if act == Act::Move {
        let to = random.below(service.items.len() + 1);
        service.items.insert(to, item);
    }
    true
}

fn moving(seed: u64) {
    let mut random = Random(seed);
    let pagings: Vec<_> = pagings().collect();
    let paging = pagings[random.below(pagings.len())];
    let items = [5, 25, 120][random.below(3)];
    let mut service = Service::new(items, paging);
    let acts = [[Act::Delete; 2], [Act::Delete, Act::Nothing], [Act::Nothing; 2], [Act::Move, Act::Nothing]];
    let acts = acts[random.below(4)];
    // Others create, or remove: not both between two requests, which nobody could notice.
    let (creates, removes) = [(0, 0), (3, 0), (0, 3)][random.below(3)];
    let mut removed = BTreeSet::new();
    let all = read(&mut service, |service, shown| {
        let mut changed = false;
        for item in shown {
            let chosen = acts[random.below(2)];
            changed |= act(service, *item, chosen, &mut random);
        }
        // Creating ends at some point.
        for _ in 0..random.below(creates + 1) * usize::from(service.created < 2 * items) {
            let at = random.below(service.items.len() + 1);
            service.create(at);
        }
        for _ in 0..random.below(removes + 1) {
            if !service.items.is_empty() {
                let at = random.below(service.items.len());
                removed.insert(service.items.remove(at));
            }
        }
        changed
    });
    let all = all.unwrap_or_else(|disorder| panic!("seed {seed}, {items} items, {paging:?}, {acts:?}: {disorder:?}"));
    let returned: BTreeSet<u64> = all.iter().copied().collect();
    assert_eq!(returned.len(), all.len(), "seed {seed}: an item came twice");
    for item in (0..items).filter(|item| !removed.contains(item)) {
        assert!(returned.contains(&item), "seed {seed}, {items} items, {paging:?}, {acts:?}: {item} is missing");
    }
}

#[test]
fn items_that_stay_are_returned_once_while_the_list_moves() {
    for seed in 0..10_000 {
        moving(seed);
    }
}

#[test]
fn a_deleted_list_needs_about_as_many_requests_as_pages() {
    for (size, max_size) in [(10, 1000), (50, 50)] {
        let mut service = Service::new(1000, numbered(size, max_size));
        let mut random = Random(1);
        let all = read(&mut service, |service, shown| {
            shown.iter().for_each(|item| assert!(act(service, *item, Act::Delete, &mut random)));
            true
        });
        assert_eq!((all.unwrap().len(), service.items.len()), (1000, 0));
        assert!(service.requests <= 2 * 1000 / usize::try_from(size).unwrap() + 5, "{} requests", service.requests);
    }
}

#[test]
fn lists_without_a_key_lose_nothing_while_they_move() {
    for seed in 0..2000 {
        let mut random = Random(seed);
        let by_item = random.below(2) == 0;
        let paging = Paging { has_key: false, by_item, first: 0, begin: 0, ..numbered(7, 100) };
        let mut service = Service::new(60, paging);
        let all = read(&mut service, |service, shown| {
            let delete = random.below(2) == 0;
            shown.iter().filter(|_| delete).for_each(|item| assert!(act(service, *item, Act::Delete, &mut Random(0))));
            if service.created < 90 {
                let at = random.below(service.items.len() + 1);
                service.create(at);
            }
            delete
        });
        let returned: BTreeSet<u64> = all.unwrap().into_iter().collect();
        assert!((0..60).all(|item| returned.contains(&item)), "seed {seed}");
    }
}
