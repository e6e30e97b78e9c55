//! Finds the new text in previews of a log.
//!
//! A preview is the end of a log. Its text has replacement characters where the log is not UTF-8, and may have other
//! line ends. Sizes in bytes therefore only tell roughly where the new text begins. The text that was read before tells
//! exactly.

use std::collections::VecDeque;
use std::ops::RangeInclusive;

use super::piece::{LogPiece, LostText};

/// The end of a log, and the sizes in bytes that the service reports.
pub(super) struct Preview {
    pub(super) content: String,
    /// Size of this part, if it is known.
    pub(super) shown: Option<u64>,
    /// Size of the whole log, if it is known.
    pub(super) size: Option<u64>,
}

/// The progress of reading a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// Size in bytes of the log up to the last text that was returned, if it is known. It is a range because one
    /// replacement character represents one to three bytes.
    pub(super) size: Option<(u64, u64)>,
    /// Length and digest of the returned text of this file, if it was read from its beginning.
    pub(super) whole: Option<Digest>,
    /// The end of the returned text.
    pub(super) tail: String,
    /// The text after it that was seen and may still change: a part of a character, or of a line end.
    pub(super) held_back: String,
}

/// Follows one log through its previews.
#[derive(Debug)]
pub(super) struct Tracker {
    progress: Progress,
    /// The most bytes that a preview shows.
    limit: u64,
    /// Whether this tracker, or the one that it continues, has seen a preview.
    has_begun: bool,
    /// Whether the text of the first preview is skipped.
    skips_first: bool,
    is_new_file: bool,
    /// The last preview that was seen, and the size of the log.
    seen: Option<(Digest, Option<u64>)>,
    pieces: VecDeque<(LogPiece, Progress)>,
}

/// The most bytes that are kept of the last text.
const TAIL: usize = 1024;
/// A text of this length is hardly in another one by accident.
const SURE: usize = 64;
const REPLACEMENT: char = char::REPLACEMENT_CHARACTER;

/// Where the new text of a preview begins.
enum NewText {
    /// After this many bytes of the content.
    Point(usize),
    /// At its start, which does not continue the text that was read.
    Fresh { is_new_file: bool, lost: Option<LostText> },
}

impl Tracker {
    pub(super) fn new(limit: u64) -> Self {
        let (has_begun, skips_first, is_new_file) = (false, false, false);
        Self {
            progress: Progress::default(),
            limit,
            has_begun,
            skips_first,
            is_new_file,
            seen: None,
            pieces: VecDeque::new(),
        }
    }

    pub(super) fn at_end(limit: u64) -> Self {
        Self { skips_first: true, ..Self::new(limit) }
    }

    pub(super) fn resumed(limit: u64, progress: Progress) -> Self {
        Self { progress, has_begun: true, ..Self::new(limit) }
    }

    /// Returns the next piece, and the progress after it.
    pub(super) fn take_piece(&mut self) -> Option<(LogPiece, Progress)> {
        self.pieces.pop_front()
    }

    /// Returns the progress. Before the first preview: whether that is skipped.
    pub(super) fn progress(&self) -> Result<&Progress, bool> {
        if self.has_begun { Ok(&self.progress) } else { Err(self.skips_first) }
    }

    /// Finds the new text in a preview.
    pub(super) fn update(&mut self, preview: &Preview) {
        let content = preview.content.as_str();
        if content.is_empty() && preview.size != Some(0) {
            return self.miss();
        }
        let mut digest = Digest::default();
        digest.add(content);
        if self.seen.replace((digest, preview.size)) == Some((digest, preview.size)) {
            return;
        }
        let is_cut = preview.is_cut(self.limit);
        let found = self.locate(preview, is_cut);
        let from = match found {
            NewText::Point(from) => from,
            NewText::Fresh { is_new_file, lost } => {
                self.begin(is_new_file, lost, is_cut);
                // The first character may be cut.
                if is_cut { leading_replacements(content).min(3) * REPLACEMENT.len_utf8() } else { 0 }
            }
        };
        let lost = if let NewText::Fresh { lost, .. } = found { lost } else { None };
        let new = content.get(from..).unwrap_or_default();
        let stable = new.trim_end_matches([REPLACEMENT, '\r']);
        new.get(stable.len()..).unwrap_or_default().clone_into(&mut self.progress.held_back);
        self.deliver(stable, preview.size, lost);
    }

