//! Followers of scripted logs, in paused time.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::cursor::{Cursor, Failure, JobState, Piece, ReadResult, Source};
use super::position::{LogPosition, Point};
use super::preview::{Preview, Tracker};

const LIMIT: u64 = 100;
const SECOND: Duration = Duration::from_secs(1);

/// What a read finds: a text with the size of the log, or a failure.
#[derive(Clone, Copy)]
enum Read {
    Shows(&'static str, i64),

    Absent,
    Transient,
}
use Read::{Absent, Shows, Transient};

/// A log with one read after another, and a job with one state after another. The last ones repeat.
struct Script {
    reads: VecDeque<Read>,
    states: VecDeque<JobState>,
    tracker: Tracker,
    count: usize,
}

fn step<T: Clone>(queue: &mut VecDeque<T>) -> T {
    if queue.len() > 1 { queue.pop_front().unwrap() } else { queue[0].clone() }
}

impl Script {
    fn new(reads: &[Read], states: &[JobState]) -> Cursor<Self> {
        let (reads, states) = (reads.iter().copied().collect(), states.iter().cloned().collect());
        Cursor::new(Self { reads, states, tracker: Tracker::new(LIMIT), count: 0 })
    }

    fn next(&mut self) -> Option<Piece> {
        self.tracker.take_piece().map(|(piece, progress)| (piece, LogPosition(Point::Text(progress))))
    }
}

impl Source for Script {
    type Error = &'static str;

    async fn read(&mut self) -> ReadResult<Option<Piece>, &'static str> {
        if let Some(piece) = self.next() {
            return Ok(Some(piece));
        }
        self.count += 1;
        let (text, size, shown) = match step(&mut self.reads) {
            Shows(text, size) => (text, size, text.len()),

            Absent => {
                self.tracker.miss();
                return Err(Failure::Absent("404"));
            }
            Transient => return Err(Failure::Transient("503")),
        };
        let size = u64::try_from(size).ok().filter(|size| *size > 0 || text.is_empty());
        self.tracker.update(&Preview { content: text.to_owned(), shown: Some(shown as u64), size });
        Ok(self.next())
    }

    async fn state(&mut self) -> ReadResult<JobState, &'static str> {
        Ok(step(&mut self.states))
    }

    fn finish(&mut self) -> Option<Piece> {
        self.tracker.finish();
        self.next()
    }

    fn start_at(&mut self, _: Point) {}

    fn position(&self) -> LogPosition {
        LogPosition(self.tracker.progress().map_or(Point::Start, |progress| Point::Text(progress.clone())))
    }

    fn silent(_: &str, _: Duration) -> &'static str {
        "silent"
    }
}

/// Returns the texts of a log, with a mark where a new file begins or a text was lost.
async fn texts(cursor: &mut Cursor<Script>) -> Result<Vec<String>, &'static str> {
    let mut texts = Vec::new();
    while let Some((piece, _)) = cursor.next().await? {
        let lost = piece.lost.map(|lost| format!("<lost {:?}>", lost.bytes)).unwrap_or_default();
        let new = if piece.is_new_file { "<new>" } else { "" };
        texts.push(format!("{lost}{new}{}", piece.text));
    }
    Ok(texts)
}

async fn read(reads: &[Read], states: &[JobState]) -> Result<Vec<String>, &'static str> {
    texts(&mut Script::new(reads, states)).await
}

const RUNNING: JobState = JobState::Running;
const ENDED: JobState = JobState::Ended;

