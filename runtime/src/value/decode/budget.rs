//! The memory that a decoded response may take.

use std::mem::size_of;

use serde::de::Error;

use crate::value::slot::Slot;

/// Memory for each byte of the response limit, including the body itself.
pub(crate) const FACTOR: usize = 8;
/// The smallest limit that is used: the rounding below would be too strict for small responses.
const SMALLEST: usize = 64 * 1024;
/// The most that an allocator adds to a text or a list.
const ALLOCATION: usize = 32;
/// A B-tree node, which even a map with one entry needs.
const NODE: usize = 704;
/// The most entries of a node.
const CAPACITY: usize = 11;
/// An entry of a map: nodes are at least half full.
const ENTRY: usize = 128 + size_of::<serde_json::Value>();

/// The memory that is left for a response.
#[derive(Debug)]
pub(super) struct Budget {
    left: usize,
    pub(super) is_exceeded: bool,
}

impl Budget {
    /// Creates the budget of a response. The body already takes a part of it.
    pub(super) fn new(limit: usize, body: usize) -> Self {
        Self { left: limit.max(SMALLEST).saturating_mul(FACTOR).saturating_sub(body), is_exceeded: false }
    }

    #[cfg(feature = "serde")]
    pub(super) fn unlimited() -> Self {
        Self { left: usize::MAX, is_exceeded: false }
    }

    #[inline]
    pub(super) fn charge<E: Error>(&mut self, bytes: usize) -> Result<(), E> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(self.exceeded()),
        }
    }

    #[inline]
    pub(super) fn charge_text<E: Error>(&mut self, text: &str) -> Result<(), E> {
        self.charge(text.len().saturating_add(ALLOCATION))
    }

    /// Charges for a value in a box.
    #[cold]
    pub(super) fn charge_box<E: Error>(&mut self, size: usize) -> Result<(), E> {
        self.charge(size.saturating_add(ALLOCATION))
    }

    /// Charges for an entry of a map. `size` is that of its value.
    pub(super) fn charge_entry<E: Error>(&mut self, is_first: bool, key: &str, size: usize) -> Result<(), E> {
        let larger = size.saturating_sub(size_of::<serde_json::Value>());
        let entry = ENTRY.saturating_add(larger.saturating_mul(2));
        let node = NODE.saturating_add(larger.saturating_mul(CAPACITY));
        self.charge(if is_first { node.saturating_add(entry) } else { entry })?;
        self.charge_text(key)
    }

    #[cold]
    fn exceeded<E: Error>(&mut self) -> E {
        self.is_exceeded = true;
        E::custom("the memory limit is exceeded")
    }
}

/// The capacity of a growing vector, as the standard library grows it.
#[derive(Debug, Default)]
pub(super) struct Growth {
    length: usize,
    capacity: usize,
    size: usize,
}

impl Growth {
    /// Returns the number of items.
    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// Charges for one more item, before it is pushed. While a vector grows, its old items need memory, too.
    #[inline]
    pub(super) fn before_push<E: Error>(&mut self, budget: &mut Budget) -> Result<(), E> {
        if self.length == self.capacity && self.length > 0 {
            let old = self.capacity.saturating_mul(self.size);
            budget.charge(old.saturating_mul(2))?;
            budget.left = budget.left.saturating_add(old);
            self.capacity = self.capacity.saturating_mul(2);
        }
        Ok(())
    }

    /// Counts a pushed item. The first one determines the size of each.
    #[inline]
    pub(super) fn pushed<E: Error>(&mut self, size: impl FnOnce() -> usize, budget: &mut Budget) -> Result<(), E> {
        self.length += 1;
        if self.length > 1 {
            return Ok(());
        }
        self.size = size();
        self.capacity = match self.size {
            0..=1 => 8,
            2..=1024 => 4,
            _ => 1,
        };
        budget.charge(self.capacity.saturating_mul(self.size).saturating_add(ALLOCATION))
    }
}

/// Returns the size of the value of a slot, without what is allocated for it.
pub(super) fn size_of_target(slot: &Slot<'_>) -> usize {
    match slot {
        Slot::Boolean(target) => size_of_val(&**target),
        Slot::Long(target) | Slot::Time(target) => size_of_val(&**target),
        Slot::Number(target) => size_of_val(&**target),
        Slot::Float(target) => size_of_val(&**target),
        Slot::Text(target) => size_of_val(&**target),
        Slot::Json(target) => size_of_val(&**target),
        Slot::Map(target) => size_of_val(&**target),
        Slot::Enum(target) => size_of_val(&**target),
        Slot::Record(target) => size_of_val(&**target),
        Slot::List(target) => size_of_val(&**target),
        Slot::Optional(target) => size_of_val(&**target),
        Slot::Nothing => 0,
    }
}
