//! Responses that are read as they arrive.

use std::fmt;
use std::future::{Future as _, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::Body as _;
use tokio::time::Sleep;

use super::raw_response::RawResponse;
use super::response_future::FromResponse;
use crate::error::{Error, Result};

/// The bytes of a response: a stream, or [`ByteStream::try_next`].
///
/// They are read as they arrive, so the memory does not depend on the size of the response, and `max_response_bytes` does
/// not limit it. The stream ends after the last bytes, and after an error. It fails if no bytes arrive within the timeout
/// of an attempt.
#[must_use = "a stream does nothing until it is polled"]
pub struct ByteStream {
    /// `None` after the end.
    body: Option<Box<reqwest::Body>>,
    response: RawResponse,
    /// The limit of the current wait.
    timer: Option<Pin<Box<Sleep>>>,
}

impl FromResponse for ByteStream {
    fn from_response(mut response: RawResponse) -> Result<Self> {
        response.accepted()?;
        Ok(Self { body: response.response.stream.take(), response, timer: None })
    }
}

impl ByteStream {
    /// Returns the next bytes, or `None` after the last.
    ///
    /// It is cancellation-safe: no bytes are lost.
    ///
    /// # Errors
    ///
    /// Those of the connection, and a timeout. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>> {
        poll_fn(|context| self.poll_bytes(context)).await.transpose()
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        loop {
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            let Poll::Ready(frame) = Pin::new(&mut **body).poll_frame(context) else {
                let timeout = self.response.stream_timeout;
                ready!(self.poll_timer(timeout, context));
                return Poll::Ready(Some(Err(self.ended_by(Error::attempt_timed_out(timeout)))));
            };
            self.timer = None;
            match frame {
                // Other frames are trailers.
                Some(Ok(frame)) => {
                    if let Ok(bytes) = frame.into_data() {
                        return Poll::Ready(Some(Ok(bytes)));
                    }
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(self.ended_by(Error::transport(error))))),
                None => self.body = None,
            }
        }
    }

    fn poll_timer(&mut self, timeout: Duration, context: &mut Context<'_>) -> Poll<()> {
        self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(timeout))).as_mut().poll(context)
    }

    /// Ends the stream with an error.
    fn ended_by(&mut self, error: Error) -> Error {
        self.body = None;
        self.response.described(error)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Bytes>>> {
        self.get_mut().poll_bytes(context)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").field("operation", &self.response.operation.name).finish_non_exhaustive()
    }
}
