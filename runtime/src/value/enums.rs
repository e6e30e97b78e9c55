//! Enumerations of numbers or texts.

use std::fmt;

#[cfg(feature = "serde")]
use serde::Deserializer;

/// A value of an enumeration that this version of the crate does not know.
///
/// Only the service creates one, so a known value is never one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unrecognized<T>(pub(crate) T);

impl<T> Unrecognized<T> {
    /// Returns the value as the service sent it.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Unrecognized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unrecognized ({})", self.0)
    }
}

/// Error returned when a text is not a value of an enumeration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    pub(crate) text: String,
    pub(crate) known: Vec<&'static str>,
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown value `{}`: it is not one of {}", self.text, self.known.join(", "))
    }
}

impl std::error::Error for UnknownValue {}

/// Creates an unrecognized value. The enumeration knows which those are.
pub fn unrecognized<T>(code: T) -> Unrecognized<T> {
    Unrecognized(code)
}

/// Returns the index of a number in a list. Most lists count from 0 without a gap.
pub fn position_of_number(numbers: &[i64], number: i64) -> Option<usize> {
    let guess = usize::try_from(number).ok().filter(|index| numbers.get(*index) == Some(&number));
    guess.or_else(|| numbers.iter().position(|known| *known == number))
}

/// Returns the index of a text in a list.
pub fn position_of_text(texts: &[&str], text: &str) -> Option<usize> {
    texts.iter().position(|known| *known == text)
}

/// Returns the value for a text. `unrecognized` creates the value for an unknown text.
pub fn open_text<T: OpenStringEnum + Clone>(text: &str, unrecognized: fn(Unrecognized<String>) -> T) -> T {
    match position_of_text(T::TEXTS, text) {
        Some(index) => T::VARIANTS[index].clone(),
        None => unrecognized(Unrecognized(text.to_owned())),
    }
}

/// Writes the name of a number, or the number itself.
pub fn show_number(f: &mut fmt::Formatter<'_>, numbers: &[i64], names: &[&str], number: i64) -> fmt::Result {
    match position_of_number(numbers, number) {
        Some(index) => f.pad(names[index]),
        None => f.pad(&Unrecognized(number).to_string()),
    }
}

/// Returns the value for a known text.
pub fn find<T: Copy>(codes: &[(T, &'static str)], text: &str) -> Result<T, UnknownValue> {
    match codes.iter().find(|known| known.1 == text) {
        Some(known) => Ok(known.0),
        None => Err(UnknownValue { text: text.to_owned(), known: codes.iter().map(|known| known.1).collect() }),
    }
}

/// Deserializes a value that is always a text.
#[cfg(feature = "serde")]
pub fn deserialize<'de, T: Copy, D: Deserializer<'de>>(
    codes: &[(T, &'static str)],
    deserializer: D,
) -> Result<T, D::Error> {
    let text = <std::borrow::Cow<'_, str> as serde::Deserialize>::deserialize(deserializer)?;
    find(codes, &text).map_err(serde::de::Error::custom)
}

/// The numbers of an enumeration. They are in a trait so that no group of values can have their name.
pub trait IntEnum: Copy + 'static {
    /// The numbers, in the order of the variants.
    const NUMBERS: &'static [i64];
    /// The variants.
    const VARIANTS: &'static [Self];
}

/// The texts of an enumeration that the service may extend.
pub trait OpenStringEnum: Sized + 'static {
    /// The texts, in the order of the variants.
    const TEXTS: &'static [&'static str];
    /// The variants.
    const VARIANTS: &'static [Self];
}

/// The texts of a complete enumeration.
pub trait StringEnum: Copy + 'static {
    /// Each variant with its text.
    const CODES: &'static [(Self, &'static str)];
}

/// Implements an enumeration of numbers: each variant, its number, and the vendor's name.
#[doc(hidden)]
#[macro_export]
macro_rules! int_enum {
    ($enum:ident { $first:ident = $first_number:literal $first_name:literal
        $(, $variant:ident = $number:literal $name:literal)* $(,)? }) => {
        impl $crate::value::enums::IntEnum for $enum {
            const NUMBERS: &'static [i64] = &[$first_number $(, $number)*];
            const VARIANTS: &'static [Self] = &[Self::$first $(, Self::$variant)*];
        }

        impl $enum {
            /// Returns the number on the wire.
            #[must_use]
            pub fn code(self) -> i64 {
                match self {
                    Self::$first => $first_number,
                    $(Self::$variant => $number,)*
                    Self::Unrecognized(code) => *code.get(),
                }
            }
        }

        impl ::core::default::Default for $enum {
            fn default() -> Self {
                Self::$first
            }
        }

        impl ::core::convert::From<i64> for $enum {
            fn from(number: i64) -> Self {
                match $crate::value::enums::position_of_number(<Self as $crate::value::enums::IntEnum>::NUMBERS, number) {
                    ::core::option::Option::Some(index) => <Self as $crate::value::enums::IntEnum>::VARIANTS[index],
                    ::core::option::Option::None => Self::Unrecognized($crate::value::enums::unrecognized(number)),
                }
            }
        }

        /// Shows the vendor's name.
        impl ::core::fmt::Display for $enum {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let numbers = <Self as $crate::value::enums::IntEnum>::NUMBERS;
                $crate::value::enums::show_number(f, numbers, &[$first_name $(, $name)*], self.code())
            }
        }

        impl $crate::value::slot::EnumValue for $enum {
            fn set_number(&mut self, number: i64) -> bool {
                *self = ::core::convert::From::from(number);
                true
            }

            fn set_text(&mut self, text: &str) -> bool {
                text.trim().parse().is_ok_and(|number| $crate::value::slot::EnumValue::set_number(self, number))
            }

            fn get(&self) -> $crate::value::slot::EnumRepr<'_> {
                $crate::value::slot::EnumRepr::Number(self.code())
            }
        }

        $crate::value::enums::enum_value!($enum, $first);
    };
}
pub use int_enum;

