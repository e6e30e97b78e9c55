//! Waits for the state of a thing, as generated code describes it.

use super::call::Call;
use super::response_future::ResponseFuture;
use super::wait::{Wait, wait_until};
use crate::value::slot::ApiValue;

/// A response that shows the state of a thing.
pub trait Stateful: ApiValue + Send + 'static {
    /// The states.
    type State: PartialEq + Send + 'static;
    /// The states that the thing never leaves by itself.
    const TERMINAL: &'static [Self::State];

    /// Returns the state, if the response has one.
    fn state(&self) -> Option<&Self::State>;
}

/// Returns whether the thing never leaves its state by itself.
pub fn is_terminal<T: Stateful>(response: &T) -> bool {
    response.state().is_some_and(|state| T::TERMINAL.contains(state))
}

/// Repeats a call until the thing is in a state.
pub fn wait_for<T: Stateful>(call: Call, wanted: T::State) -> Wait<'static, T> {
    let is_reached = move |response: &T| response.state() == Some(&wanted);
    wait_until(move || ResponseFuture::new(call.clone()), is_reached).fail_if(is_terminal)
}

/// Repeats a call until the state of the thing is terminal.
pub fn wait_for_end<T: Stateful>(call: Call) -> Wait<'static, T> {
    wait_until(move || ResponseFuture::new(call.clone()), is_terminal)
}

/// Implements [`Stateful`] for the response of an operation.
#[doc(hidden)]
#[macro_export]
macro_rules! stateful {
    ($response:ty { state $state:ty, terminal $terminal:ident, $shown:ident => $value:expr $(,)? }) => {
        impl $crate::client::stateful::Stateful for $response {
            type State = $state;
            const TERMINAL: &'static [$state] = <$state>::$terminal;

            fn state(&self) -> ::core::option::Option<&$state> {
                let $shown = self;
                $value
            }
        }
    };
}
pub use stateful;

/// Implements the methods of a builder that wait for a state.
#[doc(hidden)]
#[macro_export]
macro_rules! waits {
    ($builder:ident { $wait_for:ident $state:ty, $wait_for_end:ident -> $response:ty $(,)? }) => {
        impl $builder {
            /// Repeats the call until the state is as wanted.
            ///
            /// It ends with [`WaitError::Failed`](crate::WaitError::Failed) if the state is another terminal one.
            /// Transient failures are waited out, and so is a resource that does not exist yet.
            #[inline]
            pub fn $wait_for(self, state: $state) -> $crate::client::wait::Wait<'static, $response> {
                $crate::client::stateful::wait_for(self.0, state)
            }

            /// Repeats the call until the state is terminal: one that is never left.
            #[inline]
            pub fn $wait_for_end(self) -> $crate::client::wait::Wait<'static, $response> {
                $crate::client::stateful::wait_for_end(self.0)
            }
        }
    };
}
pub use waits;
