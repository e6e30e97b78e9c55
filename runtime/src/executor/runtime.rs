//! Where work runs that no caller polls: on the caller's tokio runtime, or on threads of the
//! blocking calls.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::call::Exchange;
use crate::error::{Error, Result};

/// Returns the tokio runtime of the caller. Sockets and timers panic without one.
pub(crate) fn runtime() -> Result<Handle> {
    Handle::try_current().map_err(|error| {
        let message = "the call needs a tokio runtime; await it in one, or use `.blocking()` (feature `blocking`)";
        Error::configuration(message).with_source(error)
    })
}

/// Runs a future to its end, whatever becomes of the caller.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) -> Result<()> {
    #[cfg(feature = "tracing")]
    let future = tracing::Instrument::in_current_span(future);
    #[cfg(feature = "blocking")]
    if crate::blocking::is_current() {
        return crate::blocking::spawn(future);
    }
    runtime()?.spawn(future);
    Ok(())
}

/// Sends a call that proceeds while its caller is busy with something else. Dropped, it is cancelled.
pub(crate) fn driven(exchange: Exchange) -> Exchange {
    #[cfg(feature = "tracing")]
    let exchange = Box::pin(tracing::Instrument::in_current_span(exchange));
    match Handle::try_current() {
        Ok(runtime) => Box::pin(Driven(runtime.spawn(exchange))),
        // It fails by itself.
        Err(_) => exchange,
    }
}

/// A task that ends with its owner.
struct Driven<T>(JoinHandle<T>);

impl<T> Future for Driven<Result<T>> {
    type Output = Result<T>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Poll::Ready(match ready!(Pin::new(&mut self.0).poll(context)) {
            Ok(outcome) => outcome,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(error) => {
                Err(Error::configuration("the call ended with the tokio runtime it ran on").with_source(error))
            }
        })
    }
}

impl<T> Drop for Driven<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
