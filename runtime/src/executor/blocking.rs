//! Blocking calls wait on the caller's thread. One thread, which all calls share, handles sockets and timers.

use std::cell::Cell;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use tokio::runtime::{Builder, Handle};

use crate::error::{Error, Result};
use crate::executor::process::Process;

/// A runtime whose sockets and timers are handled on its own thread.
struct Executor {
    process: Process,
    runtime: Handle,
}

/// The executor, which the first call starts. It is read without a lock: a forked process would inherit a lock that
/// nobody releases.
static EXECUTOR: OnceLock<Executor> = OnceLock::new();
/// The executor of a process that was forked after the executor of its parent was started.
static FORKED: Mutex<Option<Executor>> = Mutex::new(None);

thread_local! {
    /// Whether this is the thread that handles sockets and timers.
    static IS_EXECUTOR: Cell<bool> = const { Cell::new(false) };
    /// The number of blocking calls that wait on this thread: a closure of one may make another.
    static WAITING: Cell<usize> = const { Cell::new(0) };
}

fn executor() -> io::Result<Handle> {
    let process = Process::current();
    if EXECUTOR.get().is_none() {
        // If two threads get here at once, one executor remains idle.
        let _ = EXECUTOR.set(Executor::start(process)?);
    }
    if let Some(executor) = EXECUTOR.get().filter(|executor| executor.process == process) {
        return Ok(executor.runtime.clone());
    }
    let mut forked = FORKED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(executor) = forked.as_ref().filter(|executor| executor.process == process) {
        return Ok(executor.runtime.clone());
    }
    let executor = Executor::start(process)?;
    Ok(forked.insert(executor).runtime.clone())
}

impl Executor {
    fn start(process: Process) -> io::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        thread::Builder::new().name("modelarts-blocking".to_owned()).spawn(move || {
            IS_EXECUTOR.set(true);
            runtime.block_on(std::future::pending::<()>());
        })?;
        Ok(Self { process, runtime: handle })
    }
}

/// Returns whether the current code belongs to a blocking call.
pub(crate) fn is_current() -> bool {
    IS_EXECUTOR.get() || WAITING.get() > 0
}

/// Runs a future on its own thread, where it may block.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    let run = move || {
        // The waiting call notices that the future is gone.
        let _ = block_on(future);
    };
    let thread = thread::Builder::new().name("modelarts-login".to_owned()).spawn(run);
    thread.map(drop).map_err(not_started)
}

fn not_started(error: io::Error) -> Error {
    Error::configuration("cannot start a thread for blocking calls").with_source(error)
}

/// Polls a future on this thread until it is ready.
pub(crate) fn block_on<F: Future>(future: F) -> Result<F::Output> {
    if IS_EXECUTOR.get() {
        let message = "a blocking call on the thread that handles the sockets of blocking calls would wait for itself; \
                       use `await` there";
        return Err(Error::configuration(message));
    }
    let runtime = executor().map_err(not_started)?;
    let _context = runtime.enter();
    let _waiting = Waiting::begin();
    let signal = Arc::new(Signal { thread: thread::current(), is_set: AtomicBool::new(false) });
    let waker = Waker::from(Arc::clone(&signal));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Ok(output);
        }
        signal.wait();
    }
}

/// Counts a call that waits on this thread, until it is dropped.
struct Waiting;

impl Waiting {
    fn begin() -> Self {
        WAITING.set(WAITING.get() + 1);
        Self
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        WAITING.set(WAITING.get() - 1);
    }
}

/// Wakes a thread. The flag keeps a signal that arrives while a nested call waits on the same thread.
struct Signal {
    thread: Thread,
    is_set: AtomicBool,
}

impl Signal {
    fn wait(&self) {
        while !self.is_set.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_set.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
