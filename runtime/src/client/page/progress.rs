//! The progress of reading a list, and which page is next.
//!
//! While the list does not change, its pages follow each other (`straight`). Once it may have moved, pages overlap
//! (`overlapping`). A page with an item that was returned before continues the list without a gap, whatever was added
//! or removed. A page without one is read again from an earlier position.

use std::collections::VecDeque;

use super::seen::{REMEMBERED, Seen};

/// How a list is paged.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paging {
    /// Whether pages are numbered by their first item.
    pub(super) by_item: bool,
    /// The number of the first page.
    pub(super) first: i64,
    /// The number of the page to begin with.
    pub(super) begin: i64,
    /// The number of items on a page; 0 if it is not known.
    pub(super) size: i64,
    /// The largest number of items on a page that may be requested.
    pub(super) max_size: i64,
    /// Whether items have a key.
    pub(super) has_key: bool,
}

/// A page to request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    pub(super) page: i64,
    /// The number of items to request, if it differs from that of the call.
    pub(super) size: Option<i64>,
    /// The number of items before it.
    start: i64,
    /// The number of items that were requested; 0 if it is not known.
    requested: i64,
}

/// The content of a page.
#[derive(Debug)]
pub(super) struct PageContent {
    pub(super) fingerprints: Vec<u64>,
    pub(super) total: Option<i64>,
    /// Whether this process made no change since the previous page was requested.
    pub(super) is_quiet: bool,
}

/// The new items of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NewItems {
    None,
    All,
    /// The items that are marked.
    Marked(Vec<bool>),
}

/// A list that cannot be read completely.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ListError {
    /// The page has the same items as the one before.
    Repeated { page: i64 },
    /// The list ended, but its total is larger.
    Short { items: i64, total: i64 },
    /// The list keeps growing.
    Endless { items: i64 },
    /// The next cursor is one that was used before.
    Cursor,
}

/// The most requests without a new item or progress.
const IDLE: u32 = 64;
/// How often a list that moved is read again to find missed items.
const PASSES: u32 = 8;
/// The number of latest items that connect the next page.
const ANCHORS: usize = 4096;
/// The number of latest fingerprints that align pages without keys.
const TAIL: usize = 1024;

#[derive(Debug)]
pub(super) struct Progress {
    paging: Paging,
    /// The number of items before the first page.
    base: i64,
    /// The page to request, or `None` after the last.
    next: Option<Window>,
    /// The number of items before the next page.
    position: i64,
    is_first: bool,
    /// Whether the position may be further ahead: a later page was smaller than requested.
    is_uncertain: bool,
    /// The total of the last page.
    total: Option<i64>,
    distrusts_total: bool,
    /// The largest number of items on a page.
    size: i64,
    /// The most items that the service returns on a page, if it is fewer than requested.
    cap: Option<i64>,
    /// The fingerprints of the previous page.
    last: Vec<u64>,
    tail: VecDeque<u64>,
    seen: Seen,
    moved: Option<Moved>,
}

/// The progress of reading a list that moved.
#[derive(Debug)]
struct Moved {
    /// The latest items of this pass: a page with one of them leaves no gap.
    anchors: Seen,
    /// How far to step back if a page has no known item.
    back: i64,
    farthest: i64,
    idle: u32,
    /// Short pages in a row although the total is larger.
    short: u32,
    passes: u32,
    /// Whether this pass found an item.
    found: bool,
}

impl Progress {
    pub(super) fn new(paging: Paging) -> Self {
        let Paging { by_item, first, begin, size, .. } = paging;
        let base = (begin - first).saturating_mul(if by_item { 1 } else { size.max(1) });
        Self {
            paging,
            base,
            next: Some(Window { page: begin, size: None, start: base, requested: size }),
            position: base,
            is_first: true,
            is_uncertain: false,
            total: None,
            distrusts_total: false,
            size: 0,
            cap: None,
            last: Vec::new(),
            tail: VecDeque::new(),
            seen: Seen::new(REMEMBERED),
            moved: None,
        }
    }

    pub(super) fn next(&self) -> Option<Window> {
        self.next
    }

    /// Ends the list: no more pages are requested.
    pub(super) fn end(&mut self) {
        self.next = None;
    }

