//! Lists that come in pages, as streams.

mod cursor;
mod fingerprint;
#[cfg(test)]
mod model;
mod progress;
mod seen;

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;

use self::cursor::{CursorPage, CursorProgress};
use self::fingerprint::Fingerprints;
use self::progress::{ListError, NewItems, Paging, Progress, Window};
use super::arguments::Argument;
use super::call::Call;
use super::raw_response::RawResponse;
use super::send::CallFuture;
use crate::error::Result;
use crate::executor::runtime;
use crate::value::decode::DecodeError;
use crate::value::slot::ApiValue;

/// One page of a list.
///
/// Only generated types implement it.
pub trait Paged: ApiValue {
    /// The type of the items.
    type Item: ApiValue;

    /// The path to the key of an item, by the indexes of fields; empty if there is none.
    #[doc(hidden)]
    const KEY: &'static [usize] = &[];

    /// Returns the items of this page.
    #[doc(hidden)]
    fn items(&mut self) -> &mut Vec<Self::Item>;

    /// Returns the number of items on all pages, if the service reports it.
    #[doc(hidden)]
    fn total(&self) -> Option<i64> {
        None
    }

    /// Returns the cursor of the next page, if there is one.
    #[doc(hidden)]
    fn next(&self) -> Option<String> {
        None
    }
}

/// The pages of a list: a stream, or [`Pages::try_next`].
///
/// A page is requested when it is needed, or a few of them at once: see [`Pages::concurrency`]. The stream ends after
/// the last page, and after an error.
///
/// If it ends without an error, it has returned every item that was on the list all the time. This holds even if you
/// stop, delete or update items while you read, or others create some:
///
/// - While the list does not move, its items are returned once, in its order, and each page is requested once.
/// - The list has moved if its total changes, if an item is repeated, or if a client of this process changes something
///   at the same address. From then on pages overlap, may have up to twice as many items, and return only new items.
///   Items that were missed follow later, out of order. In the end the list is read again until there is nothing new.
/// - Items of a list without a key (events) may be repeated if it moved. For other lists, the last 262,144 items are
///   remembered, and earlier ones may be repeated.
/// - If the list ends before its total is reached, or does not end, the stream ends with an error.
///
/// A list that is read by cursors ends where the service says so: what its cursors return while the list changes is up to
/// the service. Items with a key are returned once, and a cursor that repeats is an error. Its pages are requested one after
/// another.
///
/// A change by another program between two requests goes unnoticed if the total stays the same: one item was removed
/// from an earlier page, and one was created after it.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T> {
    call: Call,
    progress: Progress,
    fingerprints: Fingerprints,
    /// Requested pages, in the order of the list.
    ahead: VecDeque<RequestedPage>,
    /// How the list is read if its pages have cursors. Boxed, because few lists have them.
    cursor: Option<Box<CursorProgress>>,
    /// The most pages that are requested at once.
    concurrency: usize,
    /// How many changes had ended when the previous page was requested.
    quiet_since: u64,
    page: std::marker::PhantomData<fn() -> T>,
}

/// A requested page.
struct RequestedPage {
    window: Window,
    /// How many changes of this process had ended when it was requested.
    quiet_since: u64,
    state: PageState,
}

enum PageState {
    InFlight(CallFuture),
    /// The response, and how many changes had begun when it arrived.
    Received(Result<RawResponse>, u64),
}

impl<T: Paged> Pages<T> {
    #[doc(hidden)]
    pub fn new(mut call: Call) -> Self {
        let paging = paging(&mut call, !T::KEY.is_empty());
        let mut progress = Progress::new(paging.unwrap_or(NOT_PAGED));
        if paging.is_none() {
            progress.end();
        }
        let cursor = call.arguments.operation.cursor();
        let cursor = cursor.map(|cursor| Box::new(CursorProgress::new(cursor, !T::KEY.is_empty())));
        Self {
            cursor,
            call,
            progress,
            fingerprints: Fingerprints::new(T::KEY),
            ahead: VecDeque::new(),
            concurrency: 1,
            quiet_since: u64::MAX,
            page: std::marker::PhantomData,
        }
    }

