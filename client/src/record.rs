//! Answers as tables: what generated types tell of themselves, so that one reader and one writer
//! serve them all. Those are compiled once, not once for each type.

use std::time::Duration;

use crate::timestamp::Timestamp;

/// A typed object of the service: a struct, a table of its fields, and the place of each.
///
/// Implemented by generated types only.
pub trait Record: Send {
    /// The fields, in the order of [`Record::slot`].
    #[doc(hidden)]
    fn table(&self) -> &'static Table;

    /// The place of a field, by its index in the table.
    #[doc(hidden)]
    fn slot(&mut self, field: usize) -> Slot<'_>;
}

/// The fields of a record.
#[doc(hidden)]
#[derive(Debug)]
pub struct Table {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    /// A bit for each field that the documents promise.
    pub(crate) required: u64,
}

impl Table {
    pub(crate) const fn new(name: &'static str, fields: &'static [Field]) -> Self {
        let mut required = 0;
        let mut index = 0;
        while index < fields.len() {
            if fields[index].required {
                required |= 1 << index;
            }
            index += 1;
        }
        Self { name, fields, required }
    }
}

/// A field of a record.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    /// Another name under which the field may come; empty if there is none.
    pub(crate) also: &'static str,
    pub(crate) required: bool,
}

impl Field {
    /// A field that the documents promise.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, also: "", required: true }
    }

    /// It may be left out.
    pub(crate) const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// It may come under another name.
    pub(crate) const fn or(self, also: &'static str) -> Self {
        Self { also, ..self }
    }

    pub(crate) fn is(&self, key: &str) -> bool {
        self.name == key || (!self.also.is_empty() && self.also == key)
    }
}

/// A place that a value is read into, or written from.
#[doc(hidden)]
#[allow(missing_debug_implementations)]
pub enum Slot<'a> {
    Boolean(&'a mut bool),
    Long(&'a mut i64),
    Number(&'a mut dyn Number),
    Text(&'a mut String),
    Code(&'a mut dyn Code),
    Record(&'a mut dyn Record),
    List(&'a mut dyn List),
    Optional(&'a mut dyn Optional),
}

/// A type that has a slot.
#[doc(hidden)]
pub trait Place: Default + Send {
    fn slot(&mut self) -> Slot<'_>;
}

/// A number that not every 64-bit integer fits.
#[doc(hidden)]
pub trait Number {
    /// Takes a number; false if it does not fit.
    fn set(&mut self, number: i64) -> bool;
    fn get(&self) -> i64;
}

/// One of a code table.
#[doc(hidden)]
pub trait Code {
    /// Takes a number; false if codes of this table are texts that do not include it.
    fn set_number(&mut self, number: i64) -> bool;
    /// Takes a text; false if it is not a code.
    fn set_text(&mut self, text: &str) -> bool;
    fn get(&self) -> CodeValue<'_>;
}

/// What a code is on the wire.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum CodeValue<'a> {
    Number(i64),
    Text(&'a str),
}

/// A list of places.
#[doc(hidden)]
pub trait List {
    fn push(&mut self) -> Slot<'_>;
    fn at(&mut self, index: usize) -> Option<Slot<'_>>;
}

/// A place that may be empty.
#[doc(hidden)]
pub trait Optional {
    fn clear(&mut self);
    fn fill(&mut self) -> Slot<'_>;
    fn get(&mut self) -> Option<Slot<'_>>;
}

impl<T: Record + Default> Place for T {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Record(self)
    }
}

impl Place for bool {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Boolean(self)
    }
}

impl Place for i64 {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Long(self)
    }
}

impl Place for Timestamp {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Long(&mut self.0)
    }
}

impl Place for String {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
}

impl<T: Place> Place for Vec<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Place> Place for Option<T> {
    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

macro_rules! narrow_numbers {
    ($($number:ty),*) => {$(
        impl Place for $number {
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

impl Place for Duration {
    fn slot(&mut self) -> Slot<'_> {
        Slot::Number(self)
    }
}

/// The service counts spans of time in milliseconds.
impl Number for Duration {
    fn set(&mut self, number: i64) -> bool {
        u64::try_from(number).map(|millis| *self = Self::from_millis(millis)).is_ok()
    }

    fn get(&self) -> i64 {
        i64::try_from(self.as_millis()).unwrap_or(i64::MAX)
    }
}

// What is generic is instantiated for each type of item: there is as little of it as can be.
impl<T: Place> List for Vec<T> {
    fn push(&mut self) -> Slot<'_> {
        self.push(T::default());
        let last = self.len() - 1;
        self[last].slot()
    }

    fn at(&mut self, index: usize) -> Option<Slot<'_>> {
        if index < self.len() { Some(self[index].slot()) } else { None }
    }
}

impl<T: Place> Optional for Option<T> {
    fn clear(&mut self) {
        *self = None;
    }

    fn fill(&mut self) -> Slot<'_> {
        self.get_or_insert_default().slot()
    }

    fn get(&mut self) -> Option<Slot<'_>> {
        self.as_mut().map(T::slot)
    }
}

/// Makes a struct a record: the number of each field, its name in Rust, and those on the wire.
macro_rules! record {
    ($record:ident { $($index:literal $field:ident = $name:literal $($mark:ident $($also:literal)?)*),* $(,)? }) => {
        impl $crate::record::Record for $record {
            fn table(&self) -> &'static $crate::record::Table {
                static TABLE: $crate::record::Table = $crate::record::Table::new(
                    stringify!($record),
                    &[$($crate::record::Field::new($name) $(.$mark($($also)?))*),*],
                );
                &TABLE
            }

            fn slot(&mut self, field: usize) -> $crate::record::Slot<'_> {
                match field {
                    $($index => $crate::record::Place::slot(&mut self.$field),)*
                    _ => $crate::record::Slot::Record(self),
                }
            }
        }

        $crate::record::forward_serde!($record);
    };
}
pub(crate) use record;

/// serde for a type that has a slot.
macro_rules! forward_serde {
    ($place:ty) => {
        impl<'de> serde::Deserialize<'de> for $place {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::decode::deserialize(deserializer)
            }
        }

        impl serde::Serialize for $place {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::encode::serialize(&mut self.clone(), serializer)
            }
        }
    };
}
pub(crate) use forward_serde;
