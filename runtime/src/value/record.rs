//! Answers as tables: what generated types tell of themselves, so that one reader and one writer
//! serve them all. Those are compiled once, not once for each type.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::rule::Rule;
use crate::secret::Secret;
use crate::timestamp::Timestamp;

/// A typed value of the service: something that an answer can be read into.
///
/// Implemented by this crate only.
pub trait Place: Sized + Send {
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
    fn table(&self) -> &'static Table;
    /// The place of a field, by its index in the table.
    fn field(&mut self, index: usize) -> Slot<'_>;
}

/// The fields of a record.
#[doc(hidden)]
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub fields: &'static [Field],
    /// What holds when it is sent.
    pub rules: &'static [Rule],
}

impl Table {
    /// The first field that the documents promise and that has no bit in `seen`.
    pub(crate) fn missing(&self, seen: u64) -> Option<&'static Field> {
        // Most answers have every field.
        if seen.count_ones() as usize == self.fields.len() {
            return None;
        }
        let mut fields = self.fields.iter().enumerate();
        fields.find(|(index, field)| field.required && seen & (1 << index) == 0).map(|(_, field)| field)
    }
}

/// A field of a record.
#[derive(Debug)]
pub struct Field {
    pub name: &'static str,
    /// Another name under which the field may come; empty if there is none.
    pub also: &'static str,
    pub required: bool,
    /// Whether the value comes as a text that holds JSON.
    pub encoded: bool,
}

impl Field {
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
    /// Milliseconds since 1970.
    Time(&'a mut i64),
    Number(&'a mut dyn Number),
    Float(&'a mut f64),
    Text(&'a mut String),
    Json(&'a mut serde_json::Value),
    Map(&'a mut BTreeMap<String, String>),
    Code(&'a mut dyn Code),
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
            Self::Code(place) => Slot::Code(&mut **place),
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
    /// The place of the item at an index, or without an index that of a new item at the end.
    fn item(&mut self, index: Option<usize>) -> Option<Slot<'_>>;
}

/// A place that may be empty.
#[doc(hidden)]
pub trait Optional {
    /// The place of the value, where there is one once the wish is granted. One method, for three
    /// would be compiled for each type.
    fn place(&mut self, wish: Wish) -> Option<Slot<'_>>;
}

/// How an optional place is wanted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    AsItIs,
    Empty,
    Filled,
}

impl Place for bool {
    const EMPTY: Self = false;

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Boolean(self)
    }
}

impl Place for i64 {
    const EMPTY: Self = 0;

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Long(self)
    }
}

impl Place for f64 {
    const EMPTY: Self = 0.0;

    fn slot(&mut self) -> Slot<'_> {
        Slot::Float(self)
    }
}

/// Any JSON, as it came.
impl Place for serde_json::Value {
    const EMPTY: Self = Self::Null;

    fn slot(&mut self) -> Slot<'_> {
        Slot::Json(self)
    }
}

/// The answer of an operation that has nothing to say but success.
impl Place for () {
    const EMPTY: Self = ();

    fn slot(&mut self) -> Slot<'_> {
        Slot::Nothing
    }
}

impl Place for Timestamp {
    const EMPTY: Self = Self(0);

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Time(&mut self.0)
    }
}

impl Place for String {
    const EMPTY: Self = Self::new();

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(self)
    }
}

impl Place for Secret {
    const EMPTY: Self = Self(String::new());

    fn slot(&mut self) -> Slot<'_> {
        Slot::Text(&mut self.0)
    }
}

impl Place for BTreeMap<String, String> {
    const EMPTY: Self = Self::new();

    fn slot(&mut self) -> Slot<'_> {
        Slot::Map(self)
    }
}

impl<T: Place> Place for Vec<T> {
    const EMPTY: Self = Self::new();

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::List(self)
    }
}

impl<T: Place> Place for Option<T> {
    const EMPTY: Self = None;

    #[inline]
    fn slot(&mut self) -> Slot<'_> {
        Slot::Optional(self)
    }
}