    /// Sets how many pages are requested at once. Default: 1. They are returned in the order of the list, and no more
    /// of them are kept.
    ///
    /// The first page is requested alone, because it has the total. If the service does not report a total, or once the
    /// list has moved, pages are requested one after another anyway.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.concurrency = pages.max(1);
        self
    }

    /// Returns the next page, or `None` after the last.
    ///
    /// It is cancellation-safe: a requested page is not requested again.
    ///
    /// # Errors
    ///
    /// Those of the operation. The stream has then ended.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| self.poll_page(context)).await.transpose()
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        loop {
            if let Some(cursor) = &mut self.cursor {
                let Some(received) = ready!(poll_cursor(&mut self.call, cursor, context)) else {
                    return Poll::Ready(None);
                };
                if let Some(page) = self.advance_cursor(received) {
                    return Poll::Ready(Some(page));
                }
                continue;
            }
            let Some(window) = self.progress.next() else { return Poll::Ready(None) };
            let (received, is_quiet) = ready!(self.poll_ahead(window, context));
            let mut page = T::empty();
            let shown = received.and_then(|received| {
                received.decode(page.slot())?;
                let fingerprints = self.fingerprints.of(page.items());
                let total = page.total();
                let shown = self.progress.advance(progress::PageContent { fingerprints, total, is_quiet });
                shown.map_err(|disorder| received.error(DecodeError::new(disorder.to_string())))
            });
            // The list has changed since these were requested.
            let next = self.progress.next().map(|next| (next.page, next.size));
            if self.ahead.front().is_some_and(|requested| Some((requested.window.page, requested.window.size)) != next)
            {
                self.ahead.clear();
            }
            match shown {
                Ok(new) => {
                    if let Some(page) = with_new_items(page, new) {
                        return Poll::Ready(Some(Ok(page)));
                    }
                }
                Err(error) => {
                    self.progress.end();
                    self.ahead.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Notes a page of a list with cursors. Returns `None` if it has no new item.
    fn advance_cursor(&mut self, received: Result<RawResponse>) -> Option<Result<T>> {
        let cursor = self.cursor.as_mut()?;
        let mut page = T::empty();
        let shown = received.and_then(|received| {
            received.decode(page.slot())?;
            let fingerprints = self.fingerprints.of(page.items());
            let next = if cursor.is_marker { self.fingerprints.last_key(page.items()) } else { page.next() };
            let next = next.filter(|next| !next.is_empty());
            let next = next.map(|next| {
                let fingerprint = self.fingerprints.of_cursor(&next);
                (next, fingerprint)
            });
            let shown = cursor.advance(CursorPage { fingerprints, next });
            shown.map_err(|disorder| received.error(DecodeError::new(disorder.to_string())))
        });
        match shown {
            Ok(new) => with_new_items(page, new).map(Ok),
            Err(error) => {
                cursor.end();
                Some(Err(error))
            }
        }
    }

    /// Returns the response with the next page, and whether this process changed nothing since the previous page was
    /// requested. Meanwhile, the pages after it are requested.
    fn poll_ahead(&mut self, next: Window, context: &mut Context<'_>) -> Poll<(Result<RawResponse>, bool)> {
        while self.ahead.len() < self.concurrency {
            let window = if self.ahead.is_empty() { Some(next) } else { self.progress.beyond(self.ahead.len()) };
            let Some(window) = window else { break };
            self.request(window);
        }
        for requested in &mut self.ahead {
            if let PageState::InFlight(call) = &mut requested.state
                && let Poll::Ready(received) = call.as_mut().poll(context)
            {
                requested.state = PageState::Received(received, self.call.client.shared.changes.begun());
            }
        }
        match self.ahead.pop_front() {
            Some(RequestedPage { state: PageState::Received(received, begun), quiet_since, .. }) => {
                let is_quiet = self.quiet_since.min(quiet_since) == begun;
                self.quiet_since = quiet_since;
                Poll::Ready((received, is_quiet))
            }
            Some(requested) => {
                self.ahead.push_front(requested);
                Poll::Pending
            }
            None => Poll::Pending,
        }
    }

    fn request(&mut self, window: Window) {
        let quiet_since = self.call.client.shared.changes.ended();
        if let Some(pages) = self.call.arguments.operation.pages() {
            self.call.arguments.set(pages.page, Argument::Number(window.page));
            if let Some(size) = window.size {
                self.call.arguments.set(pages.size, Argument::Number(size));
            }
        }
        let state = PageState::InFlight(runtime::driven(self.call.clone().send()));
        self.ahead.push_back(RequestedPage { window, quiet_since, state });
    }
}

/// Returns a page with its new items only, or `None` if it has none.
fn with_new_items<T: Paged>(mut page: T, new: NewItems) -> Option<T> {
    match new {
        NewItems::None => return None,
        NewItems::All => {}
        NewItems::Marked(marks) => {
            let mut marks = marks.into_iter();
            page.items().retain(|_| marks.next().unwrap_or(true));
        }
    }
    Some(page)
}

/// Returns the response with the next page of a list with cursors, or `None` after the last.
fn poll_cursor(
    call: &mut Call,
    cursor: &mut CursorProgress,
    context: &mut Context<'_>,
) -> Poll<Option<Result<RawResponse>>> {
    if cursor.has_ended() {
        return Poll::Ready(None);
    }
    let in_flight = cursor.in_flight.get_or_insert_with(|| {
        if let Some(next) = cursor.next.take() {
            call.arguments.set(cursor.parameter, Argument::Text(next));
        }
        call.clone().send()
    });
    let received = ready!(in_flight.as_mut().poll(context));
    cursor.in_flight = None;
    Poll::Ready(Some(received))
}

/// The paging of an operation that is not a list.
const NOT_PAGED: Paging = Paging { by_item: false, first: 0, begin: 0, size: 0, max_size: 1, has_key: false };

/// Returns how a call is paged. If the size is neither set nor documented, it is set to the largest that is allowed.
fn paging(call: &mut Call, has_key: bool) -> Option<Paging> {
    let pages = call.arguments.operation.pages()?;
    // A smaller number requests everything at once, which is not a page.
    let begin = call.arguments.number_of(pages.page).unwrap_or(pages.first).max(pages.first);
    let mut size = call.arguments.number_of(pages.size).unwrap_or(pages.default_size);
    if let (0, None, Some(max_size)) = (size, call.arguments.number_of(pages.size), pages.max_size) {
        size = max_size;
        call.arguments.set(pages.size, Argument::Number(size));
    }
    let max_size = pages.max_size.unwrap_or(size);
    Some(Paging { by_item: pages.by_item, first: pages.first, begin, size, max_size, has_key })
}

impl fmt::Display for ListError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeated { page } => {
                write!(f, "page {page} repeats the items of the page before it; the list would not end")
            }
            Self::Short { items, total } => write!(
                f,
                "the list ended after {items} items, but its total is {total}; list it again, or page by page with \
                 `page`"
            ),
            Self::Cursor => f.write_str("the next cursor was used before; the list would not end"),
            Self::Endless { items } => write!(
                f,
                "the list keeps moving: nothing new after {items} items; list it again when there are fewer changes"
            ),
        }
    }
}

