//! Lists that come in pages, as streams.

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::call::{Argument, Call, Exchange};
use crate::decode::DecodeError;
use crate::error::{Error, Result};
use crate::record::Place;

/// One page of a list.
///
/// Implemented by generated types only.
pub trait Paged: Place {
    /// What the list is of.
    type Item: Send;

    /// The items of this page.
    #[doc(hidden)]
    fn items(&mut self) -> &mut Vec<Self::Item>;

    /// The number of items on all pages, where the service tells it.
    #[doc(hidden)]
    fn total(&self) -> Option<i64> {
        None
    }
}

/// The pages of a list, one after another: a stream, or [`Pages::try_next`].
///
/// A page is asked for when it is wanted. The stream ends behind the last page, and behind an
/// error. Items that come or go on the server meanwhile may be missed or come twice, as with any
/// list that is counted by pages.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    call: Call,
    progress: Progress,
    exchange: Option<Exchange>,
    page: std::marker::PhantomData<fn() -> T>,
}

/// How far a list has been read.
struct Progress {
    /// The page to ask for; nothing behind the last.
    next: Option<i64>,
    /// Items before the next page.
    position: i64,
    /// Whether pages are told by their first item.
    by_item: bool,
    is_first: bool,
    /// The page before, to notice a service that does not page.
    body: Bytes,
}

impl Progress {
    /// Takes note of a page; tells whether it is to be shown.
    fn advance(&mut self, page: i64, items: usize, total: Option<i64>) -> bool {
        self.position = self.position.saturating_add(items as i64);
        let is_last = items == 0 || total.is_some_and(|total| self.position >= total);
        let step = if self.by_item { items as i64 } else { 1 };
        self.next = if is_last { None } else { page.checked_add(step) };
        let is_shown = self.is_first || items > 0;
        self.is_first = false;
        is_shown
    }
}

impl<T: Paged> Pages<T> {
    pub(crate) fn new(call: Call) -> Self {
        let pages = call.operation().pages();
        // A smaller number than the first asks for everything at once: that is no page.
        let next = pages.map(|pages| call.number_of(pages.page).unwrap_or(pages.first).max(pages.first));
        let position = pages.map_or(0, |pages| {
            let size = call.number_of(pages.size).unwrap_or(pages.default_size);
            let size = if pages.by_item { 1 } else { size };
            next.map_or(0, |page| page.saturating_sub(pages.first).saturating_mul(size))
        });
        let progress = Progress {
            next,
            position,
            by_item: pages.is_some_and(|pages| pages.by_item),
            is_first: true,
            body: Bytes::new(),
        };
        Self { call, progress, exchange: None, page: std::marker::PhantomData }
    }

    /// The next page; nothing behind the last.
    ///
    /// # Errors
    ///
    /// Those of the operation. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            let Some(number) = self.progress.next else { return Poll::Ready(None) };
            let exchange = self.exchange.get_or_insert_with(|| {
                if let Some(pages) = self.call.operation().pages() {
                    self.call.set(pages.page, Argument::Number(number));
                }
                self.call.clone().exchange()
            });
            let received = ready!(exchange.as_mut().poll(context));
            self.exchange = None;
            let mut page = T::default();
            let read = received.and_then(|received| {
                received.read(page.slot())?;
                if !page.items().is_empty() && received.answer.body == self.progress.body {
                    return Err(repeated(number, received.answer.status).with_operation(self.call.operation()));
                }
                self.progress.body = received.answer.body;
                Ok(())
            });
            if let Err(error) = read {
                self.progress.next = None;
                return Poll::Ready(Some(Err(error)));
            }
            if self.progress.advance(number, page.items().len(), page.total()) {
                return Poll::Ready(Some(Ok(page)));
            }
        }
    }
}

fn repeated(page: i64, status: u16) -> Error {
    let message = format!("page {page} is the same as the page before it; the list would have no end");
    Error::decode(status, DecodeError { path: String::new(), message })
}

impl<T: Paged> Stream for Pages<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.get_mut().poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages").field("call", &self.call).field("next", &self.progress.next).finish_non_exhaustive()
    }
}

/// The items of a list, page after page: a stream, or [`Items::try_next`].
///
/// What holds for [`Pages`] holds here too. Memory is needed for one page at a time.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T: Paged> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T::Item>,
}

impl<T: Paged> Items<T> {
    pub(crate) fn new(call: Call) -> Self {
        Self { pages: Pages::new(call), page: Vec::new().into_iter() }
    }

    /// The next item; nothing behind the last.
    ///
    /// # Errors
    ///
    /// Those of the operation. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<T::Item>> {
        poll_fn(|context| self.poll_item(context)).await.transpose()
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T::Item>>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                Some(Ok(mut page)) => self.page = std::mem::take(page.items()).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T: Paged> Stream for Items<T>
where
    T::Item: Unpin,
{
    type Item = Result<T::Item>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}

impl<T: Paged> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}

/// Makes a record one page of a list.
macro_rules! paged {
    ($page:ident { items $items:ident: $item:ty $(, total $total:ident)? }) => {
        impl $crate::Paged for $page {
            type Item = $item;

            #[inline]
            fn items(&mut self) -> &mut Vec<$item> {
                &mut self.$items
            }

            $(#[inline]
            fn total(&self) -> Option<i64> {
                $crate::page::Count::count(self.$total)
            })?
        }
    };
}
pub(crate) use paged;

/// A number of items, where the service tells it.
pub(crate) trait Count {
    fn count(self) -> Option<i64>;
}

impl Count for i32 {
    fn count(self) -> Option<i64> {
        Some(self.into())
    }
}

impl Count for i64 {
    fn count(self) -> Option<i64> {
        Some(self)
    }
}

impl<T: Count> Count for Option<T> {
    fn count(self) -> Option<i64> {
        self.and_then(T::count)
    }
}
