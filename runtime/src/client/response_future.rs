//! A call in flight, with the type of its response.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::call::Call;
use super::send::CallFuture;
use crate::error::Result;
use crate::value::slot::ApiValue;

/// A call in flight. Awaiting it returns the response.
#[must_use = "nothing is sent until this is awaited"]
pub struct ResponseFuture<T> {
    call: CallFuture,
    response: PhantomData<fn() -> T>,
}

impl<T> ResponseFuture<T> {
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { call: call.send(), response: PhantomData }
    }
}

impl<T: ApiValue> Future for ResponseFuture<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        let raw = ready!(self.get_mut().call.as_mut().poll(context))?;
        let mut response = T::EMPTY;
        raw.decode(response.slot())?;
        Poll::Ready(Ok(response))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
