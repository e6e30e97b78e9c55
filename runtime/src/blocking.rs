//! The same calls, for programs without an executor: each waits on the caller's thread while the work
//! is done on one thread that all of them share.

use std::fmt;
use std::future::{Future, IntoFuture, poll_fn};
use std::io;
use std::pin::Pin;
use std::sync::mpsc;
use std::sync::{Mutex, PoisonError};

use futures_core::Stream;
use tokio::runtime::{Builder, Handle};

use crate::call::Sending;
use crate::error::{Error, Result};
use crate::page::{Items, Paged, Pages};
use crate::record::Place;
use crate::wait::{Wait, WaitError};

/// The executor, which is started by the first call.
static EXECUTOR: Mutex<Option<Handle>> = Mutex::new(None);

fn executor() -> io::Result<Handle> {
    let mut executor = EXECUTOR.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(handle) = &*executor {
        return Ok(handle.clone());
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    std::thread::Builder::new()
        .name("modelarts-blocking".to_owned())
        .spawn(move || runtime.block_on(std::future::pending::<()>()))?;
    *executor = Some(handle.clone());
    Ok(handle)
}

/// Lets a future run to its end on the shared thread.
fn block_on<F>(future: F) -> Result<F::Output>
where
    F: Future + Send + 'static,
    F::Output: Send + 'static,
{
    let failed = "the thread for blocking calls cannot be started";
    let handle = executor().map_err(|error| Error::configuration(failed).with_source(error))?;
    let (sender, receiver) = mpsc::sync_channel(1);
    handle.spawn(async move {
        // The receiver waits below.
        let _ = sender.send(future.await);
    });
    receiver.recv().map_err(|error| Error::configuration("the thread for blocking calls is gone").with_source(error))
}

impl<T: Place + Send + 'static> Sending<T> {
    /// Waits for the answer on this thread, in programs without an executor.
    ///
    /// Not to be called from asynchronous code: there it would hold up the executor's thread.
    ///
    /// ```no_run
    /// let client = modelarts::Client::from_env()?;
    /// let page = client.list_training_jobs().send().blocking()?;
    /// # Ok::<(), modelarts::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of the operation.
    pub fn blocking(self) -> Result<T> {
        block_on(self)?
    }
}

impl<T: Place + Send + 'static> Wait<'static, T> {
    /// Waits on this thread, in programs without an executor, as [`Sending::blocking`] does.
    ///
    /// # Errors
    ///
    /// Those of the waiting.
    pub fn blocking(self) -> std::result::Result<T, WaitError<T>> {
        block_on(self.into_future())?
    }
}

macro_rules! blocking_stream {
    ($stream:ident) => {
        impl<T: Paged> $stream<T>
        where
            Self: Stream + Send + Unpin + 'static,
            <Self as Stream>::Item: Send,
        {
            /// An iterator that waits on the caller's thread, in programs without an executor, as
            /// [`Sending::blocking`] does.
            pub fn blocking(self) -> Blocking<Self> {
                Blocking::new(self)
            }
        }
    };
}
blocking_stream!(Pages);
blocking_stream!(Items);

/// A stream as an iterator that waits.
#[must_use = "an iterator does nothing until it is asked"]
pub struct Blocking<S>(Option<S>);

impl<S> Blocking<S> {
    #[doc(hidden)]
    pub fn new(stream: S) -> Self {
        Self(Some(stream))
    }
}

impl<S, T> Iterator for Blocking<S>
where
    S: Stream<Item = Result<T>> + Send + Unpin + 'static,
    T: Send + 'static,
{
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let mut stream = self.0.take()?;
        let next = block_on(async move {
            let next = poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await;
            (stream, next)
        });
        match next {
            Ok((stream, next)) => {
                self.0 = Some(stream);
                next
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<S> fmt::Debug for Blocking<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Blocking").finish_non_exhaustive()
    }
}
