//! The fields of a record that a merge patch clears, and the macro for the methods that clear them.

use std::collections::BTreeSet;
use std::fmt;

/// The fields that are cleared, by their numbers in the schema.
#[doc(hidden)]
#[derive(Clone, PartialEq, Eq)]
pub struct Cleared(BTreeSet<usize>);

impl Cleared {
    pub const NONE: Self = Self(BTreeSet::new());

    pub fn add(&mut self, field: usize) {
        self.0.insert(field);
    }

    #[must_use]
    pub fn has(&self, field: usize) -> bool {
        self.0.contains(&field)
    }
}

impl fmt::Debug for Cleared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
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

#[cfg(test)]
mod tests {
    use super::Cleared;

    #[test]
    fn fields_of_a_table_of_any_size_are_cleared() {
        let mut cleared = Cleared::NONE;
        [3, 64, 70].into_iter().for_each(|field| cleared.add(field));
        let all: Vec<_> = (0..100).filter(|field| cleared.has(*field)).collect();
        assert_eq!(all, [3, 64, 70]);
    }
}
