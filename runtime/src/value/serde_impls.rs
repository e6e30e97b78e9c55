//! The macros that implement serde's traits for generated types.

// Re-exported so that generated code does not depend on it.
#[doc(hidden)]
pub use ::serde;

/// Without the feature, generated types contain no code of serde.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! impl_serde {
    ($value:ty) => {};
}

/// Implements serde's traits for a value.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! impl_serde {
    ($value:ty) => {
        impl<'de> $crate::value::serde_impls::serde::Deserialize<'de> for $value {
            fn deserialize<D: $crate::value::serde_impls::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::value::decode::deserialize(deserializer)
            }
        }

        impl $crate::value::serde_impls::serde::Serialize for $value {
            fn serialize<S: $crate::value::serde_impls::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::value::encode::serialize(&mut ::core::clone::Clone::clone(self), serializer)
            }
        }
    };
}
pub use impl_serde;