    /// Notes that there is no log, or no text in it.
    pub(super) fn miss(&mut self) {
        // From now on, new text is after the end.
        self.skips_first &= self.has_begun;
    }

    /// Returns the text that was held back, at the end of the log.
    pub(super) fn finish(&mut self) {
        let text = std::mem::take(&mut self.progress.held_back);
        let size = self.progress.size.map(|(least, _)| least + source_bytes(&text).end());
        self.deliver(&text, size, None);
    }

    fn deliver(&mut self, text: &str, size: Option<u64>, lost: Option<LostText>) {
        let skips = std::mem::take(&mut self.skips_first);
        self.has_begun = true;
        self.progress.size = size.map(|size| {
            let held_back = source_bytes(&self.progress.held_back);
            (size.saturating_sub(*held_back.end()), size.saturating_sub(*held_back.start()))
        });
        if let Some(whole) = &mut self.progress.whole {
            whole.add(text);
        }
        append_tail(&mut self.progress.tail, text);
        let lost = lost.filter(|_| !skips);
        if skips || text.is_empty() && lost.is_none() {
            return;
        }
        let is_new_file = std::mem::take(&mut self.is_new_file);
        self.pieces.push_back((LogPiece { text: text.to_owned(), is_new_file, lost }, self.progress.clone()));
    }

    /// Begins a file, or a part of one after a gap.
    fn begin(&mut self, is_new_file: bool, lost: Option<LostText>, is_cut: bool) {
        if self.has_begun && !self.progress.held_back.is_empty() {
            self.finish();
        }
        self.is_new_file |= is_new_file;
        let whole = (!is_cut && lost.is_none()).then(Digest::default);
        self.progress = Progress { whole, ..Progress::default() };
    }

    fn locate(&self, preview: &Preview, is_cut: bool) -> NewText {
        let content = preview.content.as_str();
        let start_is_lost = || {
            let bytes = preview.size.map(|size| size.saturating_sub(preview.shown()));
            is_cut.then_some(LostText { bytes })
        };
        if !self.has_begun {
            return NewText::Fresh { is_new_file: false, lost: start_is_lost() };
        }
        let new_file = || NewText::Fresh { is_new_file: true, lost: start_is_lost() };
        let growth = match (self.progress.size, preview.size) {
            (Some((least, _)), Some(size)) if size < least => return new_file(),
            (Some((least, most)), Some(size)) => Some(size.saturating_sub(most)..=size - least),
            _ => None,
        };
        if let Some(whole) = self.progress.whole.filter(|_| preview.size.is_none() || !is_cut) {
            if whole.is_start_of(content) && (!is_cut || whole.length >= SURE) {
                return NewText::Point(whole.length);
            }
            if preview.size.is_some() {
                return new_file();
            }
        }
        match growth {
            Some(growth) if *growth.start() > preview.shown() => {
                let bytes = Some(growth.start() - preview.shown());
                NewText::Fresh { is_new_file: false, lost: Some(LostText { bytes }) }
            }
            Some(growth) => {
                let shown = preview.shown();
                let overlap = shown.saturating_sub(*growth.end())..=shown - growth.start();
                self.by_size(content, &overlap).map_or_else(new_file, NewText::Point)
            }
            None => match self.by_text(content) {
                Some(end) => NewText::Point(end),
                None if is_cut => NewText::Fresh { is_new_file: false, lost: Some(LostText { bytes: None }) },
                None => new_file(),
            },
        }
    }

    /// Returns where the text ends that was read before, if that many bytes of the log are repeated.
    fn by_size(&self, content: &str, overlap: &RangeInclusive<u64>) -> Option<usize> {
        let fits = |end: usize| meet(&source_bytes(content.get(..end).unwrap_or_default()), overlap);
        let exact = usize::try_from(*overlap.end()).ok();
        let is_clean = |end: usize| content.get(..end).is_some_and(|before| !before.contains(REPLACEMENT));
        exact
            .filter(|end| is_clean(*end) && self.continues(content, *end))
            .or_else(|| self.last_fitting_tail(content, overlap))
            .or_else(|| self.partial_overlaps(content).find(|end| fits(*end)))
            .or_else(|| self.by_text(content))
    }

