//! The types of the standard library, of `serde_json` and of this crate as values.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::value::secret::Secret;
use crate::value::slot::{ApiValue, Empty, List, Map, Number, Optional, Presence, Slot};
use crate::value::timestamp::Timestamp;

impl Empty for bool {
    const EMPTY: Self = false;
}

impl ApiValue for bool {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Boolean(self)
    }
}

impl Empty for i64 {
    const EMPTY: Self = 0;
}

impl ApiValue for i64 {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Long(self)
    }
}

impl Empty for f64 {
    const EMPTY: Self = 0.0;
}

impl ApiValue for f64 {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Float(self)
    }
}

/// Any JSON, unchanged.
impl Empty for serde_json::Value {
    const EMPTY: Self = Self::Null;
}

impl ApiValue for serde_json::Value {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Json(self)
    }
}

/// The response of an operation that returns nothing.
impl Empty for () {
    const EMPTY: Self = ();
}

impl ApiValue for () {
    #[inline]
    fn empty() -> Self {}

    fn slot(&mut self) -> Slot<'_> {
        Slot::Nothing
    }
}

impl Empty for Timestamp {
    const EMPTY: Self = Self(0);
}

impl ApiValue for Timestamp {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Time(&mut self.0)
    }
}

impl Empty for String {
    const EMPTY: Self = Self::new();
}

impl ApiValue for String {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
}

impl Empty for Secret {
    const EMPTY: Self = Self(String::new());
}

impl ApiValue for Secret {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(&mut self.0)
    }
}

impl<T: ApiValue> Empty for BTreeMap<String, T> {
    const EMPTY: Self = Self::new();
}

impl<T: ApiValue> ApiValue for BTreeMap<String, T> {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: ApiValue> Empty for Vec<T> {
    const EMPTY: Self = Self::new();
}

impl<T: ApiValue> ApiValue for Vec<T> {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

/// A table that holds itself.
impl<T: ApiValue> ApiValue for Box<T> {
    fn empty() -> Self {
        Self::new(T::empty())
    }

    fn slot(&mut self) -> Slot<'_> {
        (**self).slot()
    }
}

impl<T: ApiValue> Empty for Option<T> {
    const EMPTY: Self = None;
}

impl<T: ApiValue> ApiValue for Option<T> {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

macro_rules! narrow_numbers {
    ($($number:ty),*) => {$(
        impl Empty for $number {
            const EMPTY: Self = 0;
        }

        impl ApiValue for $number {
            #[inline]
            fn empty() -> Self {
                Self::EMPTY
            }

            fn slot(&mut self) -> Slot<'_> {
                Slot::Number(self)
            }
        }

        impl Number for $number {
            fn set(&mut self, number: i64) -> bool {
                Self::try_from(number).map(|number| *self = number).is_ok()
            }

            fn get(&self) -> i64 {
                (*self).into()
            }
        }
    )*};
}

narrow_numbers!(i8, i16, i32);

impl Empty for Duration {
    const EMPTY: Self = Self::ZERO;
}

impl ApiValue for Duration {
    #[inline]
    fn empty() -> Self {
        Self::EMPTY
    }

    fn slot(&mut self) -> Slot<'_> {
        Slot::Number(self)
    }
}

/// The service measures durations in milliseconds.
impl Number for Duration {
    fn set(&mut self, number: i64) -> bool {
        u64::try_from(number).map(|millis| *self = Self::from_millis(millis)).is_ok()
    }

    fn get(&self) -> i64 {
        i64::try_from(self.as_millis()).unwrap_or(i64::MAX)
    }
}

// Generic code is compiled for each item type, so there is as little of it as possible. The compiler itself indexes
// slices; vectors are indexed by generic functions.
impl<T: ApiValue> List for Vec<T> {
    fn item(&mut self, index: Option<usize>) -> Option<Slot<'_>> {
        if index.is_none() {
            self.push(T::empty());
        }
        let items = self.as_mut_slice();
        let index = match index {
            Some(index) => index,
            None => items.len() - 1,
        };
        if index < items.len() { Some(items[index].slot()) } else { None }
    }
}

impl<T: ApiValue> Map for BTreeMap<String, T> {
    fn value(&mut self, key: String) -> Slot<'_> {
        let value = self.entry(key).or_insert(T::empty());
        // The last value of a key counts.
        *value = T::empty();
        value.slot()
    }

    fn length(&self) -> usize {
        self.len()
    }

    fn visit(&mut self, visit: &mut dyn FnMut(&str, Slot<'_>) -> bool) {
        for (key, value) in self {
            if !visit(key, value.slot()) {
                return;
            }
        }
    }
}

impl<T: ApiValue> Optional for Option<T> {
    fn inner(&mut self, presence: Presence) -> Option<Slot<'_>> {
        match (presence, &self) {
            (Presence::Absent, _) => *self = None,
            (Presence::Present, None) => *self = Some(T::empty()),
            _ => {}
        }
        self.as_mut().map(T::slot)
    }
}
