//! Blocking calls, for programs without an executor. Each waits on the caller's thread, where its closures run, too.

use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::pin::Pin;

use futures_core::Stream;

use crate::client::byte_stream::ByteStream;
use crate::client::page::{Items, Paged, Pages};
use crate::client::response_future::{FromResponse, ResponseFuture};
use crate::client::wait::Wait;
use crate::client::wait_error::WaitError;
use crate::error::Result;
use crate::executor::blocking::block_on;
use crate::value::slot::ApiValue;

impl<T: FromResponse> ResponseFuture<T> {
    /// Waits for the response on this thread, in programs without an executor.
    ///
    /// In asynchronous code it would block the executor's thread: use `await` there.
    ///
    /// ```no_run
    /// let client = modelarts::Client::from_env()?;
    /// let page = client.training_jobs_v1().list().send().blocking()?;
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

impl<T: ApiValue> Wait<'_, T> {
    /// Waits on this thread, in programs without an executor, as [`ResponseFuture::blocking`] does. The closures run on
    /// this thread, too: they may make blocking calls, and their panics propagate.
    ///
    /// # Errors
    ///
    /// Those of the wait.
    pub fn blocking(self) -> std::result::Result<T, WaitError<T>> {
        block_on(self.into_future())?
    }
}

macro_rules! blocking_stream {
    ($stream:ident) => {
        impl<T: Paged> $stream<T>
        where
            Self: Stream + Unpin,
        {
            /// Returns an iterator that waits on the caller's thread, in programs without an executor, as
            /// [`ResponseFuture::blocking`] does.
            pub fn blocking(self) -> BlockingIter<Self> {
                BlockingIter::new(self)
            }
        }
    };
}
blocking_stream!(Pages);
blocking_stream!(Items);

impl ByteStream {
    /// Returns an iterator that waits on the caller's thread, in programs without an executor, as
    /// [`ResponseFuture::blocking`] does.
    pub fn blocking(self) -> BlockingIter<Self> {
        BlockingIter::new(self)
    }
}

/// An iterator that blocks until the stream has its next item.
#[must_use = "an iterator does nothing until it is advanced"]
pub struct BlockingIter<S>(Option<S>);

impl<S> BlockingIter<S> {
    #[doc(hidden)]
    pub fn new(stream: S) -> Self {
        Self(Some(stream))
    }
}

impl<S, T> Iterator for BlockingIter<S>
where
    S: Stream<Item = Result<T>> + Unpin,
{
    type Item = Result<T>;

    fn next(&mut self) -> Option<Result<T>> {
        let stream = self.0.as_mut()?;
        match block_on(poll_fn(|context| Pin::new(&mut *stream).poll_next(context))) {
            Ok(next) => next,
            Err(error) => {
                self.0 = None;
                Some(Err(error))
            }
        }
    }
}

impl<S> fmt::Debug for BlockingIter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockingIter").finish_non_exhaustive()
    }
}