#[tokio::test(start_paused = true)]
async fn invalid_sizes_neither_repeat_text_nor_cause_extra_reads() {
    for size in [0, -1] {
        let mut cursor = Script::new(&[Shows("a\n", size), Shows("a\n", size), Shows("a\nb\n", size)], &[RUNNING]);
        assert_eq!(cursor.next().await.unwrap().unwrap().0.text, "a\n");
        assert_eq!(cursor.next().await.unwrap().unwrap().0.text, "b\n");
        let started = Instant::now();
        let more = tokio::time::timeout(3600 * SECOND, cursor.next()).await;
        assert!(more.is_err(), "nothing new comes");
        assert!(cursor.source.count < 130, "{} reads in {:?}", cursor.source.count, started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_replaced_file_is_read_from_its_beginning() {
    let old = Shows("old 1\nold 2\n", 12);
    for (reads, expected) in [
        (&[old, Shows("new\n", 4), Shows("new\nb\n", 6)][..], ["old 1\nold 2\n", "<new>new\n", "b\n"]),
        // It is as long as the old one, or longer, at the first read.
        (
            &[old, Shows("new 1\nnew 2\n", 12), Shows("new 1\nnew 2\nb\n", 14)],
            ["old 1\nold 2\n", "<new>new 1\nnew 2\n", "b\n"],
        ),
        (
            &[old, Shows("another and longer\n", 19), Shows("another and longer\nb\n", 21)],
            ["old 1\nold 2\n", "<new>another and longer\n", "b\n"],
        ),
        // It was empty in between, and without sizes.
        (&[old, Shows("", 0), Shows("new\n", 4), Shows("new\nb\n", 6)], ["old 1\nold 2\n", "<new>new\n", "b\n"]),
        (
            &[Shows("old 1\nold 2\n", -1), Shows("new\n", -1), Shows("new\nb\n", -1)],
            ["old 1\nold 2\n", "<new>new\n", "b\n"],
        ),
    ] {
        assert_eq!(read(reads, &[RUNNING, RUNNING, RUNNING, ENDED]).await.unwrap(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn text_that_was_never_shown_is_reported_as_lost() {
    let reads = [Shows("23456789", 10), Shows("456789ab", 12), Shows("mnopqrst", 30), Shows("uvwxyz01", 38)];
    let expected = ["<lost Some(2)>23456789", "ab", "<lost Some(10)>mnopqrst", "uvwxyz01"];
    assert_eq!(read(&reads, &[ENDED]).await.unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn invalid_utf8_and_line_ends_neither_lose_nor_repeat_letters() {
    // CRLF is shown as LF, a byte that is not UTF-8 as three bytes, a cut character as the rest of it.
    let reads = [Shows("a\nb\n", 6), Shows("a\nb\nc\n", 9), Shows("a\nb\nc\n\u{fffd}d\n", 13)];
    assert_eq!(read(&reads, &[ENDED]).await.unwrap(), ["a\nb\n", "c\n", "\u{fffd}d\n"]);
    let reads = [Shows("a\u{fffd}", 2), Shows("aü", 3), Shows("aüb\r", 5), Shows("aüb\r\nc", 7)];
    assert_eq!(read(&reads, &[ENDED]).await.unwrap(), ["a", "ü", "b", "\r\nc"]);
    // A part that never becomes a character is returned at the end.
    assert_eq!(read(&[Shows("a\u{fffd}", 2)], &[ENDED]).await.unwrap(), ["a", "\u{fffd}"]);
}

#[tokio::test(start_paused = true)]
async fn a_log_is_read_until_it_is_quiet_for_some_seconds_after_the_end() {
    // The traceback appears two reads later.
    let reads = [Shows("", 0), Shows("", 0), Shows("", 0), Shows("Traceback\n", 10)];
    assert_eq!(read(&reads, &[ENDED]).await.unwrap(), ["Traceback\n"]);
    let started = Instant::now();
    assert_eq!(read(&[Shows("a\n", 2)], &[ENDED]).await.unwrap(), ["a\n"]);
    assert_eq!(started.elapsed(), 5 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_missing_log_is_waited_for_until_the_job_has_begun() {
    let mut states = vec![JobState::Waiting; 500];
    states.push(RUNNING);
    states.push(ENDED);
    let mut reads = vec![Absent; 501];
    reads.push(Shows("a\n", 2));
    assert_eq!(read(&reads, &states).await.unwrap(), ["a\n"]);
    // A job that runs has a log soon. A job that has ended without one never had it.
    for (state, seconds) in [(RUNNING, 30..=62), (ENDED, 5..=30)] {
        let started = Instant::now();
        assert_eq!(read(&[Absent], &[state]).await.unwrap_err(), "404");
        assert!(seconds.contains(&started.elapsed().as_secs()), "{:?}", started.elapsed());
    }
}

#[tokio::test(start_paused = true)]
async fn a_short_outage_ends_nothing_and_loses_no_position() {
    let reads = [Shows("a\n", 2), Transient, Transient, Transient, Shows("a\nb\n", 4)];
    assert_eq!(read(&reads, &[RUNNING, RUNNING, RUNNING, RUNNING, ENDED]).await.unwrap(), ["a\n", "b\n"]);
    // A long one ends the follower, and another one resumes from the position.
    let mut cursor = Script::new(&[Shows("a\n", 2), Transient], &[RUNNING]);
    assert_eq!(texts(&mut cursor).await.unwrap_err(), "503");
    let Point::Text(progress) = cursor.source.position().to_string().parse::<LogPosition>().unwrap().0 else {
        panic!()
    };
    let mut resumed = Script::new(&[Shows("a\nb\n", 4)], &[ENDED]);
    resumed.source.tracker = Tracker::resumed(LIMIT, progress);
    assert_eq!(texts(&mut resumed).await.unwrap(), ["b\n"]);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_state_has_a_limit_without_news() {
    let started = Instant::now();
    let mut cursor = Script::new(&[Shows("a\n", 2)], &[JobState::Unknown(String::new())]);
    assert_eq!(texts(&mut cursor).await.unwrap_err(), "silent");
    assert!((600..=632).contains(&started.elapsed().as_secs()));
    let started = Instant::now();
    let mut cursor = Script::new(&[Shows("a\n", 2)], &[JobState::Unknown(String::new())]);
    cursor.settings.silence_timeout = 20 * SECOND;
    assert_eq!(texts(&mut cursor).await.unwrap_err(), "silent");
    assert!(started.elapsed() < 40 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_follower_can_start_at_the_end() {
    let at_end = |reads: &[Read]| {
        let mut cursor = Script::new(reads, &[RUNNING, RUNNING, ENDED]);
        cursor.source.tracker = Tracker::at_end(LIMIT);
        cursor
    };
    let mut cursor = at_end(&[Shows("23456789", 10), Shows("456789ab", 12)]);
    assert_eq!(texts(&mut cursor).await.unwrap(), ["ab"]);
    // A log that does not exist yet ends at its beginning.
    let mut cursor = at_end(&[Absent, Shows("a\n", 2)]);
    assert_eq!(texts(&mut cursor).await.unwrap(), ["a\n"]);
}
