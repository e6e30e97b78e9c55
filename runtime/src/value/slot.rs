//! Slots: how one decoder and one encoder access the values of all generated types.
//!
//! They are compiled once, not once for each type.

use crate::value::schema::Schema;

/// A value of the API: something that a response can be decoded into.
///
/// Implemented by this crate only.
pub trait ApiValue: Sized + Send {
    /// Returns the value before decoding.
    #[doc(hidden)]
    fn empty() -> Self;

    /// Returns the slot of the value.
    #[doc(hidden)]
    fn slot(&mut self) -> Slot<'_>;
}

/// A value that is a constant before decoding, because that compiles faster than code. Boxes are not.
#[doc(hidden)]
pub trait Empty {
    const EMPTY: Self;
}

/// An object of the API: a struct with a slot for each field of its schema.
#[doc(hidden)]
pub trait Record {
    fn schema(&self) -> &'static Schema;
    /// Returns the slot of a field, by its index in the schema.
    fn field(&mut self, index: usize) -> Slot<'_>;
    /// Returns whether a merge patch clears a field.
    fn is_cleared(&self, _index: usize) -> bool {
        false
    }
}

/// Access to a value, to decode into it or to encode it.
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
    Map(&'a mut dyn Map),
    Enum(&'a mut dyn EnumValue),
    Record(&'a mut dyn Record),
    List(&'a mut dyn List),
    Optional(&'a mut dyn Optional),
    Nothing,
}

impl Slot<'_> {
    /// Returns the same slot with a shorter lifetime.
    pub(crate) fn reborrow(&mut self) -> Slot<'_> {
        match self {
            Self::Boolean(target) => Slot::Boolean(target),
            Self::Long(target) => Slot::Long(target),
            Self::Time(target) => Slot::Time(target),
            Self::Number(target) => Slot::Number(&mut **target),
            Self::Float(target) => Slot::Float(target),
            Self::Text(target) => Slot::Text(target),
            Self::Json(target) => Slot::Json(target),
            Self::Map(target) => Slot::Map(&mut **target),
            Self::Enum(target) => Slot::Enum(&mut **target),
            Self::Record(target) => Slot::Record(&mut **target),
            Self::List(target) => Slot::List(&mut **target),
            Self::Optional(target) => Slot::Optional(&mut **target),
            Self::Nothing => Slot::Nothing,
        }
    }
}

/// An integer type that cannot hold every `i64`.
#[doc(hidden)]
pub trait Number {
    /// Stores a number. Returns `false` if it is out of range.
    fn set(&mut self, number: i64) -> bool;
    fn get(&self) -> i64;
}

/// A value of an enumeration.
#[doc(hidden)]
pub trait EnumValue {
    /// Stores a number. Returns `false` if it is not a value of the enumeration.
    fn set_number(&mut self, number: i64) -> bool;
    /// Stores a text. Returns `false` if it is not a value of the enumeration.
    fn set_text(&mut self, text: &str) -> bool;
    fn get(&self) -> EnumRepr<'_>;
}

/// The representation of an enumeration's value on the wire.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum EnumRepr<'a> {
    Number(i64),
    Text(&'a str),
}

/// A list of values.
#[doc(hidden)]
pub trait List {
    /// Returns the slot of the item at an index, or that of a new item at the end if there is no index.
    fn item(&mut self, index: Option<usize>) -> Option<Slot<'_>>;
}

/// A map from texts to values.
#[doc(hidden)]
pub trait Map {
    /// Returns the slot of the value of a new key, or of a key that the map has.
    fn value(&mut self, key: String) -> Slot<'_>;
    /// Returns the number of keys.
    fn length(&self) -> usize;
    /// Calls `visit` with each key and the slot of its value, until it returns `false`.
    fn visit(&mut self, visit: &mut dyn FnMut(&str, Slot<'_>) -> bool);
}

/// A value that may be absent.
#[doc(hidden)]
pub trait Optional {
    /// Changes the presence of the value, and returns its slot if it is present. One method, because each is compiled
    /// for every type.
    fn inner(&mut self, presence: Presence) -> Option<Slot<'_>>;
}

/// How the presence of an optional value changes.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Unchanged,
    Absent,
    Present,
}