    /// Returns the page after the pages that are already requested, if the list is that long.
    pub(super) fn beyond(&self, requested: usize) -> Option<Window> {
        let (next, total, requested) = (self.next?, self.total?, i64::try_from(requested).ok()?);
        if self.moved.is_some() || self.is_uncertain || self.distrusts_total {
            return None;
        }
        let start = self.position.checked_add(self.size.checked_mul(requested)?)?;
        let page = next.page.checked_add(self.step(self.size).checked_mul(requested)?)?;
        (start < total).then_some(Window { page, start, ..next })
    }

    /// Notes the requested page.
    pub(super) fn advance(&mut self, received: PageContent) -> Result<NewItems, ListError> {
        let Some(window) = self.next else { return Ok(NewItems::None) };
        let total = received.total.filter(|_| !self.distrusts_total);
        let is_other_total = matches!((self.total, total), (Some(before), Some(now)) if before != now);
        self.total = total;
        let PageContent { fingerprints, is_quiet, .. } = received;
        // Nothing indicates that the list changed since the previous page.
        let is_still = is_quiet && !is_other_total;
        if self.moved.is_some() {
            return self.overlapping(window, fingerprints, is_still);
        }
        let repeats = self.paging.has_key && fingerprints.iter().any(|fingerprint| self.seen.has(*fingerprint));
        if !self.is_first && !fingerprints.is_empty() && fingerprints == self.last && is_still {
            // A service without paging has returned everything on the first page.
            let is_whole = self.total.is_some_and(|total| self.position >= total);
            self.end();
            return if is_whole { Ok(NewItems::None) } else { Err(ListError::Repeated { page: window.page }) };
        }
        if !self.is_first && (!is_still || repeats) {
            self.begin_overlap();
            if repeats {
                return self.overlapping(window, fingerprints, is_still);
            }
            self.next = Some(self.spanning(self.position));
            self.last = fingerprints;
            return Ok(NewItems::None);
        }
        self.straight(window, fingerprints)
    }

    /// Notes a page of a list that has not moved.
    fn straight(&mut self, window: Window, fingerprints: Vec<u64>) -> Result<NewItems, ListError> {
        let (items, is_first) = (count(&fingerprints), std::mem::take(&mut self.is_first));
        if items == 0 {
            return self.straight_end(window, is_first);
        }
        let is_short = items < window.requested;
        if is_first && !self.paging.by_item && window.start > 0 && is_short {
            // Either the list ends here, or the service returns fewer items on each page, including earlier ones.
            self.is_uncertain = true;
            self.position = (window.page - self.paging.first).saturating_mul(items);
        }
        self.position = self.position.saturating_add(items);
        if !self.is_uncertain {
            self.judge_total();
        }
        let is_reached = self.total.is_some_and(|total| self.position >= total);
        // The total may only count the first page, if it is full.
        let may_go_on = is_first && (window.requested == 0 || items == window.requested);
        if is_short && self.total.is_some() && !is_reached && !self.is_uncertain {
            self.cap = self.cap.max(Some(items));
        }
        self.size = self.size.max(items);
        self.next = match is_reached && !may_go_on {
            true => None,
            false => {
                let page = window.page.checked_add(self.step(items));
                page.map(|page| Window { page, start: self.position, ..window })
            }
        };
        self.note(&fingerprints, None);
        self.last = fingerprints;
        Ok(NewItems::All)
    }

    /// Notes an empty page of a list that has not moved.
    fn straight_end(&mut self, window: Window, is_first: bool) -> Result<NewItems, ListError> {
        // An uncertain position is further ahead if the list ends here.
        let position = if self.is_uncertain { self.base.saturating_add(self.seen.count) } else { self.position };
        let missing = self.total.filter(|total| *total > position);
        self.next = None;
        match missing {
            None => Ok(if is_first { NewItems::All } else { NewItems::None }),
            Some(total) if is_first || self.is_uncertain => Err(ListError::Short { items: self.seen.count, total }),
            Some(_) => {
                self.begin_overlap();
                self.next = Some(self.spanning(window.start));
                Ok(NewItems::None)
            }
        }
    }

    fn begin_overlap(&mut self) {
        let anchors = self.seen.latest(ANCHORS);
        self.moved = Some(Moved { anchors, back: 0, farthest: 0, idle: 0, short: 0, passes: 0, found: true });
        self.is_uncertain = false;
    }

