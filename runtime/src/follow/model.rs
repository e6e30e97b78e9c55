//! Compares followers of random logs with a person who reads the logs as often.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;

use super::cursor::{Cursor, Failure, JobState, Piece, ReadResult, Source};
use super::piece::LogPiece;
use super::position::LogPosition;
use super::position::Point;
use super::preview::{Preview, Tracker};

const RUNS: u64 = 10_000;

/// What the service reports about sizes.
#[derive(Clone, Copy, PartialEq)]
enum Sizes {
    Right,
    Zero,
    Negative,
}

/// A log file, the job that writes it, and the service that shows it.
struct World {
    random: Rng,
    limit: usize,
    sizes: Sizes,
    /// Whether there are bytes that are not UTF-8.
    is_odd: bool,
    /// Whether the service writes CRLF as LF.
    is_normalized: bool,
    file: Vec<u8>,
    /// How much of the file the service showed last, which is the least that it shows now.
    shown: usize,
    /// The size that the service showed last, of this file or of the one before.
    last_size: usize,
    /// The number of reads.
    reads: u32,
    /// The job runs until this read, and its last text appears two reads later.
    lasts: u32,
    lines: u64,
    /// The number of failed reads in a row.
    failures: u32,
    was_replaced: bool,
    read: Vec<Run>,
}

/// Text that was read without a gap.
#[derive(Debug, Default, PartialEq)]
struct Run {
    is_after_loss: bool,
    bytes: Vec<u8>,
}

impl World {
    fn new(seed: u64) -> Self {
        let mut random = Rng::with_seed(seed);
        let sizes = random.choice([Sizes::Right, Sizes::Right, Sizes::Zero, Sizes::Negative]).unwrap();
        let limit = if sizes == Sizes::Right { random.usize(64..600) } else { random.usize(200..2_000) };
        let (is_odd, is_normalized, lasts) = (random.bool(), random.bool(), random.u32(0..25));
        let mut world = Self {
            random,
            limit,
            sizes,
            is_odd,
            is_normalized,
            file: Vec::new(),
            shown: 0,
            last_size: 0,
            reads: 0,
            lasts,
            lines: 0,
            failures: 0,
            was_replaced: false,
            read: vec![Run::default()],
        };
        world.replace();
        // Some followers start late.
        (0..world.random.usize(0..4)).for_each(|_| world.write());
        world
    }

    /// Starts another file, with a line that no other file has.
    fn replace(&mut self) {
        self.file = format!("{:016x} begins\n", self.random.u64(..)).into_bytes();
        (self.shown, self.was_replaced) = (0, true);
    }

    fn write(&mut self) {
        for _ in 0..self.random.u32(1..6) {
            self.lines += 1;
            let line = match self.random.u32(0..6) {
                0 => format!("step {} of many\r\n", self.lines),
                1 => format!("Verlust für {}: 0,5 → 0,4 ✓\n", self.lines),
                2 => format!("训练 {} 完成\r\n", self.lines),
                // The same line as before: only sizes tell how often it is there.
                3 if !self.is_odd && self.sizes == Sizes::Right => "------\n".to_owned(),
                4 => format!("\r{:>9} %", self.lines),
                _ => format!("Traceback {} 🦀\n", self.random.u64(..)),
            };
            self.file.extend(line.bytes());
            if self.is_odd && self.random.u32(0..3) == 0 {
                self.file.extend([0xff, 0xe9, 0xc3]);
            }
        }
        if self.random.bool() {
            // The line is incomplete.
            let cut = self.file.len().saturating_sub(self.random.usize(0..6)).max(self.shown).max(25);
            self.file.truncate(cut);
        }
    }

    fn is_over(&self) -> bool {
        self.reads > self.lasts + 2
    }

    /// Simulates the time between two reads.
    fn pass(&mut self) {
        self.reads += 1;
        if self.is_over() {
            return;
        }
        if self.random.u32(0..10) == 0 && (self.shown == 0 || self.shown > 24) {
            self.replace();
        }
        (0..self.random.usize(0..3)).for_each(|_| self.write());
    }

    /// Returns how much of the file a read shows: the service lags.
    fn shows(&mut self) -> usize {
        let size = self.file.len();
        let lags = !self.is_over() && self.random.bool();
        let shows = if lags { self.random.usize(self.shown..=size) } else { size };
        match self.is_ambiguous(shows) {
            false => shows,
            true if !self.is_over() => self.shown,
            true => {
                self.file.extend([b'.'; 100]);
                self.shows()
            }
        }
    }

    /// Returns whether nobody could tell what is new.
    fn is_ambiguous(&self, shows: usize) -> bool {
        let is_cut = shows > self.limit;
        let overlap = (self.limit + self.last_size).saturating_sub(shows);
        // Such short texts are in other texts by accident, or are a part of a character.
        let is_short = match self.was_replaced || self.sizes != Sizes::Right {
            true => overlap < 100,
            false => overlap < 8,
        };
        // Without sizes, a text this long may be the whole log.
        let text = self.decode(&self.file[..shows]);
        let most = text.len() + text.matches('\n').count() + 4;
        let is_nearly_cut = self.sizes != Sizes::Right && !is_cut && most > self.limit;
        let reaches_back = self.limit + self.last_size + 8 > shows;
        is_cut && is_short && reaches_back || is_nearly_cut
    }