macro_rules! narrow_numbers {
    ($($number:ty),*) => {$(
        impl Place for $number {
            const EMPTY: Self = 0;

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
    const EMPTY: Self = Self::ZERO;

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

// What is generic is compiled for each type of item: there is as little of it as can be. Slices are
// indexed by the compiler itself, vectors by functions that are generic too.
impl<T: Place> List for Vec<T> {
    fn item(&mut self, index: Option<usize>) -> Option<Slot<'_>> {
        if index.is_none() {
            self.push(T::EMPTY);
        }
        let items = self.as_mut_slice();
        let index = match index {
            Some(index) => index,
            None => items.len() - 1,
        };
        if index < items.len() { Some(items[index].slot()) } else { None }
    }
}

impl<T: Place> Optional for Option<T> {
    fn place(&mut self, wish: Wish) -> Option<Slot<'_>> {
        match (wish, &self) {
            (Wish::Empty, _) => *self = None,
            (Wish::Filled, None) => *self = Some(T::EMPTY),
            _ => {}
        }
        self.as_mut().map(T::slot)
    }
}

/// Makes a struct of the public API a record.
#[doc(hidden)]
#[macro_export]
macro_rules! record {
    ($record:ident $fields:tt) => {
        $crate::record::fields!($record $fields);
        $crate::record::forward_serde!($record);

        impl ::core::default::Default for $record {
            fn default() -> Self {
                <Self as $crate::record::Place>::EMPTY
            }
        }
    };
}
pub use record;

/// What makes a record that is sent: what it cannot do without first, then the rest one by one.
///
/// `#[inline]`: what a program does not call, it does not compile.
#[doc(hidden)]
#[macro_export]
macro_rules! maker {
    ($record:ident { $new:ident($($given:ident: $given_type:ty),*)
        $(, $setter:ident$(.$field:ident)?($type:ty))* $(,)? }) => {
        impl $record {
            /// Creates the value from its mandatory fields; no other field is set.
            #[inline]
            #[must_use]
            pub fn $new($($given: $given_type),*) -> Self {
                Self {
                    $($given: ::core::convert::Into::into($given),)*
                    ..<Self as $crate::record::Place>::EMPTY
                }
            }

            $($crate::record::setter!($setter, $($field,)? $setter, $type);)*
        }
    };
}
pub use maker;

/// A method that sets a field: of the same name, unless the type has another method of that name.
#[doc(hidden)]
#[macro_export]
macro_rules! setter {
    ($setter:ident, $field:ident, $type:ty) => {
        #[doc = ::core::concat!("Sets [`", ::core::stringify!($field), "`](field@Self::", ::core::stringify!($field), ").")]
        #[inline]
        #[must_use]
        pub fn $setter(mut self, value: $type) -> Self {
            self.$field = ::core::option::Option::Some(::core::convert::Into::into(value));
            self
        }
    };
    ($setter:ident, $field:ident, $same:ident, $type:ty) => {
        $crate::record::setter!($setter, $field, $type);
    };
}
pub use setter;

/// A field: its name, whether it may be left out, another name that it may have. Data and no calls:
/// a table is then nothing that the compiler has to run.
#[doc(hidden)]
#[macro_export]
macro_rules! field {
    (@ $name:expr, $also:literal, $required:literal, $encoded:literal;) => {
        $crate::record::Field { name: $name, also: $also, required: $required, encoded: $encoded }
    };
    (@ $name:expr, $also:literal, $required:literal, $encoded:literal; optional $($rest:tt)*) => {
        $crate::record::field!(@ $name, $also, false, $encoded; $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $encoded:literal; encoded $($rest:tt)*) => {
        $crate::record::field!(@ $name, $also, $required, true; $($rest)*)
    };
    (@ $name:expr, $also:literal, $required:literal, $encoded:literal; or $other:literal $($rest:tt)*) => {
        $crate::record::field!(@ $name, $other, $required, $encoded; $($rest)*)
    };
    ($field:ident = $name:literal $($marks:tt)*) => {
        $crate::record::field!(@ $name, "", true, false; $($marks)*)
    };
    ($field:ident $($marks:tt)*) => {
        $crate::record::field!(@ ::core::stringify!($field), "", true, false; $($marks)*)
    };
    ($name:literal $($marks:tt)*) => {
        $crate::record::field!(@ $name, "", true, false; $($marks)*)
    };
}
pub use field;

/// The table of a record: the number of each field, its name, and that on the wire where it is another.
#[doc(hidden)]
#[macro_export]
macro_rules! fields {
    ($record:ident { $($index:literal $field:ident $(= $name:literal)? $($mark:ident $($also:literal)?)*),*
        $(, rule $kind:ident $rule:tt)* $(,)? }) => {
        impl $crate::record::Place for $record {
            const EMPTY: Self = Self { $($field: $crate::record::Place::EMPTY),* };

            // Not inlined: the crates of callers would compile the whole table anew.
            #[inline(never)]
            fn slot(&mut self) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Record(self)
            }
        }

        impl $crate::record::Record for $record {
            fn table(&self) -> &'static $crate::record::Table {
                static TABLE: $crate::record::Table = $crate::record::Table {
                    name: ::core::stringify!($record),
                    fields: &[$($crate::record::field!($field $(= $name)? $($mark $($also)?)*)),*],
                    rules: &[$($crate::rule::Rule::$kind $rule),*],
                };
                &TABLE
            }

            fn field(&mut self, index: usize) -> $crate::record::Slot<'_> {
                match index {
                    $($index => $crate::record::Place::slot(&mut self.$field),)*
                    _ => $crate::record::Place::slot(self),
                }
            }
        }
    };
}
pub use fields;

/// Without the feature nothing of serde is compiled in generated types.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! forward_serde {
    ($place:ty) => {};
}

/// serde for a type that has a slot.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! forward_serde {
    ($place:ty) => {
        impl<'de> $crate::serde::Deserialize<'de> for $place {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::decode::deserialize(deserializer)
            }
        }

        impl $crate::serde::Serialize for $place {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::encode::serialize(&mut ::core::clone::Clone::clone(self), serializer)
            }
        }
    };
}
pub use forward_serde;
