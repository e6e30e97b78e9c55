//! Lists that come in pages, as streams.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;

use crate::call::{Argument, Call, Exchange, Received};
use crate::decode::DecodeError;
use crate::error::{Error, Result};
use crate::executor;
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

/// The pages of a list: a stream, or [`Pages::try_next`].
///
/// A page is asked for when it is wanted, or a few of them at once: see [`Pages::concurrency`]. The
/// stream ends behind the last page, and behind an error.
///
/// What is on the list all the while comes once, in the list's order, as long as nothing before it
/// comes or goes. Where something does, what stands at the border of two pages may be missed or come
/// twice, as with any list that is counted by pages; the stream ends all the same.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    call: Call,
    progress: Progress,
    /// Pages that have been asked for, in the order of the list.
    ahead: VecDeque<Asked>,
    /// How many may be asked for at once.
    concurrency: usize,
    page: std::marker::PhantomData<fn() -> T>,
}

/// A page that has been asked for.
struct Asked {
    page: i64,
    answer: Asking,
}

enum Asking {
    UnderWay(Exchange),
    Here(Result<Received>),
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
    /// What the last page said of all, and how many items a full one has.
    total: Option<i64>,
    size: i64,
    /// The page before, to notice a service that does not page.
    body: Bytes,
}

impl Progress {
    /// Takes note of a page; tells whether it is to be shown.
    fn advance(&mut self, page: i64, items: usize, total: Option<i64>) -> bool {
        let items = items as i64;
        self.position = self.position.saturating_add(items);
        let is_last = items == 0 || total.is_some_and(|total| self.position >= total);
        self.next = if is_last { None } else { page.checked_add(self.step(items)) };
        self.total = total;
        self.size = self.size.max(items);
        let is_shown = self.is_first || items > 0;
        self.is_first = false;
        is_shown
    }

    /// From one page to the next, if it has so many items.
    fn step(&self, items: i64) -> i64 {
        if self.by_item { items } else { 1 }
    }

    /// The page behind the so many that have been asked for already, if the list is that long.
    fn beyond(&self, asked: usize) -> Option<i64> {
        let (next, total, asked) = (self.next?, self.total?, i64::try_from(asked).ok()?);
        let before = self.position.checked_add(self.size.checked_mul(asked)?)?;
        (before < total).then(|| next.checked_add(self.step(self.size).checked_mul(asked)?)).flatten()
    }
}

impl<T: Paged> Pages<T> {
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
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
            total: None,
            size: 0,
            body: Bytes::new(),
        };
        Self { call, progress, ahead: VecDeque::new(), concurrency: 1, page: std::marker::PhantomData }
    }

    /// So many pages at once; one after another if not set. They come in the list's order, and no more
    /// of them than this are kept.
    ///
    /// The first page is asked for alone: it says how many items there are. Where the service does not
    /// tell that, its pages come one after another all the same.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.concurrency = pages.max(1);
        self
    }

    /// The next page; nothing behind the last.
    ///
    /// It may be cancelled: what has been asked for then is not asked for again.
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
            let received = ready!(self.poll_ahead(number, context));
            let mut page = T::EMPTY;
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
                self.ahead.clear();
                return Poll::Ready(Some(Err(error)));
            }
            let is_shown = self.progress.advance(number, page.items().len(), page.total());
            // The list is another one than it was when these were asked for.
            if self.ahead.front().is_some_and(|asked| Some(asked.page) != self.progress.next) {
                self.ahead.clear();
            }
            if is_shown {
                return Poll::Ready(Some(Ok(page)));
            }
        }
    }

    /// The answer with the page that comes next. Those behind it are asked for meanwhile.
    fn poll_ahead(&mut self, next: i64, context: &mut Context<'_>) -> Poll<Result<Received>> {
        while self.ahead.len() < self.concurrency {
            let page = if self.ahead.is_empty() { Some(next) } else { self.progress.beyond(self.ahead.len()) };
            let Some(page) = page else { break };
            self.ask(page);
        }
        for asked in &mut self.ahead {
            if let Asking::UnderWay(exchange) = &mut asked.answer
                && let Poll::Ready(received) = exchange.as_mut().poll(context)
            {
                asked.answer = Asking::Here(received);
            }
        }
        match self.ahead.pop_front() {
            Some(Asked { answer: Asking::Here(received), .. }) => Poll::Ready(received),
            Some(asked) => {
                self.ahead.push_front(asked);
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }

    fn ask(&mut self, page: i64) {
        if let Some(pages) = self.call.operation().pages() {
            self.call.set(pages.page, Argument::Number(page));
        }
        self.ahead.push_back(Asked { page, answer: Asking::UnderWay(executor::driven(self.call.clone().exchange())) });
    }
}

fn repeated(page: i64, status: u16) -> Error {
    let message = format!("page {page} is the same as the page before it; the list would have no end");
    Error::decode(status, DecodeError::new(message))
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

/// The items of a list: a stream, or [`Items::try_next`].
///
/// What holds for [`Pages`] holds here too. Memory is needed for as many pages as are asked for at once.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T: Paged> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T::Item>,
}

impl<T: Paged> Items<T> {
    #[doc(hidden)]
    pub fn new(call: Call) -> Self {
        Self { pages: Pages::new(call), page: Vec::new().into_iter() }
    }

    /// So many pages at once, as in [`Pages::concurrency`].
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.pages = self.pages.concurrency(pages);
        self
    }

    /// The next item; nothing behind the last.
    ///
    /// It may be cancelled: no item is lost.
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
#[doc(hidden)]
#[macro_export]
macro_rules! paged {
    ($page:ident { items $items:ident: $item:ty $(, total $total:ident)? }) => {
        impl $crate::Paged for $page {
            type Item = $item;

            #[inline]
            fn items(&mut self) -> &mut ::std::vec::Vec<$item> {
                &mut self.$items
            }

            $(#[inline]
            fn total(&self) -> ::core::option::Option<i64> {
                $crate::page::Count::count(self.$total)
            })?
        }
    };
}
pub use paged;

/// A number of items, where the service tells it.
pub trait Count {
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
