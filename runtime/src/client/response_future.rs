//! A call in flight, with the type of its response.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;

use super::call::Call;
use super::raw_response::RawResponse;
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

/// A type that a response can be read as.
///
/// Implemented by this crate only.
pub trait FromResponse: Sized {
    #[doc(hidden)]
    fn from_response(response: RawResponse) -> Result<Self>;
}

impl<T: ApiValue> FromResponse for T {
    #[inline]
    fn from_response(response: RawResponse) -> Result<Self> {
        let mut value = T::empty();
        response.decode(value.slot())?;
        Ok(value)
    }
}

/// The body, unchanged.
impl FromResponse for Bytes {
    fn from_response(response: RawResponse) -> Result<Self> {
        response.accepted()?;
        Ok(response.response.body)
    }
}

impl<T: FromResponse> Future for ResponseFuture<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        Poll::Ready(T::from_response(ready!(self.get_mut().call.as_mut().poll(context))?))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture").finish_non_exhaustive()
    }
}
