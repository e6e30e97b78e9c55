//! Slots: how one decoder and one encoder reach into the values of all generated types.
//!
//! They are compiled once, not once for each type.

use std::collections::BTreeMap;

use crate::value::schema::Schema;

/// A typed value of the service: something that an answer can be read into.
///
/// Implemented by this crate only.
pub trait ApiValue: Sized + Send {
    /// The value before anything has been read: a constant, which costs the compiler less than code.
    #[doc(hidden)]
    const EMPTY: Self;

    /// Where the value goes.
    #[doc(hidden)]
    fn slot(&mut self) -> Slot<'_>;
}

/// A typed object of the service: a struct that has a place for each field of a table.
#[doc(hidden)]
pub trait Record {
    fn schema(&self) -> &'static Schema;
    /// The place of a field, by its index in the table.
    fn field(&mut self, index: usize) -> Slot<'_>;
}

/// A place that a value is read into, or written from.
#[doc(hidden)]
#[allow(missing_debug_implementations)]
pub enum Slot<'a> {
    Boolean(&'a mut bool),
    Long(&'a mut i64),
    /// Milliseconds since 1970.
    Time(&'a mut i64),
    Number(&'a mut dyn Number),
    Float(&'a mut f64),
    Text(&'a mut String),
    Json(&'a mut serde_json::Value),
    Map(&'a mut BTreeMap<String, String>),
    Enum(&'a mut dyn EnumValue),
    Record(&'a mut dyn Record),
    List(&'a mut dyn List),
    Optional(&'a mut dyn Optional),
    Nothing,
}

impl Slot<'_> {
    /// The same place, for a shorter time.
    pub(crate) fn reborrow(&mut self) -> Slot<'_> {
        match self {
            Self::Boolean(place) => Slot::Boolean(place),
            Self::Long(place) => Slot::Long(place),
            Self::Time(place) => Slot::Time(place),
            Self::Number(place) => Slot::Number(&mut **place),
            Self::Float(place) => Slot::Float(place),
            Self::Text(place) => Slot::Text(place),
            Self::Json(place) => Slot::Json(place),
            Self::Map(place) => Slot::Map(place),
            Self::Enum(place) => Slot::Enum(&mut **place),
            Self::Record(place) => Slot::Record(&mut **place),
            Self::List(place) => Slot::List(&mut **place),
            Self::Optional(place) => Slot::Optional(&mut **place),
            Self::Nothing => Slot::Nothing,
        }
    }
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
pub trait EnumValue {
    /// Takes a number; false if codes of this table are texts that do not include it.
    fn set_number(&mut self, number: i64) -> bool;
    /// Takes a text; false if it is not a code.
    fn set_text(&mut self, text: &str) -> bool;
    fn get(&self) -> EnumRepr<'_>;
}

/// What a code is on the wire.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum EnumRepr<'a> {
    Number(i64),
    Text(&'a str),
}

/// A list of places.
#[doc(hidden)]
pub trait List {
    /// The place of the item at an index, or without an index that of a new item at the end.
    fn item(&mut self, index: Option<usize>) -> Option<Slot<'_>>;
}

/// A place that may be empty.
#[doc(hidden)]
pub trait Optional {
    /// The place of the value, where there is one once the wish is granted. One method, for three
    /// would be compiled for each type.
    fn inner(&mut self, presence: Presence) -> Option<Slot<'_>>;
}

/// How an optional place is wanted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Unchanged,
    Absent,
    Present,
}
