//! Futures that no caller polls run on the caller's tokio runtime, or on threads of blocking calls.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::error::{Error, Result};

/// A future on the heap.
pub(crate) type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// Returns the tokio runtime of the caller. Sockets and timers panic without one.
pub(crate) fn current() -> Result<Handle> {
    Handle::try_current().map_err(|error| {
        let message = "the call needs a tokio runtime; await it in one, or use `.blocking()` (feature `blocking`)";
        Error::configuration(message).with_source(error)
    })
}

/// Runs a future to completion, even if the caller is dropped.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    #[cfg(feature = "tracing")]
    let future = tracing::Instrument::in_current_span(future);
    #[cfg(feature = "blocking")]
    if crate::executor::blocking::is_current() {
        return crate::executor::blocking::spawn(future);
    }
    current()?.spawn(future);
    Ok(())
}

/// Runs a call that proceeds while its caller is busy. It is canceled when it is dropped.
pub(crate) fn driven<T: Send + 'static>(call: BoxFuture<Result<T>>) -> BoxFuture<Result<T>> {
    #[cfg(feature = "tracing")]
    let call = Box::pin(tracing::Instrument::in_current_span(call));
    match Handle::try_current() {
        Ok(runtime) => Box::pin(Driven(runtime.spawn(call))),
        // It returns the error itself.
        Err(_) => call,
    }
}

/// A task that is aborted when it is dropped.
struct Driven<T>(JoinHandle<T>);

impl<T> Future for Driven<Result<T>> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll(context)) {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(error) => Err(Error::configuration("the tokio runtime of the call has shut down").with_source(error)),
        })
    }
}

impl<T> Drop for Driven<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