    /// Returns where the text ends that was read before, by that text alone.
    fn by_text(&self, content: &str) -> Option<usize> {
        let tail = self.progress.tail.as_str();
        let whole = (tail.len() >= SURE).then(|| content.rfind(tail)).flatten().map(|start| start + tail.len());
        let cut = leading_replacements(content) * REPLACEMENT.len_utf8();
        whole.or_else(|| self.partial_overlaps(content).next().filter(|end| *end >= cut + SURE))
    }

    /// Returns the last end of the tail before which the content fits an overlap.
    fn last_fitting_tail(&self, content: &str, overlap: &RangeInclusive<u64>) -> Option<usize> {
        let tail = self.progress.tail.as_str();
        let (mut counted, mut bytes, mut last) = (0, 0..=0, None);
        for (start, _) in content.match_indices(tail).filter(|_| !tail.is_empty()) {
            let end = start + tail.len();
            let more = source_bytes(content.get(counted..end).unwrap_or_default());
            (counted, bytes) = (end, bytes.start() + more.start()..=bytes.end() + more.end());
            if meet(&bytes, overlap) {
                last = Some(end);
            }
        }
        last
    }

    /// Returns whether the content up to a byte is what was read before.
    fn continues(&self, content: &str, end: usize) -> bool {
        let Some(before) = content.get(..end) else { return false };
        let tail = &self.progress.tail;
        // Up to three bytes are left of a cut character, each of which is replaced.
        let without_cut = std::iter::successors(Some(before), |text| text.strip_prefix(REPLACEMENT)).take(4);
        before.ends_with(tail) || without_cut.into_iter().any(|text| tail.ends_with(text))
    }

    /// Returns the prefixes of the content that are a suffix of the tail, the longest first.
    fn partial_overlaps<'a>(&'a self, content: &'a str) -> impl Iterator<Item = usize> + 'a {
        let longest = content.len().min(self.progress.tail.len() + 3 * REPLACEMENT.len_utf8());
        (0..=longest).rev().filter(|end| content.is_char_boundary(*end) && self.continues(content, *end))
    }
}

fn meet(one: &RangeInclusive<u64>, other: &RangeInclusive<u64>) -> bool {
    one.start() <= other.end() && other.start() <= one.end()
}

impl Preview {
    fn shown(&self) -> u64 {
        self.shown.unwrap_or(self.content.len() as u64)
    }

    /// Returns whether the log is longer than the preview, as far as that is known.
    fn is_cut(&self, limit: u64) -> bool {
        // A cut character may be missing.
        let is_full = |bytes: u64| bytes + 4 > limit;
        let most = *source_bytes(&self.content).end();
        match self.size {
            None => is_full(most),
            Some(size) => self.shown() < size && (is_full(self.shown()) || size > most),
        }
    }
}

/// Returns how many bytes of a log a text represents: the service may have replaced bytes and line ends.
fn source_bytes(text: &str) -> RangeInclusive<u64> {
    let (mut replaced, mut lines) = (0, 0);
    for char in text.chars() {
        replaced += u64::from(char == REPLACEMENT);
        lines += u64::from(char == '\n');
    }
    let length = text.len() as u64;
    length - 2 * replaced..=length + lines
}

fn leading_replacements(text: &str) -> usize {
    text.chars().take_while(|char| *char == REPLACEMENT).count()
}

fn append_tail(tail: &mut String, text: &str) {
    tail.push_str(text);
    let too_much = tail.len().saturating_sub(TAIL);
    let from = (too_much..tail.len()).find(|from| tail.is_char_boundary(*from)).unwrap_or(tail.len());
    tail.drain(..from);
}

/// Length and FNV-1a hash of a text. The hash is stable, because positions are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Digest {
    pub(super) length: usize,
    pub(super) hash: u64,
}

impl Default for Digest {
    fn default() -> Self {
        Self { length: 0, hash: 0xcbf2_9ce4_8422_2325 }
    }
}

impl Digest {
    fn add(&mut self, text: &str) {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        self.hash = text.bytes().fold(self.hash, step);
        self.length += text.len();
    }

    fn is_start_of(&self, text: &str) -> bool {
        let mut start = Self::default();
        text.get(..self.length).is_some_and(|text| {
            start.add(text);
            start == *self
        })
    }
}