impl<T: Paged> Stream for Pages<T> {
    type Item = Result<T>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<T>>> {
        self.get_mut().poll_page(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("call", &self.call)
            .field("next", &self.progress.next().map(|next| next.page))
            .finish_non_exhaustive()
    }
}

/// The items of a list: a stream, or [`Items::try_next`].
///
/// The guarantees of [`Pages`] apply: you may stop, delete or update the items that you get. Memory is needed for the
/// pages that are requested at once.
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

    /// Sets how many pages are requested at once, as [`Pages::concurrency`] does.
    pub fn concurrency(mut self, pages: usize) -> Self {
        self.pages = self.pages.concurrency(pages);
        self
    }

    /// Returns the next item, or `None` after the last.
    ///
    /// It is cancellation-safe: no item is lost.
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
            // Its memory is not needed while the next page is read.
            self.page = Vec::new().into_iter();
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

/// Makes a record a page of a list.
#[doc(hidden)]
#[macro_export]
macro_rules! paged {
    ($page:ident { items $items:ident$(.$inner:ident)*: $item:ty $(, total $total:ident$(.$counted:ident)*)?
        $(, next [$($next:tt)*])? $(, key [$($field:literal),*])? }) => {
        impl $crate::client::page::Paged for $page {
            type Item = $item;
            $(const KEY: &'static [usize] = &[$($field),*];)?

            #[inline]
            fn items(&mut self) -> &mut ::std::vec::Vec<$item> {
                &mut self.$items$(.$inner)*
            }

            $(#[inline]
            fn total(&self) -> ::core::option::Option<i64> {
                $crate::client::page::Count::count(self.$total$(.$counted)*)
            })?

            $(#[inline]
            fn next(&self) -> ::core::option::Option<::std::string::String> {
                $crate::client::page::Cursor::cursor(&self $($next)*)
            })?
        }
    };
}
pub use paged;

/// A cursor, if there is one.
pub trait Cursor {
    fn cursor(&self) -> Option<String>;
}

impl Cursor for String {
    fn cursor(&self) -> Option<String> {
        Some(self.clone())
    }
}

impl Cursor for i32 {
    fn cursor(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Cursor for i64 {
    fn cursor(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl<T: Cursor> Cursor for Option<T> {
    fn cursor(&self) -> Option<String> {
        self.as_ref()?.cursor()
    }
}

/// A number of items, if the service reports it.
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