/// Implements an enumeration of texts that is only used in requests: each variant and its text.
// `#[inline]`: a program compiles only what it calls.
#[doc(hidden)]
#[macro_export]
macro_rules! string_enum {
    ($enum:ident { $($variant:ident = $text:literal),* $(,)? }) => {
        impl $crate::value::enums::StringEnum for $enum {
            const CODES: &'static [(Self, &'static str)] = &[$((Self::$variant, $text)),*];
        }

        impl $enum {
            /// Returns the text on the wire.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                <Self as $crate::value::enums::StringEnum>::CODES[self as usize].1
            }
        }

        impl ::core::fmt::Display for $enum {
            #[inline]
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl ::core::str::FromStr for $enum {
            type Err = $crate::value::enums::UnknownValue;

            #[inline]
            fn from_str(text: &str) -> ::core::result::Result<Self, $crate::value::enums::UnknownValue> {
                $crate::value::enums::find(<Self as $crate::value::enums::StringEnum>::CODES, text)
            }
        }

        $crate::value::enums::impl_string_serde!($enum);
    };
}
pub use string_enum;

/// Without the feature, generated types contain no code of serde.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! impl_string_serde {
    ($enum:ident) => {};
}

/// Implements serde's traits for an enumeration that is only sent.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! impl_string_serde {
    ($enum:ident) => {
        impl<'de> $crate::value::serde_impls::serde::Deserialize<'de> for $enum {
            fn deserialize<D: $crate::value::serde_impls::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::value::enums::deserialize(<Self as $crate::value::enums::StringEnum>::CODES, deserializer)
            }
        }

        impl $crate::value::serde_impls::serde::Serialize for $enum {
            fn serialize<S: $crate::value::serde_impls::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}
pub use impl_string_serde;

/// Implements an enumeration of texts that the service may extend: each variant and its text.
#[doc(hidden)]
#[macro_export]
macro_rules! open_string_enum {
    ($enum:ident { $first:ident = $first_text:literal $(, $variant:ident = $text:literal)* $(,)? }) => {
        impl $crate::value::enums::OpenStringEnum for $enum {
            const TEXTS: &'static [&'static str] = &[$first_text $(, $text)*];
            const VARIANTS: &'static [Self] = &[Self::$first $(, Self::$variant)*];
        }

        impl $enum {
            /// Returns the text on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    Self::$first => $first_text,
                    $(Self::$variant => $text,)*
                    Self::Unrecognized(code) => code.get(),
                }
            }
        }

        impl ::core::default::Default for $enum {
            fn default() -> Self {
                Self::$first
            }
        }

        impl ::core::str::FromStr for $enum {
            type Err = ::core::convert::Infallible;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                ::core::result::Result::Ok($crate::value::enums::open_text(text, Self::Unrecognized))
            }
        }

        impl ::core::convert::From<$enum> for ::std::string::String {
            #[inline]
            fn from(code: $enum) -> Self {
                code.as_str().into()
            }
        }

        impl ::core::fmt::Display for $enum {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::value::slot::EnumValue for $enum {
            fn set_number(&mut self, number: i64) -> bool {
                $crate::value::slot::EnumValue::set_text(self, &::std::string::ToString::to_string(&number))
            }

            fn set_text(&mut self, text: &str) -> bool {
                *self = $crate::value::enums::open_text(text, Self::Unrecognized);
                true
            }

            fn get(&self) -> $crate::value::slot::EnumRepr<'_> {
                $crate::value::slot::EnumRepr::Text(self.as_str())
            }
        }
        $crate::value::enums::enum_value!($enum, $first);
    };
}
pub use open_string_enum;

/// Makes an enumeration a value that can be decoded and encoded.
#[doc(hidden)]
#[macro_export]
macro_rules! enum_value {
    ($enum:ident, $first:ident) => {
        impl $crate::value::slot::Empty for $enum {
            const EMPTY: Self = Self::$first;
        }

        impl $crate::value::slot::ApiValue for $enum {
            #[inline]
            fn empty() -> Self {
                Self::$first
            }

            fn slot(&mut self) -> $crate::value::slot::Slot<'_> {
                $crate::value::slot::Slot::Enum(self)
            }
        }

        $crate::value::serde_impls::impl_serde!($enum);
    };
}
pub use enum_value;
