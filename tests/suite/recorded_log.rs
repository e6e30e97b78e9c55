//! What the client logs on the thread of a test.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, OnceLock};

use tracing::subscriber::DefaultGuard;
use tracing::{Dispatch, Level};
use tracing_subscriber::fmt::format::FmtSpan;

/// The lines that are logged.
#[derive(Clone, Default)]
pub(crate) struct RecordedLog(Arc<Mutex<Vec<u8>>>);

impl RecordedLog {
    /// Records what this thread logs up to a level, until the guard is dropped. Spans are logged when they end.
    pub(crate) fn start(level: Level) -> (Self, DefaultGuard) {
        // With one subscriber alone, `tracing` lets the first thread that reaches an event decide whether it is logged:
        // that may be the thread of another test, which logs nothing. This one is there so that there are two.
        static OTHER: OnceLock<Dispatch> = OnceLock::new();
        OTHER.get_or_init(|| Dispatch::new(tracing_subscriber::fmt().with_max_level(Level::TRACE).finish()));
        let log = Self::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(level)
            .with_span_events(FmtSpan::CLOSE)
            .with_ansi(false)
            .without_time()
            .with_writer(move || writer.clone());
        (log, tracing::subscriber::set_default(subscriber.finish()))
    }

    /// Takes the lines that were logged so far.
    pub(crate) fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().unwrap())).unwrap()
    }
}

impl Write for RecordedLog {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
