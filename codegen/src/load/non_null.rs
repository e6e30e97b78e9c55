//! Values that must not be null: serde would read null as an option that is not set, or as the text `~`.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};

/// A value that is not null.
pub(super) struct NonNull<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonNull<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        value(deserializer).map(Self)
    }
}

/// Reads a value.
pub(super) fn value<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    struct Value<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for Value<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value")
        }

        fn visit_none<E: Error>(self) -> Result<T, E> {
            Err(E::custom("missing value"))
        }

        fn visit_unit<E: Error>(self) -> Result<T, E> {
            self.visit_none()
        }

        fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
            T::deserialize(deserializer)
        }
    }
    deserializer.deserialize_option(Value(PhantomData))
}

/// Reads the value of an optional key.
pub(super) fn option<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    value(deserializer).map(Some)
}

/// Reads a list of values.
pub(super) fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let items: Vec<NonNull<T>> = value(deserializer)?;
    Ok(items.into_iter().map(|item| item.0).collect())
}