    /// Notes a page of a list that has moved.
    fn overlapping(&mut self, window: Window, fingerprints: Vec<u64>, is_still: bool) -> Result<NewItems, ListError> {
        // Small sizes all divide some positions, which no page spans then.
        let is_start = window.start <= self.base || (window.start == self.position && is_still);
        let fresh = match self.fresh(window, &fingerprints) {
            Some(fresh) => fresh,
            None if is_start => self.unseen(window, &fingerprints, usize::MAX),
            None => {
                self.last = fingerprints;
                return self.step_back(window);
            }
        };
        let (items, new) = (count(&fingerprints), fresh.iter().filter(|is_fresh| **is_fresh).count());
        let is_same = items > 0 && new == 0 && is_still && fingerprints == self.last;
        if is_same && items == window.requested && window.start != self.position - items {
            self.end();
            return Err(ListError::Repeated { page: window.page });
        }
        self.position = window.start.saturating_add(items);
        if items > 0 {
            self.judge_total();
        }
        self.note(&fingerprints, Some(&fresh));
        if let Some(moved) = &mut self.moved {
            moved.anchors.extend(fingerprints.iter().copied());
        }
        self.last = fingerprints;
        self.next = self.after_overlap(window, items, new)?;
        Ok(if new == 0 { NewItems::None } else { NewItems::Marked(fresh) })
    }

    /// Returns the page after one that overlaps.
    fn after_overlap(&mut self, window: Window, items: i64, new: usize) -> Result<Option<Window>, ListError> {
        let (position, total, is_short) = (self.position, self.total, items < window.requested);
        let count = self.seen.count;
        let Some(moved) = &mut self.moved else { return Ok(None) };
        moved.back = 0;
        moved.found |= new > 0;
        let advances = new > 0 || position > moved.farthest;
        moved.farthest = moved.farthest.max(position);
        moved.idle = if advances { 0 } else { moved.idle + 1 };
        moved.short = if is_short && new == 0 { moved.short + 1 } else { 0 };
        let missing = total.filter(|total| *total > position);
        if let Some(total) = missing.filter(|_| moved.short > 1) {
            return Err(ListError::Short { items: count, total });
        }
        // Created items take positions, too, but there are never many more positions than items.
        let most = self.base.saturating_add(count.saturating_mul(2)).saturating_add(10_000);
        if moved.idle > IDLE || position > most {
            return Err(ListError::Endless { items: count });
        }
        if is_short && missing.is_some() && new > 0 && items > 0 {
            self.cap = self.cap.max(Some(items));
        }
        let ends = is_short && missing.is_none() && (total.is_some() || new == 0);
        Ok(if ends { self.next_pass(window) } else { Some(self.spanning(position)) })
    }

    /// Returns the first page again while items are found: changes may have moved them.
    fn next_pass(&mut self, window: Window) -> Option<Window> {
        let can_repeat = self.paging.has_key && self.seen.is_whole();
        let moved = self.moved.as_mut()?;
        // A single page with the whole list is complete.
        if window.start <= self.base || !moved.found || !can_repeat || moved.passes == PASSES {
            return None;
        }
        let anchors = Seen::new(ANCHORS);
        *moved = Moved { anchors, back: 0, farthest: 0, idle: 0, short: 0, passes: moved.passes + 1, found: false };
        self.last.clear();
        Some(self.spanning(self.base))
    }

    /// Steps back from a page that does not connect to the items before it.
    fn step_back(&mut self, window: Window) -> Result<NewItems, ListError> {
        let (least, count) = (self.size.max(1), self.seen.count);
        let Some(moved) = &mut self.moved else { return Ok(NewItems::None) };
        moved.idle += 1;
        if moved.idle > IDLE {
            self.end();
            return Err(ListError::Endless { items: count });
        }
        moved.back = moved.back.saturating_mul(2).max(least);
        let position = window.start.saturating_sub(moved.back).max(self.base);
        self.next = Some(self.spanning(position));
        Ok(NewItems::None)
    }

    /// Returns which items of a page are new, or `None` if none is known, so that there may be a gap.
    fn fresh(&self, window: Window, fingerprints: &[u64]) -> Option<Vec<bool>> {
        if !self.paging.has_key {
            let aligned = self.aligned(fingerprints)?;
            return Some((0..fingerprints.len()).map(|at| at >= aligned).collect());
        }
        let anchors = &self.moved.as_ref()?.anchors;
        let known = fingerprints.iter().position(|fingerprint| anchors.has(*fingerprint))?;
        Some(self.unseen(window, fingerprints, known))
    }

