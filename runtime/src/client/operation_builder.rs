//! The macro for the builders of calls.

/// Implements the builder of an operation's call, and the methods that send it.
#[doc(hidden)]
#[macro_export]
macro_rules! builder {
    ($builder:ident { $owner:ident::$method:ident $send:ident -> $response:ty $(, $pages:ident, $items:ident)? $(,)? }) => {
        #[doc = ::core::concat!(
            "A call of [`", ::core::stringify!($owner), "::", ::core::stringify!($method), "`].",
        )]
        #[derive(Clone, Debug)]
        #[must_use = "nothing is sent until `send` is awaited or the stream is polled"]
        pub struct $builder($crate::client::call::Call);

        impl $builder {
            /// Sends the call. The possible errors are listed in [`ErrorKind`](crate::ErrorKind).
            pub fn $send(self) -> $crate::client::response_future::ResponseFuture<$response> {
                $crate::client::response_future::ResponseFuture::new(self.0)
            }

            $(/// Returns the pages of the list, from the first page or the page that is set.
            #[inline]
            pub fn $pages(self) -> $crate::client::page::Pages<$response> {
                $crate::client::page::Pages::new(self.0)
            }

            /// Returns the items of the list, from the first page or the page that is set.
            #[inline]
            pub fn $items(self) -> $crate::client::page::Items<$response> {
                $crate::client::page::Items::new(self.0)
            })?
        }
    };
}
pub use builder;