    fn preview(&mut self) -> Preview {
        let end = self.shows();
        let start = end.saturating_sub(self.limit);
        self.note(start, end);
        self.last_size = end;
        let size = match self.sizes {
            Sizes::Right => Some(end as u64),
            Sizes::Zero | Sizes::Negative => (end == 0 && self.sizes == Sizes::Zero).then_some(0),
        };
        let shown = size.map(|_| (end - start) as u64);
        Preview { content: self.decode(&self.file[start..end]), shown, size }
    }

    /// Notes what a person reads.
    fn note(&mut self, start: usize, end: usize) {
        if end == 0 && self.sizes == Sizes::Negative || end == self.shown && !self.was_replaced {
            return;
        }
        let is_gap = start > self.shown;
        if std::mem::take(&mut self.was_replaced) || is_gap {
            self.read.push(Run { is_after_loss: is_gap, bytes: Vec::new() });
        }
        let from = self.shown.max(start);
        self.read.last_mut().unwrap().bytes.extend(&self.file[from..end]);
        self.shown = end;
    }

    fn decode(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes).into_owned();
        if self.is_normalized { text.replace("\r\n", "\n") } else { text }
    }

    fn runs(&self) -> Vec<(bool, String)> {
        tidy(self.read.iter().map(|run| (run.is_after_loss, self.decode(&run.bytes))))
    }
}

/// Returns the runs with text. A character that is cut by a gap does not count.
fn tidy(runs: impl Iterator<Item = (bool, String)>) -> Vec<(bool, String)> {
    let whole = |(lost, text): (bool, String)| match lost {
        true => (lost, text.trim_start_matches('\u{fffd}').to_owned()),
        false => (lost, text),
    };
    runs.map(whole).filter(|(lost, text)| *lost || !text.is_empty()).collect()
}

struct Fake {
    world: Arc<Mutex<World>>,
    tracker: Tracker,
}

impl Fake {
    fn next(&mut self) -> Option<Piece> {
        self.tracker.take_piece().map(|(piece, progress)| (piece, LogPosition(Point::Text(progress))))
    }
}

impl Source for Fake {
    type Error = &'static str;

    async fn read(&mut self) -> ReadResult<Option<Piece>, &'static str> {
        if let Some(piece) = self.next() {
            return Ok(Some(piece));
        }
        let mut world = self.world.lock().unwrap();
        world.pass();
        world.failures += 1;
        match world.random.u32(0..8) {
            0 if world.failures < 4 => return Err(Failure::Transient("503")),
            1 if world.failures < 4 && world.reads < world.lasts => return Err(Failure::Absent("404")),
            _ => {
                world.failures = 0;
                self.tracker.update(&world.preview());
            }
        }
        drop(world);
        Ok(self.next())
    }

    async fn state(&mut self) -> ReadResult<JobState, &'static str> {
        let mut world = self.world.lock().unwrap();
        match world.random.u32(0..20) {
            0 => Err(Failure::Transient("503")),
            1 => Ok(JobState::Unknown(String::new())),
            _ if world.reads > world.lasts => Ok(JobState::Ended),
            _ if world.reads < 2 => Ok(JobState::Waiting),
            _ => Ok(JobState::Running),
        }
    }

    fn finish(&mut self) -> Option<Piece> {
        self.tracker.finish();
        self.next()
    }

    fn start_at(&mut self, _: Point) {}

    fn position(&self) -> LogPosition {
        self.tracker.progress().map_or(LogPosition(Point::Start), |progress| LogPosition(Point::Text(progress.clone())))
    }

    fn silent(_: &str, _: Duration) -> &'static str {
        "silent"
    }
}

fn add(runs: &mut Vec<(bool, String)>, piece: &LogPiece) {
    if piece.is_new_file || piece.lost.is_some() {
        runs.push((piece.lost.is_some(), String::new()));
    }
    runs.last_mut().unwrap().1.push_str(piece);
}

fn cursor(world: &Arc<Mutex<World>>, position: &LogPosition) -> Cursor<Fake> {
    let limit = world.lock().unwrap().limit as u64;
    let tracker = match &position.0 {
        Point::Text(progress) => Tracker::resumed(limit, progress.clone()),
        _ => Tracker::new(limit),
    };
    Cursor::new(Fake { world: Arc::clone(world), tracker })
}

#[tokio::test(start_paused = true)]
async fn random_logs_are_read_as_a_person_reads_them_or_the_loss_is_reported() {
    let mut losses = 0;
    for seed in 0..RUNS {
        let world = Arc::new(Mutex::new(World::new(seed)));
        let mut follower = cursor(&world, &LogPosition(Point::Start));
        let mut restarts = Rng::with_seed(seed);
        let mut runs = vec![(false, String::new())];
        while let Some((piece, mut position)) = follower.next().await.unwrap_or_else(|error| panic!("{seed}: {error}"))
        {
            add(&mut runs, &piece);
            if restarts.u32(0..4) == 0 {
                // Pieces of the same read are returned before a restart.
                while let Some((piece, after)) = follower.source.next() {
                    add(&mut runs, &piece);
                    position = after;
                }
                follower = cursor(&world, &position.to_string().parse().unwrap());
            }
        }
        let world = world.lock().unwrap();
        assert_eq!(tidy(runs.into_iter()), world.runs(), "seed {seed}");
        assert_eq!(world.shown, world.file.len(), "seed {seed}: the last text was not waited for");
        losses += world.read.iter().filter(|run| run.is_after_loss).count();
    }
    assert!(losses > 100, "{losses} losses: the model is too kind");
}