    /// Returns which items of a page are new. Those before the page that the call begins with are not.
    fn unseen(&self, window: Window, fingerprints: &[u64], known: usize) -> Vec<bool> {
        let is_unseen = |(at, fingerprint): (usize, &u64)| {
            !self.seen.has(*fingerprint) && (at > known || self.is_inside(window, at))
        };
        fingerprints.iter().enumerate().map(is_unseen).collect()
    }

    /// Returns whether an item is not before the page that the call begins with.
    fn is_inside(&self, window: Window, at: usize) -> bool {
        window.start.saturating_add(at as i64) >= self.base
    }

    /// Returns the number of items of a page up to the one that was returned last.
    fn aligned(&self, fingerprints: &[u64]) -> Option<usize> {
        let common = |end: &usize| {
            let pairs = fingerprints[..*end].iter().rev().zip(self.tail.iter().rev());
            pairs.take_while(|(one, other)| one == other).count()
        };
        (1..=fingerprints.len()).max_by_key(common).filter(|end| common(end) > 0)
    }

    /// Returns a page that begins before a position and ends after it.
    fn spanning(&self, position: i64) -> Window {
        let size = if self.paging.size > 0 { self.paging.size } else { self.size.max(1) };
        let largest = self.largest();
        let first = self.paging.first;
        if self.paging.by_item {
            let requested = size.clamp(2.min(largest), largest);
            let overlap = if largest < 2 || position <= self.base { 0 } else { (requested / 4).max(1) };
            let start = position.saturating_sub(overlap).max(self.base);
            return Window { page: first.saturating_add(start), size: Some(requested), start, requested };
        }
        let requested =
            if position <= self.base { self.aligned_size(size, largest) } else { best_size(position, size, largest) };
        let page = position / requested;
        Window { page: first.saturating_add(page), size: Some(requested), start: page * requested, requested }
    }

    /// Returns the size of a page that begins with the first page of the call.
    fn aligned_size(&self, size: i64, largest: i64) -> i64 {
        if self.base == 0 { size.saturating_mul(2).clamp(1, largest) } else { size.clamp(1, largest) }
    }

    /// Returns the size of the largest page that may be requested.
    fn largest(&self) -> i64 {
        self.cap.unwrap_or(i64::MAX).min(self.paging.max_size.max(self.paging.size)).max(1)
    }

    /// Returns the step from one page to the next.
    fn step(&self, items: i64) -> i64 {
        if self.paging.by_item { items } else { 1 }
    }

    /// A total that is smaller than what was read is ignored.
    fn judge_total(&mut self) {
        if self.total.is_some_and(|total| total < self.position) {
            self.distrusts_total = true;
            self.total = None;
        }
    }

    fn note(&mut self, fingerprints: &[u64], fresh: Option<&[bool]>) {
        let is_fresh = |at: usize| fresh.is_none_or(|fresh| fresh.get(at) == Some(&true));
        let fresh =
            fingerprints.iter().enumerate().filter(|(at, _)| is_fresh(*at)).map(|(_, fingerprint)| *fingerprint);
        if self.paging.has_key {
            self.seen.extend(fresh);
            return;
        }
        for fingerprint in fresh {
            self.seen.count += 1;
            self.tail.push_back(fingerprint);
        }
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
    }
}

fn count(fingerprints: &[u64]) -> i64 {
    i64::try_from(fingerprints.len()).unwrap_or(i64::MAX)
}

/// Returns the size of numbered pages of which one begins before a position and ends after it: the size with the most
/// new items if a quarter of a page overlaps.
fn best_size(position: i64, size: i64, largest: i64) -> i64 {
    let most = size.saturating_mul(2).saturating_add(10).min(largest);
    let overlap = |requested: i64| position % requested;
    let wanted = (size / 4).max(1).min(position);
    let sizes = (size.min(most) / 2).max(1)..=most;
    let best = |wanted: i64| {
        let enough = sizes.clone().filter(|requested| overlap(*requested) >= wanted);
        enough.max_by_key(|requested| requested - overlap(*requested))
    };
    best(wanted).or_else(|| best(1)).unwrap_or(size.clamp(1, largest))
}
