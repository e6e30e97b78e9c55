//! The fields of a record that a merge patch clears, and the macro for the methods that clear them.

use std::fmt;

/// The fields that are cleared, by their numbers in the schema.
#[doc(hidden)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Cleared(u64);

impl Cleared {
    pub const NONE: Self = Self(0);

    pub fn add(&mut self, field: usize) {
        self.0 |= 1 << field;
    }

    #[must_use]
    pub fn has(self, field: usize) -> bool {
        self.0 & (1 << field) != 0
    }
}

impl fmt::Debug for Cleared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries((0..64).filter(|field| self.has(*field))).finish()
    }
}

/// Implements a method for each optional field of a record that merge patches hold.
#[doc(hidden)]
#[macro_export]
macro_rules! clears {
    ($record:ident { $($cleared:ident[$index:literal] $clear:ident $field:ident),* $(,)? }) => {
        impl $record {
            $(
                #[doc = ::core::concat!("Clears [`", ::core::stringify!($field), "`](field@Self::", ::core::stringify!($field), ") in a merge patch.")]
                #[inline]
                #[must_use]
                pub fn $clear(mut self) -> Self {
                    self.$field = ::core::option::Option::None;
                    self.$cleared.add($index);
                    self
                }
            )*
        }
    };
}
pub use clears;
