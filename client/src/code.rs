//! Code tables: enumerations by number or by text, each a list of what is known.

#![allow(unused_macros, unused_imports, reason = "which kinds of tables occur depends on the spec")]

use std::fmt;

/// A code that this version of the crate does not know.
///
/// It can only come from the service, so a known code is never one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Unrecognized<T>(pub(crate) T);

impl<T> Unrecognized<T> {
    /// The code as the service sent it.
    pub fn get(&self) -> &T {
        &self.0
    }
}

impl<T: fmt::Display> fmt::Display for Unrecognized<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unrecognized ({})", self.0)
    }
}

/// A text that is not a code of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownCode {
    pub(crate) text: String,
    pub(crate) known: Vec<&'static str>,
}

impl fmt::Display for UnknownCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not one of {}", self.text, self.known.join(", "))
    }
}

impl std::error::Error for UnknownCode {}

/// A code table whose codes are numbers: variant, number, name.
pub(crate) trait Numbers: Copy + PartialEq + 'static {
    const KNOWN: &'static [(Self, i64, &'static str)];

    fn unrecognized(code: Unrecognized<i64>) -> Self;

    fn as_unrecognized(&self) -> Option<Unrecognized<i64>>;

    fn from_number(number: i64) -> Self {
        // Most tables count from 0 without a gap.
        let guess = usize::try_from(number).ok().and_then(|index| Self::KNOWN.get(index));
        let known = guess.filter(|known| known.1 == number);
        match known.or_else(|| Self::KNOWN.iter().find(|known| known.1 == number)) {
            Some(known) => known.0,
            None => Self::unrecognized(Unrecognized(number)),
        }
    }

    fn known(&self) -> Result<&'static (Self, i64, &'static str), Unrecognized<i64>> {
        let known = Self::KNOWN.iter().find(|known| known.0 == *self);
        known.ok_or_else(|| self.as_unrecognized().unwrap_or(Unrecognized(0)))
    }

    fn number(&self) -> i64 {
        self.known().map_or_else(|unrecognized| unrecognized.0, |known| known.1)
    }
}

/// A code table whose codes are texts: variant, text.
pub(crate) trait Texts: Clone + PartialEq + 'static {
    const KNOWN: &'static [(Self, &'static str)];

    fn from_known(text: &str) -> Option<Self> {
        Self::KNOWN.iter().find(|known| known.1 == text).map(|known| known.0.clone())
    }

    fn as_known(&self) -> Option<&'static str> {
        Self::KNOWN.iter().find(|known| known.0 == *self).map(|known| known.1)
    }

    fn unknown(text: &str) -> UnknownCode {
        UnknownCode { text: text.to_owned(), known: Self::KNOWN.iter().map(|known| known.1).collect() }
    }
}

/// What every code table of numbers has in common.
macro_rules! numbers {
    ($($codes:ty),* $(,)?) => {$(
        impl $codes {
            /// The number that stands for it on the wire.
            #[must_use]
            pub fn code(self) -> i64 {
                $crate::code::Numbers::number(&self)
            }
        }

        impl From<i64> for $codes {
            fn from(number: i64) -> Self {
                $crate::code::Numbers::from_number(number)
            }
        }

        impl From<$codes> for $crate::call::Argument {
            fn from(code: $codes) -> Self {
                Self::Number(code.code())
            }
        }

        /// The vendor's name of it.
        impl std::fmt::Display for $codes {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                match $crate::code::Numbers::known(self) {
                    Ok(known) => f.pad(known.2),
                    Err(unrecognized) => f.pad(&unrecognized.to_string()),
                }
            }
        }

        impl $crate::record::Code for $codes {
            fn set_number(&mut self, number: i64) -> bool {
                *self = number.into();
                true
            }

            fn set_text(&mut self, text: &str) -> bool {
                text.trim().parse().is_ok_and(|number| self.set_number(number))
            }

            fn get(&self) -> $crate::record::CodeValue<'_> {
                $crate::record::CodeValue::Number(self.code())
            }
        }

        $crate::code::place!($codes);
    )*};
}
pub(crate) use numbers;

/// What every code table of texts has in common that is used in requests only.
macro_rules! texts {
    ($($codes:ty),* $(,)?) => {$(
        impl $codes {
            /// The text that stands for it on the wire.
            #[must_use]
            pub fn as_str(&self) -> &'static str {
                $crate::code::Texts::as_known(self).unwrap_or_default()
            }
        }

        impl std::str::FromStr for $codes {
            type Err = $crate::UnknownCode;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as $crate::code::Texts>::from_known(text)
                    .ok_or_else(|| <Self as $crate::code::Texts>::unknown(text))
            }
        }

        impl From<$codes> for $crate::call::Argument {
            fn from(code: $codes) -> Self {
                Self::Name(code.as_str())
            }
        }

        $crate::code::text_slot!($codes);
        $crate::code::place!($codes);
    )*};
}
pub(crate) use texts;

/// What every code table of texts has in common that the service may extend.
macro_rules! open_texts {
    ($($codes:ty),* $(,)?) => {$(
        impl $codes {
            /// The text that stands for it on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    Self::Unrecognized(code) => &code.0,
                    _ => $crate::code::Texts::as_known(self).unwrap_or_default(),
                }
            }
        }

        impl std::str::FromStr for $codes {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Ok(<Self as $crate::code::Texts>::from_known(text)
                    .unwrap_or_else(|| Self::Unrecognized($crate::Unrecognized(text.to_owned()))))
            }
        }

        impl From<$codes> for $crate::call::Argument {
            fn from(code: $codes) -> Self {
                match $crate::code::Texts::as_known(&code) {
                    Some(name) => Self::Name(name),
                    None => Self::Text(code.as_str().to_owned()),
                }
            }
        }

        $crate::code::text_slot!($codes);
        $crate::code::place!($codes);
    )*};
}
pub(crate) use open_texts;

/// How codes that are texts are read and shown.
macro_rules! text_slot {
    ($codes:ty) => {
        impl std::fmt::Display for $codes {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl $crate::record::Code for $codes {
            fn set_number(&mut self, number: i64) -> bool {
                self.set_text(&number.to_string())
            }

            fn set_text(&mut self, text: &str) -> bool {
                text.parse().map(|code| *self = code).is_ok()
            }

            fn get(&self) -> $crate::record::CodeValue<'_> {
                $crate::record::CodeValue::Text(self.as_str())
            }
        }
    };
}
pub(crate) use text_slot;

/// How codes are reached by the reader and the writer.
macro_rules! place {
    ($codes:ty) => {
        impl $crate::record::Place for $codes {
            fn slot(&mut self) -> $crate::record::Slot<'_> {
                $crate::record::Slot::Code(self)
            }
        }

        $crate::record::forward_serde!($codes);
    };
}
pub(crate) use place;
